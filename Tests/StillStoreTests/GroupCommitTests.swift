import Catalog
import ContentStore
import Dispatch
import Foundation
import StillStore
import Synchronization
import TestSupport
import Testing

@Suite("Group commit") struct GroupCommitTests {
    /// Holds the first commit until so many files are staged behind it, and counts the commits.
    private final class SlowDisk: Sendable {
        private let needed: Int
        private let staged = Mutex(0)
        private let isHeld = Mutex(false)
        private let ready = DispatchSemaphore(value: 0)
        let commits = Mutex(0)

        init(untilStaged needed: Int) { self.needed = needed }

        var disk: Disk {
            Disk { [self] call, path in
                if call == .write, path.text.contains("/staging/") {
                    let count = staged.withLock { count in
                        count += 1
                        return count
                    }
                    if count == needed { ready.signal() }
                }
                guard call == .write, path.text.contains("/journal/") else { return }
                commits.withLock { $0 += 1 }
                let isFirst = isHeld.withLock { isHeld in
                    defer { isHeld = true }
                    return !isHeld
                }
                if isFirst { ready.wait() }
            }
        }
    }

    @Test("while one batch waits for the disk the next grows; all are reported, in their order")
    func growth() async throws {
        let directory = TemporaryDirectory()
        let pictures = 40
        for index in 0..<pictures {
            try directory.write(testPicture(index), to: "in/\(100 + index).png")
        }
        // An object and a thumbnail of each.
        let slow = SlowDisk(untilStaged: pictures * 2)
        let store = TestStore(at: directory.path("store"))
        let (summary, items) = try await store.ingest(
            [directory.path("in")],
            options: { options in
                options.batchItems = 2
                options.disk = slow.disk
            })
        #expect(summary.counts.stored == pictures)
        #expect(items.map(\.path) == (0..<pictures).map { "\(100 + $0).png" })
        // Twenty, if each had two.
        #expect(slow.commits.withLock { $0 } < pictures / 2)
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
