import Foundation
import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("Counts that are kept") struct CountTests {
    @Test("equal a full count after every change", arguments: [1, 2] as [UInt64])
    func truth(_ seed: UInt64) throws {
        let directory = TemporaryDirectory()
        var sample = try LargeSample(directory, seed: seed)
        let catalog = sample.catalog
        defer { catalog.close() }
        for step in 0..<300 {
            try sample.change(step)
            let isTrue = try catalog.read { try $0.derivedRowsAreTrue() }
            #expect(isTrue, "after step \(step)")
            if !isTrue { return }
        }
        let (statistics, missing) = try catalog.read {
            (try $0.statistics(), try $0.missing(now: 0))
        }
        func count(_ sql: String) throws -> Int {
            try catalog.read { try Int.fetchOne($0.db, sql: "SELECT count(*) FROM " + sql) ?? 0 }
        }
        #expect(
            try statistics.assets
                == count("assets WHERE superseded_by IS NULL AND deleted_at IS NULL"))
        #expect(try statistics.superseded == count("assets WHERE superseded_by IS NOT NULL"))
        #expect(statistics.superseded > 0)
        #expect(try statistics.blobs == count("blobs"))
        #expect(try statistics.renditions == count("renditions"))
        #expect(
            try statistics.assetsByBucket["a"]
                == count("bucket_paths WHERE superseded_at IS NULL AND bucket = 'a'"))
        #expect(try statistics.assetsByStatus.values.reduce(0, +) == count("assets"))
        #expect(
            try missing.groups.map(\.count).reduce(0, +)
                == count(
                    """
                    assets WHERE retrieval_status <> 'completed' AND superseded_by IS NULL
                    AND deleted_at IS NULL
                    """))
    }

    @Test("a group of missing assets has the earliest next attempt")
    func earliest() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        defer { catalog.close() }
        try catalog.write { writer in
            for (index, next) in ([nil, 70, 50, 60] as [Int64?]).enumerated() {
                let record = RetrievalRecord(
                    id: WallClock.system.makeID(), source: "s", host: "h", targetBucket: "b",
                    targetPath: "\(index)", name: "", createdAt: 1)
                try writer.insert(record, run: nil)
                let failure = RetrievalFailure(
                    kind: .known(.httpStatus), reason: "x", httpStatus: 503, isPermanent: false,
                    nextAttempt: next)
                try writer.fail(record.id, failure, keepsRequest: false, at: 2)
            }
        }
        let groups = try catalog.read { try $0.missing(now: 0) }.groups
        #expect(groups.map(\.count) == [4])
        #expect(groups.first?.nextAttempt == 50)
        #expect(groups.first?.httpStatus == 503)
    }

    @Test(
        "that are wrong are noticed, and made anew",
        arguments: [
            "UPDATE asset_counts SET count = count + 1",
            "DELETE FROM blob_counts",
            "UPDATE rendition_counts SET bytes = 0",
            "INSERT INTO path_counts VALUES ('z', 1)",
            "DELETE FROM deleted_assets",
            "UPDATE bucket_paths SET kind = 'audio' WHERE kind = 'image'",
        ])
    func repairing(_ sql: String) throws {
        let directory = TemporaryDirectory()
        var sample = try LargeSample(directory, seed: 4)
        let catalog = sample.catalog
        defer { catalog.close() }
        for step in 0..<150 { try sample.change(step) }
        try catalog.write { try $0.db.execute(sql: sql) }
        #expect(try !catalog.read { try $0.derivedRowsAreTrue() })
        try catalog.write { try $0.deriveRows() }
        #expect(try catalog.read { try $0.derivedRowsAreTrue() })
    }

    @Test("are made for a catalogue of the third schema")
    func upgrade() throws {
        let directory = TemporaryDirectory()
        let path = directory.path("c.sqlite")
        let queue = try DatabaseQueue(path: path)
        try Migrations.migrator.migrate(queue, upTo: "3")
        let (live, dead) = (WallClock.system.makeID(), WallClock.system.makeID())
        try queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO blobs (digest, size, refusal, created_at, updated_at)
                        VALUES (zeroblob(32), 7, 'none', 1, 1);
                    INSERT INTO recipes VALUES ('r', 'r', 'r', 1);
                    INSERT INTO renditions VALUES (zeroblob(32), 'r', 'png', 1, 1, 5,
                        zeroblob(32), 1);
                    INSERT INTO rendition_refusals VALUES (zeroblob(32), 's', 'k', 'why', 1, 1);
                    INSERT INTO source_files VALUES (x'2f', 7, 1, 2, 3, 4, zeroblob(32), NULL,
                        NULL, 1);
                    INSERT INTO assets (id, digest, kind, origin, name, retrieval_status,
                        created_at, updated_at, deleted_at)
                        VALUES ('\(live)', zeroblob(32), 'audio', 'upload', 'a', 'completed', 1, 1,
                            NULL),
                            ('\(dead)', zeroblob(32), 'file', 'upload', 'b', 'completed', 1, 1, 9);
                    INSERT INTO bucket_paths (bucket, path, asset_id, created_at, superseded_at)
                        VALUES ('b', 'live', '\(live)', 1, NULL), ('b', 'dead', '\(dead)', 1, 9);
                    """)
        }
        try queue.close()
        let backup = directory.path("backup.sqlite")
        try FileManager.default.copyItem(atPath: path, toPath: backup)
        let copy = try CatalogSnapshot(at: backup, .scratch)
        try copy.bringUpToDate()
        #expect(try copy.read { try $0.currentPaths(after: nil, limit: 9) }.map(\.path) == ["live"])
        #expect(try copy.read { try $0.renditions(after: nil, limit: 9) }.map(\.size) == [5])
        copy.close()
        let catalog = try Catalog(path: path)
        defer { catalog.close() }
        #expect(try catalog.read { try $0.derivedRowsAreTrue() })
        #expect(try catalog.read { try $0.statistics() }.blobBytes == 7)
        #expect(try catalog.read { try $0.statistics() }.renditionBytes == 5)
        try catalog.read { reader in
            #expect(try reader.danglingReferences() == [])
            #expect(try reader.structuralDamage(thorough: true) == [])
            let digest = Digest(repeating: 0)
            #expect(try reader.asset(id: live)?.blob?.digest == digest)
            #expect(try reader.renditions(of: digest).map(\.size) == [5])
            #expect(try reader.renditionRefusals(of: digest).map(\.reason) == ["why"])
            let file = try reader.lookingUp { try $0.files.file(at: [0x2f]) }
            #expect(file?.outcome == .stored(digest))
        }
        var filter = AssetFilter()
        filter.bucket = "b"
        filter.kind = .audio
        #expect(
            try catalog.read { try $0.page(filter, after: nil, limit: 9) }.listings.map(\.path)
                == ["live"])
        filter.kind = nil
        filter.isOfDeleted = true
        #expect(
            try catalog.read { try $0.page(filter, after: nil, limit: 9) }.listings.map(\.path)
                == ["dead"])
    }

    @Test("no question about the whole catalogue counts its rows")
    func plans() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        defer { catalog.close() }
        let plan = try catalog.read { reader in
            try Row.fetchAll(
                reader.db, sql: "EXPLAIN QUERY PLAN " + CatalogReader.nextOfGroup,
                arguments: ["failed", "x", 1, "h", 0, 0]
            ).map { $0["detail"] as String }
        }
        #expect(plan.count == 1)
        let keys = "retrieval_status=? AND retrieval_error_class=? AND retrieval_http_status=?"
        #expect(plan[0].contains("assets_waiting_by_reason (\(keys)"), "\(plan)")
        #expect(plan[0].contains("next_retrieval_attempt>?"), "\(plan)")
    }
}
