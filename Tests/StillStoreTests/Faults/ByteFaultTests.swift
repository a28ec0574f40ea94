import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("When the disk does less than it says") struct ByteFaultTests {
    private let directory = TemporaryDirectory()

    private func makeSources(_ name: String) throws -> String {
        for index in 0..<5 {
            try directory.write(testPicture(index), to: "\(name)/\(index).png")
        }
        try directory.write(testPicture(0), to: "\(name)/copy.png")
        return directory.path(name)
    }

    /// What was reported is whole, and a further run completes.
    private func expectRecovery(
        _ store: TestStore, _ source: String, _ items: [IngestItem], _ context: Comment
    ) async throws {
        do {
            if FileManager.default.fileExists(atPath: store.path + "/stillstore.json") {
                try store.expectWhole(items, context)
            }
            let (_, again) = try await store.ingest([source])
            try store.expectWhole(items + again, context)
            #expect(try Set(store.assets().keys).count == 6, context)
            #expect(try store.problems() == [], context)
            #expect(files(below: store.path + "/staging").isEmpty, context)
        } catch {
            Issue.record(error, context)
        }
    }

    @Test("where every call writes a third of what it is given, all is written")
    func shortWrites() async throws {
        let store = TestStore(at: directory.path("store"))
        let fault = FaultyBytes(below: store.path, .shortWrites)
        let source = try makeSources("in")
        let (items, error) = await store.ingestUntilFailure(source, disk: fault.disk)
        #expect(error == nil)
        #expect(items.count == 6)
        #expect(fault.writes.count > 3 * items.count)
        #expect(Set(fault.writes.map(FaultyBytes.part)).isSuperset(of: ["staging", "journal"]))
        try await expectRecovery(store, source, items, "every write was cut short")
    }

    @Test("whichever file is half written when the disk is full, what was reported is whole")
    func fullHalfway() async throws {
        let whole = TestStore(at: directory.path("whole"))
        let counting = FaultyBytes(below: whole.path)
        _ = await whole.ingestUntilFailure(try makeSources("in"), disk: counting.disk)
        let writes = counting.writes
        for index in Sweep.moments(writes.map(FaultyBytes.part), oneOf: 8) {
            let store = TestStore(at: directory.path("full-\(index)"))
            let fault = FaultyBytes(below: store.path, .fullHalfway(at: index + 1))
            let source = try makeSources("in-\(index)")
            let (items, error) = await store.ingestUntilFailure(source, disk: fault.disk)
            let context: Comment =
                "write \(index + 1), to \(writes[index]): \(String(describing: error))"
            if let error { #expect(remedy(of: error) == .freeSpace, context) }
            try await expectRecovery(store, source, items, context)
        }
    }

    /// Small batches sync file by file, large ones by file system.
    @Test(
        "whichever sync fails and loses what it should have written, what is reported survives",
        arguments: [2, 512])
    func lostSync(_ batchItems: Int) async throws {
        let whole = TestStore(at: directory.path("whole"))
        let counting = ForgetfulDisk(below: whole.path)
        _ = await whole.ingestUntilFailure(
            try makeSources("in"), disk: counting.disk, batchItems: batchItems)
        let syncs = counting.syncs
        #expect(syncs.contains(.fsync))
        #expect(syncs.contains(.syncfs) || batchItems == 2)
        for index in Sweep.moments(syncs, oneOf: 5) {
            let store = TestStore(at: directory.path("lost-\(index)"))
            let disk = ForgetfulDisk(below: store.path, failing: index + 1)
            let source = try makeSources("in-\(index)")
            var (items, error) = await store.ingestUntilFailure(
                source, disk: disk.disk, batchItems: batchItems)
            let context: Comment =
                "sync \(index + 1), \(syncs[index]): \(String(describing: error))"
            // Before the power goes, or after it, the rest is stored: from what the system says is
            // there.
            if index % 2 == 0 {
                let (others, again) = await store.ingestUntilFailure(source, disk: disk.disk)
                #expect(again == nil, context)
                items += others
            }
            try disk.cutPower()
            error = nil
            try await expectRecovery(store, source, items, context)
        }
    }
}
