import Catalog
import ContentStore
import Foundation
import GRDB
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("A damaged catalogue") struct CatalogDamageTests {
    private func change(_ store: VerifiedStore, _ sql: String) throws {
        let queue = try DatabaseQueue(path: store.path("catalog.sqlite"))
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; " + sql)
        }
        try queue.close()
    }

    /// Writes garbage over a part of the file, behind SQLite's back.
    private func scribble(_ store: VerifiedStore, page: Int, count: Int) throws {
        // Everything is in the file itself, not in the log beside it.
        try change(store, "PRAGMA wal_checkpoint(TRUNCATE)")
        var bytes = try bytes(of: store.path("catalog.sqlite"))
        let start = page * 4096
        try #require(bytes.count >= start + count)
        for index in start..<(start + count) { bytes[index] = UInt8(index * 37 & 0xFF) }
        try store.write(bytes, to: "catalog.sqlite")
    }

    private func rootPage(of name: String, in store: VerifiedStore) throws -> Int {
        let queue = try DatabaseQueue(path: store.path("catalog.sqlite"))
        defer { try? queue.close() }
        let page = try queue.read { db in
            try Int.fetchOne(
                db, sql: "SELECT rootpage FROM sqlite_master WHERE name = ?", arguments: [name])
        }
        return try #require(page) - 1
    }

    @Test(
        "a page that was overwritten is found, whichever; objects are proved all the same",
        arguments: ["blobs", "assets", "bucket_paths", "assets_by_blob", "renditions"])
    func page(_ table: String) async throws {
        let store = try await VerifiedStore()
        try store.flipBit(of: VerifiedStore.object(0))
        try scribble(store, page: try rootPage(of: table, in: store), count: 4096)
        let before = try store.contents()
        for repair in [VerifyRequest.Repair.none, .apply] {
            let found = try await store.verify { $0.repair = repair }
            let damage = found.defects.filter { $0.kind == .catalogDamaged }
            #expect(!damage.isEmpty)
            #expect(damage.allSatisfy { $0.path == "catalog.sqlite" })
            #expect(damage.allSatisfy { $0.cure == .rebuildCatalog })
            #expect(found.named.contains("object-altered \(VerifiedStore.object(0))"))
            #expect(found.steps.isEmpty, "nothing is repaired by a catalogue that is not sound")
        }
        #expect(try store.contents() == before)
    }

    @Test("a row that refers to one that is not there is found")
    func reference() async throws {
        let store = try await VerifiedStore()
        try change(
            store,
            "DELETE FROM renditions WHERE blob_id = (SELECT id FROM blobs WHERE digest = x'\(VerifiedStore.digest(2).hex)'); "
                + "DELETE FROM blobs WHERE digest = x'\(VerifiedStore.digest(2).hex)'")
        let found = try await store.verify()
        let damage = found.defects.filter { $0.kind == .catalogDamaged }
        #expect(
            damage.contains { $0.reason.contains("a row of assets refers to a row of blobs") })
        #expect(damage.allSatisfy { $0.cure == .rebuildCatalog })
    }

    @Test(
        "a current path of an asset that was deleted, or superseded, is closed",
        arguments: [
            "deleted_at = 5", "superseded_at = 5, superseded_by = (SELECT max(id) FROM assets)",
        ])
    func contradiction(_ column: String) async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        try change(
            store,
            "UPDATE assets SET \(column) WHERE id = "
                + "(SELECT asset_id FROM bucket_paths WHERE path = 'deep/er/2.png')")
        let found = try await store.verify { $0.depth = .quick }
        #expect(found.named == ["rows-contradict catalog.sqlite"])
        #expect(found.defects.first?.bucketPath == "even/deep/er/2.png")
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        var expected = before
        expected[VerifiedStore.link(2)] = nil
        #expect(try store.contents() == expected, "its link goes with it, everything else stays")
    }

    @Test("counts that are wrong are named, and made anew")
    func counts() async throws {
        let store = try await VerifiedStore()
        try change(store, "UPDATE asset_counts SET count = count + 1")
        let found = try await store.verify { $0.depth = .quick }
        #expect(found.named == ["rows-contradict catalog.sqlite"])
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        #expect(try await store.verify { $0.depth = .quick }.named.isEmpty)
    }

    @Test("contradictions that cannot be decided are reported, with the next step")
    func undecided() async throws {
        let store = try await VerifiedStore()
        try change(
            store, "UPDATE bucket_paths SET superseded_at = 5 WHERE path = 'deep/er/2.png'")
        let found = try await store.verify { $0.depth = .quick }
        let defect = try #require(found.defects.first { $0.kind == .rowsContradict })
        #expect(defect.reason.contains("is current and lives nowhere"))
        #expect(defect.cure == .rebuildCatalog)
    }

    @Test("a row whose size is wrong is corrected from its object, which is whole")
    func size() async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        try change(
            store,
            "UPDATE blobs SET size = size + 3 WHERE digest = x'\(VerifiedStore.digest(2).hex)'")
        let found = try await store.verify { $0.depth = .quick }
        #expect(found.named == ["row-wrong \(VerifiedStore.object(2))"])
        #expect(try await store.repair().summary.remaining == 0)
        #expect(try await store.verify().named == [])
        #expect(try store.contents() == before)
    }
}
