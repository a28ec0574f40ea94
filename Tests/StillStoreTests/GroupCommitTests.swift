import Catalog
import ContentStore
import Dispatch
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Group commit") struct GroupCommitTests {
    /// Holds the first commit until this many pictures are staged behind it, and counts the objects
    /// of each.
    private final class SlowDisk: Sendable {
        private struct State {
            var staged = 0
            var named = 0
            var needed = Int.max
            var batches: [Int] = []
        }

        private let behind: Int
        private let state = Mutex(State())
        private let ready = DispatchSemaphore(value: 0)

        init(behind: Int) { self.behind = behind }

        var batches: [Int] { state.withLock { $0.batches } }

        var disk: Disk {
            Disk { [self] call, path in
                let isHeld = state.withLock { state in
                    if call == .write, path.text.contains("/staging/") {
                        state.staged += 1
                        if state.staged == state.needed { ready.signal() }
                    }
                    if call == .rename, path.text.contains("/objects/") { state.named += 1 }
                    guard call == .write, path.text.contains("/journal/") else { return false }
                    state.batches.append(state.named)
                    state.named = 0
                    guard state.batches.count == 1 else { return false }
                    // An object and a thumbnail of each.
                    state.needed = (state.batches[0] + behind) * 2
                    return state.staged < state.needed
                }
                if isHeld { ready.wait() }
            }
        }
    }

    @Test("while one batch waits for the disk the next grows beyond its usual size, within bounds")
    func growth() async throws {
        let directory = TemporaryDirectory()
        let pictures = 40
        for index in 0..<pictures {
            try directory.write(testPicture(index), to: "in/\(100 + index).png")
        }
        let usual = 8
        let slow = SlowDisk(behind: 2 * usual)
        let store = TestStore(at: directory.path("store"))
        let (summary, items) = try await store.ingest(
            [directory.path("in")],
            options: { options in
                options.batchItems = usual
                options.disk = slow.disk
            })
        #expect(summary.counts.stored == pictures)
        #expect(items.map(\.path) == (0..<pictures).map { "\(100 + $0).png" })
        let batches = slow.batches
        #expect(batches.reduce(0, +) == pictures)
        // How far it grows depends on what the workers had begun: never to all that is there.
        #expect(batches.contains { $0 > usual }, "\(batches)")
        #expect(batches.allSatisfy { $0 < pictures - usual }, "\(batches)")
    }

    @Test("many small files that share their way to a worker each get their own outcome")
    func bundle() async throws {
        let directory = TemporaryDirectory()
        for index in 0..<50 {
            let contents = index % 10 == 3 ? Array("no picture \(index)".utf8) : testPicture(index)
            try directory.write(contents, to: "in/\(100 + index).png")
        }
        let store = TestStore(at: directory.path("store"))
        let (summary, items) = try await store.ingest([directory.path("in")])
        #expect(summary.counts.stored == 45)
        #expect(summary.counts.failed == 5)
        let failed = items.enumerated().filter {
            if case .failed = $1.outcome { true } else { false }
        }
        #expect(failed.map(\.offset) == [3, 13, 23, 33, 43])
        #expect(try store.assets().count == 45)
        #expect(files(below: store.path + "/staging").isEmpty)
    }
}
