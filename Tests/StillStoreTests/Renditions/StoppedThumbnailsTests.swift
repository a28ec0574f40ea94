import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Thumbnails that are stopped, or whose disk fails") struct StoppedThumbnailsTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func fill(_ count: Int) async throws -> [String: [UInt8]] {
        for index in 0..<count {
            try directory.write(testPicture(index), to: "in/\(index).png")
        }
        try await store.ingest([directory.path("in")])
        let whole = try store.renditions()
        try FileManager.default.removeItem(atPath: store.path + "/renditions")
        return whole
    }

    @Test("a run that is stopped has reported exactly what is there, and the next does the rest")
    func stopAndResume() async throws {
        let whole = try await fill(40)
        let stop = StopSignal()
        let reported = Mutex(0)
        let first = try await store.thumbnails(
            options: { $0.batchItems = 3 }, stop: stop,
            report: { _ in
                if reported.withLock({
                    $0 += 1; return $0
                }) == 5 {
                    stop.request()
                }
            })
        #expect(first.summary.wasInterrupted)
        #expect((5..<40).contains(first.made))
        #expect(try store.renditions().count == first.made)
        let library = try store.open()
        #expect(try library.runs(before: nil, limit: 1).first?.status == .interrupted)
        library.close()

        let second = try await store.thumbnails()
        #expect(!second.summary.wasInterrupted)
        #expect(second.made == 40 - first.made)
        #expect(second.summary.counts.unchanged == first.made)
        #expect(try store.renditions() == whole)
    }

    @Test(
        "whichever call fails, nothing half-made is seen, and a further run completes",
        arguments: [2, 512])
    func sweep(_ batchItems: Int) async throws {
        let whole = try await fill(10)
        func run(_ store: TestStore, _ fault: FaultyDisk) async -> [ThumbnailItem] {
            let items = Mutex<[ThumbnailItem]>([])
            _ = try? await store.thumbnails(
                options: { options in
                    options.disk = fault.disk
                    options.batchItems = batchItems
                    options.jobs = 1
                },
                report: { item in items.withLock { $0.append(item) } })
            return items.withLock { $0 }
        }
        func copy(_ name: String) throws -> TestStore {
            try FileManager.default.copyItem(atPath: store.path, toPath: directory.path(name))
            return TestStore(at: directory.path(name))
        }
        let counting = FaultyDisk(.never)
        let first = try copy("counted")
        #expect(await run(first, counting).count == 10)
        #expect(try first.renditions() == whole)

        let calls = counting.calls
        for index in Sweep.moments(calls, oneOf: 28, dense: 7) {
            let call = calls[index]
            let store = try copy("store-\(index)")
            let items = await run(store, FaultyDisk(.once(at: index + 1)))
            let context: Comment = "call \(index + 1), \(call) failed"
            let there = try store.renditions()
            #expect(there.allSatisfy { whole[$0.key] == $0.value }, context)
            for item in items {
                guard case .made = item.outcome else { continue }
                #expect(there.keys.contains { $0.contains(item.digest.hex) }, context)
            }
            _ = try await store.thumbnails { $0.selection = .missing }
            #expect(try store.renditions() == whole, context)
            let again = try await store.thumbnails { $0.selection = .broken }
            #expect(again.summary.counts.unchanged == 10, context)
            #expect(files(below: store.path + "/staging").isEmpty, context)
            try FileManager.default.removeItem(atPath: store.path)
        }
        let needed: Set<DiskCall> = [
            .open, .read, .write, .rename, .mkdir, .unlink, .rmdir, .stat, .list, .flock,
            batchItems > 8 ? .syncfs : .fsync,
        ]
        #expect(needed.isSubset(of: Set(calls)))
    }
}
