import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("When the disk fails") struct FaultTests {
    /// One way to ingest, of which every disk call fails once. Small batches sync file by file,
    /// large ones by file system.
    struct Way: Sendable {
        let transfer: IngestRequest.Transfer
        let batchItems: Int
        let code: Int32
        /// 1: every call; 3: the first of each kind and every third. Sampled, one in four of those.
        let step: Int
    }

    @Test(
        "whichever call fails, what was reported is whole, and a further run completes",
        arguments: [
            Way(transfer: .copy, batchItems: 2, code: ENOSPC, step: 1),
            Way(transfer: .copy, batchItems: 512, code: EIO, step: 2),
            Way(transfer: .link, batchItems: 2, code: EIO, step: 3),
            Way(transfer: .move, batchItems: 2, code: EIO, step: 3),
        ])
    func sweep(_ test: Way) async throws {
        let directory = TemporaryDirectory()
        func makeSources(_ name: String) throws -> String {
            for index in 0..<3 {
                try directory.write(testPicture(index), to: "\(name)/\(index).png")
            }
            try directory.write(testPicture(0), to: "\(name)/copy.png")
            return directory.path(name)
        }
        let whole = FaultyDisk(.never)
        let first = TestStore(at: directory.path("whole"))
        let (all, error) = await first.ingestUntilFailure(
            try makeSources("in"), disk: whole.disk, batchItems: test.batchItems,
            transfer: test.transfer)
        #expect(error == nil)
        #expect(all.count == 4)
        let calls = whole.calls

        for index in Sweep.moments(calls, oneOf: 4 * test.step, dense: test.step) {
            let call = calls[index]
            let store = TestStore(at: directory.path("store-\(index)"))
            let source = try makeSources("in-\(index)")
            let fault = FaultyDisk(.once(at: index + 1), code: test.code)
            let (items, error) = await store.ingestUntilFailure(
                source, disk: fault.disk, batchItems: test.batchItems, transfer: test.transfer)
            let context: Comment =
                "call \(index + 1), \(call) failed; the run ended with \(String(describing: error))"
            if FileManager.default.fileExists(atPath: store.path + "/stillstore.json") {
                try store.expectWhole(items, context)
            }
            // Nothing was lost: the sources and the store together still have every picture.
            let (_, again) = try await store.ingest([source])
            try store.expectWhole(items + again, context)
            #expect(try Set(store.assets().keys).count == 4, context)
            #expect(files(below: store.path + "/staging").isEmpty, context)
        }
        let needed: Set<DiskCall> = [
            .open, .read, .write, .rename, .symlink, .mkdir, .unlink, .rmdir, .stat, .list,
            .flock, .fsync, test.batchItems > 8 ? .syncfs : .fsync,
        ]
        #expect(needed.isSubset(of: Set(calls)))
    }

    @Test(
        "a full disk ends the run with its reason, keeps what was reported, and can be continued",
        .enabled(if: Tmpfs.isAvailable, "mounting a tmpfs takes root"))
    func fullDisk() async throws {
        let directory = TemporaryDirectory()
        for index in 0..<240 {
            try directory.write(
                testPicture(index, width: 300, height: 200), to: "in/\(index).png")
        }
        let disk = try Tmpfs(at: directory.path("small"), kilobytes: 4096)
        defer { disk.unmount() }
        let store = TestStore(at: directory.path("small/store"))
        let items = Mutex<[IngestItem]>([])
        var failure: (any Error)?
        do {
            try await store.ingest(
                [directory.path("in")], options: { $0.batchItems = 8 },
                report: { item in items.withLock { $0.append(item) } })
        } catch {
            failure = error
        }
        let error = try #require(failure)
        #expect(remedy(of: error) == .freeSpace, "\(describe(error))")
        let reported = items.withLock { $0 }.filter { $0.digest != nil }
        #expect(!reported.isEmpty)
        #expect(reported.count < 240)

        try disk.resize(kilobytes: 65_536)
        try store.expectWhole(reported, "after the disk was full")
        let (summary, _) = try await store.ingest([directory.path("in")])
        #expect(summary.counts.failed == 0)
        #expect(try store.assets().count == 240)
        #expect(try store.damagedObjects().isEmpty)
        #expect(files(below: store.path + "/staging").isEmpty)
    }
}
