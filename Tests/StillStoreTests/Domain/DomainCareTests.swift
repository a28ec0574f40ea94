import Catalog
import ContentStore
import Domain
import Foundation
import GRDB
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Keeping the domain") struct DomainCareTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func filled() async throws -> (RichDomain, [String]) {
        for index in 0..<4 { try directory.write(testPicture(index), to: "in/\(index).png") }
        let (_, items) = try await store.ingest([directory.path("in")])
        let library = try store.open()
        defer { library.close() }
        let ids = items.compactMap(\.assetID)
        return (try RichDomain.fill(library, ids), ids)
    }

    private func sql(_ text: String) throws {
        let queue = try DatabaseQueue(path: store.path + "/catalog.sqlite")
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA foreign_keys = OFF;
                    DROP TRIGGER IF EXISTS credits_ledger_unchanged;
                    DROP TRIGGER IF EXISTS credits_ledger_kept;
                    """ + text)
        }
        try queue.close()
    }

    private func verify(
        _ repair: VerifyRequest.Repair = .none
    ) async throws -> (defects: [Defect], remaining: Int) {
        let library = try store.open()
        defer { library.close() }
        var request = VerifyRequest()
        request.repair = repair
        let defects = Mutex<[Defect]>([])
        let summary = try await library.verify(request) { event in
            if case .defect(let defect) = event { defects.withLock { $0.append(defect) } }
        }
        return (defects.withLock { $0 }, summary.remaining ?? 0)
    }

    @Test("nothing contradicts in a domain that was filled, rebuilt, deleted from and purged")
    func sound() async throws {
        let (rich, _) = try await filled()
        #expect(try await verify().defects.map(\.reason) == [])
        try await store.rebuildCatalog()
        #expect(try await verify().defects.map(\.reason) == [])
        try await store.opened { library in
            try library.domain.change(as: rich.owner) { try $0.projects.delete(rich.project) }
        }
        #expect(try await verify().defects.map(\.reason) == [])
        try await store.opened { _ = try await $0.runGC() }
        #expect(try await verify().defects.map(\.reason) == [])
    }

    static let damages: [(sql: String, words: String, isMended: Bool)] = [
        ("UPDATE jobs SET unmet = 7", "counts other dependencies", true),
        (
            "UPDATE jobs SET status = 'cancelled', unmet = 0 WHERE status = 'completed'",
            "waits for a job that will not be completed", true
        ),
        (
            "UPDATE generations SET own_name = 'x' WHERE kind = 'image' AND deleted_at IS NULL",
            "has a name or parameters of its own", true
        ),
        (
            "UPDATE generations SET parent_id = id WHERE parent_id IS NOT NULL", "before itself",
            true
        ),
        (
            "UPDATE generations SET slot_entry_id = 'nobody' WHERE parent_id IS NOT NULL",
            "belongs to an entry of a shot that is not there", true
        ),
        (
            "UPDATE generations SET deleted_with = NULL WHERE deleted_with IS NOT NULL",
            "by one of two columns only", true
        ),
        (
            "UPDATE generations SET deleted_with = 'nobody' WHERE deleted_with IS NOT NULL",
            "with something that is not deleted", true
        ),
        ("UPDATE shared_links SET target_id = 'nobody'", "leads to nothing", true),
        ("UPDATE tool_settings SET target_id = 'nobody'", "belong to nothing", true),
        ("UPDATE settings SET owner_id = 'nobody'", "belong to nobody", true),
        ("UPDATE variants SET asset_id = 'nothing'", "names an asset that is not there", true),
        (
            "UPDATE job_references SET asset_id = 'nothing'", "names an asset that is not there",
            true
        ),
        ("UPDATE albums SET cover_asset_id = 'nothing'", "names an asset that is not there", true),
        (
            "UPDATE album_assets SET asset_id = 'nothing' WHERE rowid IN (SELECT min(rowid) FROM album_assets)",
            "names an asset that is not there", true
        ),
        (
            "UPDATE projects SET deleted_at = 1, deleted_with = id WHERE name LIKE 'Film%'",
            "was deleted", true
        ),
        (
            "UPDATE generations SET user_id = (SELECT id FROM users WHERE role = 'member')",
            "somebody else's", false
        ),
        ("UPDATE training_segments SET end_ms = 6000", "ends behind the end of its item", false),
        ("UPDATE document_checkpoints SET version = 9", "later version", false),
        (
            """
            INSERT INTO credits_ledger (id, user_id, kind, amount, job_id, digits, metadata, created_at)
            SELECT 'x', user_id, 'capture', 5, id, 3, '{}', 1 FROM jobs LIMIT 1
            """, "gives back more than was held", false
        ),
    ]

    @Test(
        "a contradiction between rows is named, and repaired where one side must be right",
        arguments: damages.indices)
    func damage(_ index: Int) async throws {
        let damage = DomainCareTests.damages[index]
        _ = try await filled()
        try sql(damage.sql)
        let (found, _) = try await verify()
        #expect(!found.isEmpty)
        let named = found.filter { $0.kind == .rowsContradict && $0.reason.contains(damage.words) }
        #expect(!named.isEmpty, "\(found.map(\.reason))")
        #expect(named.contains { ($0.cure == .repair) == damage.isMended })
        guard damage.isMended else { return }
        // What was repaired may show what it had hidden.
        var remaining = try await verify(.apply).remaining
        if remaining > 0 { remaining = try await verify(.apply).remaining }
        #expect(remaining == 0)
        #expect(try await verify().defects.map(\.reason) == [])
    }

    @Test("gc keeps a superseded picture that something is made with, and lets the others go")
    func superseded() async throws {
        let (rich, ids) = try await filled()
        for index in 0..<4 { try directory.write(testPicture(index + 10), to: "in/\(index).png") }
        try directory.write(testPicture(20), to: "in/free.png")
        try await store.ingest([directory.path("in")])
        try directory.write(testPicture(21), to: "in/free.png")
        try await store.ingest([directory.path("in")])
        try await store.opened { library in
            let (_, planned) = try await library.runGC(isDryRun: true)
            let (_, collected) = try await library.runGC()
            #expect(planned == collected)
            #expect(collected.count { $0.kind == .asset } == 1)
            for id in ids { _ = try library.find(id) }
            let generation = try library.domain.read(as: rich.owner) {
                try $0.generations.get(rich.generation)
            }
            #expect(generation.deletedAt == nil)
        }
        #expect(try await verify().defects.map(\.reason) == [])
    }

    @Test("gc purges a deleted picture whoever points to it, and then they point to nothing")
    func purgedAssets() async throws {
        let (rich, ids) = try await filled()
        try await store.opened { library in
            try await library.deleted(ids)
            let shown = try library.domain.read(as: rich.owner) {
                try $0.albums.contents(of: rich.album).items
            }
            #expect(shown.isEmpty, "what is deleted is hidden at once")
            try await library.undeleted([ids[0]])
            let again = try library.domain.read(as: rich.owner) {
                try $0.albums.contents(of: rich.album).items
            }
            #expect(again.map(\.assetID) == [ids[0]])
            try await library.deleted([ids[0]])
            _ = try await library.runGC()
            try library.domain.read(as: rich.owner) { reader throws in
                #expect(try reader.albums.get(rich.album).coverAssetID == nil)
                #expect(
                    try reader.variants.list(of: rich.generation).allSatisfy { $0.assetID == nil })
            }
        }
        #expect(try await verify().defects.map(\.reason) == [])
        let before = try store.domainDump()
        try await store.rebuildCatalog()
        let after = try store.domainDump()
        #expect(after == before)
    }

    @Test("gc purges deleted rows after their grace, as a dry run says")
    func purgedRows() async throws {
        let (rich, _) = try await filled()
        try await store.opened { library in
            try library.domain.change(as: rich.owner) { try $0.projects.delete(rich.project) }
            let young = try await library.runGC(before: 1).items
            #expect(young.isEmpty)
            let (planned, _) = try await library.runGC(isDryRun: true)
            let (done, _) = try await library.runGC()
            #expect(planned.tallies[.row]?.count ?? 0 > 5)
            #expect(planned.tallies[.row] == done.tallies[.row])
            #expect(throws: DomainError.self) {
                try library.domain.change(as: rich.owner) {
                    _ = try $0.projects.restore(rich.project)
                }
            }
            #expect(try await library.runGC().items.isEmpty)
        }
        let before = try store.domainDump()
        try await store.rebuildCatalog()
        let after = try store.domainDump()
        #expect(after == before)
    }

    @Test("a backup has the domain, and what is restored from it too")
    func backup() async throws {
        let (rich, _) = try await filled()
        let before = try store.domainDump()
        try await store.backUp(to: directory.path("backup"))
        try await store.opened { library in
            _ = try library.domain.change(as: rich.owner) { try $0.projects.create(name: "Later") }
        }
        let restored = TestStore(at: directory.path("restored"))
        try await restored.restored(from: directory.path("backup"))
        let after = try restored.domainDump()
        #expect(after == before)
        try await restored.rebuildCatalog()
        let rebuilt = try restored.domainDump()
        #expect(rebuilt == before)
    }
}
