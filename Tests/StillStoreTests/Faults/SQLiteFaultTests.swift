import Foundation
import StillStoreRuns
import TestSupport
import Testing

/// The catalogue's own calls do not go through `Disk`: SQLite makes them.
@Suite("When the disk fails SQLite") struct SQLiteFaultTests {
    private let directory = TemporaryDirectory()

    private func makeSources(_ name: String) throws -> String {
        for index in 0..<3 {
            try directory.write(testPicture(index), to: "\(name)/\(index).png")
        }
        try directory.write(testPicture(0), to: "\(name)/copy.png")
        return directory.path(name)
    }

    /// The calls of one undisturbed ingest into a new store.
    private func calls() async throws -> [FaultySQLite.Call] {
        let store = TestStore(at: directory.path("whole"))
        let whole = FaultySQLite(below: store.path, .never)
        let (items, error) = await store.ingestUntilFailure(try makeSources("in"))
        #expect(error == nil)
        #expect(items.count == 4)
        return whole.calls
    }

    /// What was reported is whole, and a further run without faults completes.
    private func expectRecovery(
        _ store: TestStore, _ source: String, _ items: [IngestItem], _ context: Comment
    ) async throws {
        do {
            if FileManager.default.fileExists(atPath: store.path + "/stillstore.json") {
                try store.expectWhole(items, context)
            }
            let (_, again) = try await store.ingest([source])
            try store.expectWhole(items + again, context)
            #expect(try Set(store.assets().keys).count == 4, context)
            #expect(try store.problems() == [], context)
        } catch {
            Issue.record(error, context)
        }
    }

    @Test(
        "whichever call is refused, or finds the disk full, what was reported is whole and a further run completes",
        arguments: [FaultySQLite.Fault.refused, .full])
    func sweep(_ fault: FaultySQLite.Fault) async throws {
        let calls = try await calls()
        #expect(Set(calls).isSuperset(of: [.open, .read, .write, .sync, .delete]))
        for index in Sweep.moments(calls, oneOf: 40, dense: 3) {
            let store = TestStore(at: directory.path("store-\(fault)-\(index)"))
            let source = try makeSources("in-\(fault)-\(index)")
            let faulty = FaultySQLite(below: store.path, .once(at: index + 1), fault)
            let (items, error) = await store.ingestUntilFailure(source)
            withExtendedLifetime(faulty) {}
            try await expectRecovery(
                store, source, items,
                "call \(index + 1), \(calls[index]): \(fault); the run ended with \(String(describing: error))"
            )
        }
    }

    @Test("whenever the power goes, what was reported is in the catalogue afterwards")
    func powerCut() async throws {
        let calls = try await calls()
        for index in Sweep.moments(calls, oneOf: 30, dense: 2) {
            let store = TestStore(at: directory.path("cut-\(index)"))
            let source = try makeSources("in-cut-\(index)")
            let faulty = FaultySQLite(below: store.path, .from(index + 1))
            let (items, _) = await store.ingestUntilFailure(source)
            faulty.cutPower()
            try await expectRecovery(
                store, source, items, "the power went at call \(index + 1), \(calls[index])")
        }
    }

    @Test("a bit that is read wrong neither crashes nor costs a picture")
    func wrongBits() async throws {
        let store = TestStore(at: directory.path("store"))
        let source = try makeSources("in")
        try await store.ingest([source])
        let whole = FaultySQLite(below: store.path, .never)
        _ = await store.ingestUntilFailure(source)
        let reads = whole.calls.indices.filter { whole.calls[$0] == .read }
        #expect(!reads.isEmpty)
        for read in reads {
            let copy = TestStore(at: directory.path("copy-\(read)"))
            try FileManager.default.copyItem(atPath: store.path, toPath: copy.path)
            let faulty = FaultySQLite(below: copy.path, .once(at: read + 1), .corrupt)
            let (_, error) = await copy.ingestUntilFailure(source)
            withExtendedLifetime(faulty) {}
            let context: Comment =
                "read \(read + 1); the run ended with \(String(describing: error))"
            #expect(try copy.damagedObjects().isEmpty, context)
            #expect(files(below: copy.path + "/objects").count == 3, context)
        }
    }
}
