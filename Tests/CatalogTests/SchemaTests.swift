import Foundation
import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("The catalogue") struct SchemaTests {
    let directory = TemporaryDirectory()

    private func makeCatalog() throws -> Catalog { try Catalog(path: directory.path("c.sqlite")) }

    private let digest = Digest(repeating: 7)

    private func blob(_ digest: Digest) -> BlobRecord {
        BlobRecord(
            digest: digest, size: 10,
            content: .picture(
                PictureFacts(
                    format: "png", width: 4, height: 3, storedWidth: 3, storedHeight: 4,
                    orientation: 6, bits: 8, channels: 3, frames: 1, isLayered: false,
                    isTransparent: false, hasProfile: true, perceptualHash: .max - 5)),
            createdAt: 1000)
    }

    private func asset(_ digest: Digest?, at time: Int64 = 1000) -> AssetRecord {
        AssetRecord(
            id: IdentifierSource.shared.make(at: time), digest: digest, kind: .image,
            origin: .upload,
            name: "a.png", userID: nil, jobID: nil, source: nil, metadata: "{}",
            retrievalStatus: digest == nil ? .pending : .completed, createdAt: time)
    }

    @Test("rows are read as they were written")
    func roundTrip() throws {
        let catalog = try makeCatalog()
        let record = asset(digest)
        try catalog.write { writer in
            #expect(try writer.insert(blob(digest)))
            #expect(try !writer.insert(blob(digest)), "the second time it is not new")
            try writer.insert(record)
            try writer.occupy(
                bucket: "b", path: "p", assetID: record.id, kind: record.kind, superseding: nil,
                at: 1)
        }
        let listing = try #require(try catalog.read { try $0.asset(bucket: "b", path: "p") })
        #expect(listing.asset == record)
        #expect(listing.blob == blob(digest))
        #expect(listing.path == "p")
    }

    @Test("updated_at follows every change")
    func trigger() throws {
        let catalog = try makeCatalog()
        let record = asset(nil)
        try catalog.write { writer in
            try writer.insert(record)
            try writer.db.execute(sql: "UPDATE assets SET name = 'other'")
        }
        let found = try #require(try catalog.read { try $0.asset(id: record.id) })
        #expect(found.asset.updatedAt > record.updatedAt)
        #expect(abs(found.asset.updatedAt - WallClock.system.now()) < 60_000)
    }

    private static let broken: [(String, BrokenConstraint.Kind, String)] = [
        (
            "UPDATE assets SET retrieval_status = 'lost'", .check,
            "retrieval_status = 'pending' OR retrieval_status = 'retrieving' OR retrieval_status = 'completed' OR retrieval_status = 'failed'"
        ),
        ("UPDATE assets SET kind = 'song'", .foreignKey, ""),
        ("UPDATE assets SET metadata = '{'", .check, "json_valid(metadata)"),
        (
            "UPDATE assets SET blob_id = NULL", .check,
            "retrieval_status <> 'completed' OR blob_id IS NOT NULL"
        ),
        ("UPDATE assets SET blob_id = 99", .foreignKey, ""),
        ("UPDATE assets SET name = NULL", .notNull, "assets.name"),
        (
            "UPDATE blobs SET state = 'fine'", .check,
            "state = 'present' OR state = 'missing' OR state = 'corrupt'"
        ),
        ("UPDATE blobs SET width = 0", .check, "width > 0"),
        ("UPDATE blobs SET size = 'large'", .type, "blobs.size"),
        ("DELETE FROM blobs", .foreignKey, ""),
        (
            "INSERT INTO blobs (digest, size, refusal, created_at, updated_at) SELECT digest, 1, '', 1, 1 FROM blobs",
            .unique, "blobs.digest"
        ),
        (
            "INSERT INTO bucket_paths (bucket, path, kind, asset_id, created_at) VALUES ('b', 'p', 'file', 'x', 1)",
            .foreignKey, ""
        ),
    ]

    @Test(
        "the schema refuses invalid rows, and names the constraint",
        arguments: SchemaTests.broken)
    func checks(_ sql: String, _ kind: BrokenConstraint.Kind, _ name: String) throws {
        let catalog = try makeCatalog()
        let record = asset(digest)
        try catalog.write { writer in
            _ = try writer.insert(blob(digest))
            try writer.insert(record)
        }
        let error = #expect(throws: CatalogError.self) {
            try catalog.write { try $0.db.execute(sql: sql) }
        }
        guard case .conflict(let constraint)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(constraint.kind == kind)
        #expect(
            constraint.name.split(whereSeparator: \.isWhitespace).joined(separator: " ") == name)
    }

    @Test("a mistake in the program's SQL is no conflict, and a bad cursor is neither")
    func refused() throws {
        let catalog = try makeCatalog()
        let error = #expect(throws: CatalogError.self) {
            try catalog.write { try $0.db.execute(sql: "UPDATE assets SET knd = 'song'") }
        }
        #expect(error == .refused("no such column: knd"))
        #expect(throws: CatalogError.badCursor("x")) {
            try catalog.read { try $0.page(AssetFilter(), after: "x", limit: 1) }
        }
    }

    @Test("a path has one current asset, and remembers those before")
    func superseding() throws {
        let catalog = try makeCatalog()
        let (old, new) = (asset(digest), asset(digest))
        try catalog.write { writer in
            _ = try writer.insert(blob(digest))
            try writer.insert(old)
            try writer.occupy(
                bucket: "b", path: "p", assetID: old.id, kind: old.kind, superseding: nil, at: 1)
            try writer.insert(new)
            let occupant = try writer.reader.occupant(bucket: "b", path: "p")
            try writer.occupy(
                bucket: "b", path: "p", assetID: new.id, kind: new.kind, superseding: occupant,
                at: 2)
        }
        let occupant = try catalog.read { try $0.occupant(bucket: "b", path: "p") }
        #expect(occupant?.assetID == new.id)
        let past = try catalog.read { try $0.asset(id: old.id) }
        #expect(past?.asset.supersededBy == new.id)
        let error = #expect(throws: CatalogError.self) {
            try catalog.write {
                try $0.occupy(
                    bucket: "b", path: "p", assetID: old.id, kind: old.kind, superseding: nil, at: 3
                )
            }
        }
        let columns = "bucket_paths.bucket, bucket_paths.path"
        #expect(
            error
                == .conflict(
                    constraint: BrokenConstraint(
                        .unique, columns, words: "UNIQUE constraint failed: \(columns)")))
    }

    @Test("ids are version 7 UUIDs in the order of their making")
    func identifiers() {
        let ids = (0..<10_000).map { _ in IdentifierSource.shared.make(at: 1_700_000_000_000) }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        let pattern = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(ids.allSatisfy { $0.wholeMatch(of: pattern) != nil })
        #expect(Identifier.lowest(at: 1_700_000_000_000) <= ids[0])
        #expect(Identifier.lowest(at: 1_700_000_000_001_000) > ids[9999])
    }

    @Test("a catalogue of a newer program is refused, and one that is no database too")
    func foreign() throws {
        let catalog = try makeCatalog()
        try catalog.write {
            try $0.db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99')")
        }
        catalog.close()
        #expect(throws: CatalogError.newer) { try makeCatalog() }
        try directory.write(Array(repeating: 0x41, count: 8192), to: "noise.sqlite")
        #expect {
            try Catalog(path: directory.path("noise.sqlite"))
        } throws: { error in
            if case CatalogError.damaged = error { true } else { false }
        }
    }
}
