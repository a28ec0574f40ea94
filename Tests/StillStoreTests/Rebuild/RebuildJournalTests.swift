import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Rebuilding the journal") struct RebuildJournalTests {
    private func journal(_ store: TestStore) -> [String] {
        files(below: store.path + "/journal").map { store.path + "/journal/" + $0 }
    }

    private func defects(
        _ store: TestStore, _ depth: VerifyRequest.Depth = .quick
    ) async throws -> [String: Int] {
        try await store.opened { library in
            var request = VerifyRequest()
            request.depth = depth
            return try await library.verify(request) { _ in }.kinds
        }
    }

    @discardableResult
    private func rebuild(_ store: TestStore, disk: Disk = Disk()) async throws -> JournalSummary {
        try await Library.rebuildJournal(at: FilePath(store.path), disk: disk) { failure in
            Issue.record("\(failure)")
        }
    }

    @Test("the new journal gives the same catalogue again")
    func equal() async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        try await store.opened { library in
            // Deleted; deleted and back; superseded and back elsewhere.
            _ = try await library.deleted(["default/a/1.png", "default/a/2.png"])
            _ = try await library.undeleted(["default/a/2.png"])
            let past = try store.query(
                "SELECT id FROM assets WHERE superseded_by IS NOT NULL ORDER BY id LIMIT 1")
            _ = try await library.undeleted(past, at: "default/back.png")
        }
        let before = try CatalogDump(store)
        try store.lose("journal")
        #expect(try await defects(store)["journal-lost"] ?? 0 > 1)
        let summary = try await rebuild(store)
        #expect(summary.assets > 20)
        #expect(summary.failed == 0)
        #expect(journal(store).count == 1)
        #expect(try await defects(store, .full).isEmpty)

        try store.loseCatalogue()
        try await store.rebuildCatalog()
        #expect(before.differences(from: try CatalogDump(store)) == [])
        #expect(try await defects(store, .full).isEmpty)
    }

    @Test("a file that is gone, cut short or overwritten is named")
    func damage() async throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        for seed in 0..<3 {
            try directory.write(testPicture(seed), to: "\(seed)/\(seed).png")
            try await store.ingest([directory.path("\(seed)")])
        }
        let files = journal(store)
        #expect(files.count == 3)
        #expect(try await defects(store, .full).isEmpty)
        try FileManager.default.removeItem(atPath: files[0])
        var bytes = try Data(contentsOf: URL(fileURLWithPath: files[1]))
        bytes.removeLast(20)
        try bytes.write(to: URL(fileURLWithPath: files[1]))
        #expect(try await defects(store) == ["journal-lost": 2])

        let size = try Data(contentsOf: URL(fileURLWithPath: files[2])).count
        var rubbish = Data(repeating: 0x58, count: size)
        rubbish[size - 1] = 0x0A
        try rubbish.write(to: URL(fileURLWithPath: files[2]))
        #expect(try await defects(store, .full) == ["journal-lost": 2, "journal-damaged": 1])

        try await rebuild(store)
        #expect(try await defects(store, .full).isEmpty)
        #expect(TestSupport.files(below: store.path + "/quarantine").count > 2)
    }

    @Test("a catalogue that is older than the journal is not written over it")
    func older() async throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        try directory.write(testPicture(0), to: "a/0.png")
        try directory.write(testPicture(1), to: "b/1.png")
        try await store.ingest([directory.path("a")])
        let (catalog, old) = (store.path + "/catalog.sqlite", directory.path("old"))
        try FileManager.default.copyItem(atPath: catalog, toPath: old)
        try await store.ingest([directory.path("b")])
        try store.loseCatalogue()
        try FileManager.default.moveItem(atPath: old, toPath: catalog)
        let before = journal(store)
        await #expect(throws: StoreError.self) { try await rebuild(store) }
        #expect(journal(store) == before)
    }

    @Test("killed at any change of the disk, it leaves a store that reports it or needs nothing")
    func cutOff() async throws {
        let directory = TemporaryDirectory()
        let original = TestStore(at: directory.path("store"))
        for seed in 0..<2 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await original.ingest([directory.path("in")])
        let dump = try CatalogDump(original)
        let changes: Set<DiskCall> = [.open, .write, .fsync, .rename, .mkdir, .unlink]
        var fatal = 0
        var wasCutOff = true
        while wasCutOff {
            fatal += 1
            let store = TestStore(at: directory.path("cut-\(fatal)"))
            try FileManager.default.copyItem(atPath: original.path, toPath: store.path)
            let disk = FaultyDisk(.from(fatal), of: changes).disk
            wasCutOff = (try? await rebuild(store, disk: disk)) == nil
            let isWhole = try await defects(store)["journal-lost"] == nil
            if !isWhole { try await rebuild(store) }
            try store.loseCatalogue()
            try await store.rebuildCatalog()
            #expect(dump.differences(from: try CatalogDump(store)) == [])
        }
        #expect(fatal > 10)
    }
}
