import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("A catalogue of an earlier version") struct UpgradeTests {
    let directory = TemporaryDirectory()

    /// As SQLite records it, but for how it is spaced and for comments.
    private func schema(_ catalog: Catalog) throws -> Set<String> {
        try catalog.read { reader in
            Set(
                try reader.connection.rows(
                    "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema"
                ).map { row in
                    let sql: String = try row.value(3)
                    let plain = sql.replacing(/--[^\n]*/, with: " ").split(
                        whereSeparator: \.isWhitespace
                    ).joined(separator: " ")
                    return [
                        try row.value(0) as String, try row.value(1) as String,
                        try row.value(2) as String, plain,
                    ].joined(separator: "|")
                })
        }
    }

    private func newSchema() throws -> Set<String> {
        let catalog = try Catalog(path: directory.path("new.sqlite"))
        defer { catalog.close() }
        return try schema(catalog)
    }

    @Test("reaches the current schema with all of its rows", arguments: 1...7)
    func upgrade(_ version: Int) throws {
        let path = directory.path("c.sqlite")
        try Catalog.makeEarlier(at: path, version: version, fill: EarlierRows.fill)
        try check(path, version)
    }

    @Test("may have been made when the third schema was first published")
    func firstThird() throws {
        let path = directory.path("c.sqlite")
        try Catalog.makeEarlier(at: path, version: 2, fill: EarlierRows.fill)
        let queue = try DatabaseQueue(path: path)
        try queue.write { db in
            try db.execute(sql: EarlierRows.firstThird)
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('3')")
            try EarlierRows.fill(SQLiteConnection(db: db), 3)
        }
        try queue.close()
        try check(path, 3)
    }

    private func check(_ path: String, _ version: Int) throws {
        let catalog = try Catalog(path: path)
        defer { catalog.close() }
        #expect(try schema(catalog) == newSchema())
        let (digest, other) = (Digest(repeating: 0x0A), Digest(repeating: 0xF0))
        let ids = EarlierRows.ids
        try catalog.read { reader in
            #expect(try reader.derivedRowsAreTrue())
            #expect(try reader.danglingReferences() == [])
            #expect(try reader.structuralDamage(thorough: true) == [])
            let first = try #require(try reader.asset(bucket: "b", path: "p"))
            #expect(first.asset.id == ids[0])
            #expect((first.asset.userID, first.asset.metadata) == ("u", "{\"a\":1}"))
            #expect(first.blob?.digest == digest)
            #expect(first.blob?.picture?.perceptualHash == UInt64(bitPattern: -5))
            let past = try #require(try reader.asset(id: ids[1]))
            #expect((past.asset.kind, past.asset.supersededBy) == (.audio, ids[0]))
            #expect(past.blob?.state == .missing)
            let gone = try #require(try reader.lastDeleted(bucket: "b", path: "q"))
            #expect((gone.asset.id, gone.asset.kind, gone.asset.deletedAt) == (ids[2], .file, 9))
            #expect(try reader.renditions(of: digest).map(\.contentDigest) == [other])
            #expect(try reader.recordedRecipes().map(\.definition) == ["d"])
            #expect(try reader.run(id: ids[8])?.verb == "ingest")
            #expect(try reader.failures(run: ids[8], after: 0, limit: 9).map(\.reason) == ["r"])
            let files = try reader.lookingUp { lookup in
                [
                    try lookup.files.file(at: [0x2F, 0x61]),
                    try lookup.files.file(at: [0x2F, 0x62]),
                ]
            }
            #expect(
                files.map { $0?.outcome }
                    == [
                        .stored(digest),
                        .refused(kind: .foreign("k"), reason: "why", decoderVersion: 1),
                    ])
            if version >= 2 {
                let waiting = try #require(try reader.match(id: ids[3]))
                #expect((waiting.status, waiting.etag, waiting.refreshes) == (.failed, "tag", true))
                #expect(try reader.sealedSource(of: ids[3]).map { [UInt8]($0) } == [1])
                #expect(try reader.sourceVersion(of: ids[3])?.expectedDigest == digest)
                #expect(try reader.attempts(of: ids[3]).map(\.httpStatus) == [404])
                #expect(try reader.host("h")?.failures == 5)
            }
            if version >= 3 {
                #expect(try reader.renditionRefusals(of: other).map(\.reason) == ["why"])
                #expect(try reader.verificationPass() == 1)
            }
            if version >= 4 {
                #expect(try reader.asset(bucket: "c", path: "e")?.asset.kind == .finalVideo)
                #expect(try reader.journalFile(named: "j.jsonl")?.size == 5)
            }
            if version >= 6 { #expect(try reader.storeID() == "the store") }
            if version >= 7 {
                #expect(
                    try reader.knownSources("s", bucket: "b", variant: nil).map(\.assetID)
                        == [ids[0]])
                #expect(first.asset.sourceGoneAt == 6)
                #expect(try reader.source(of: ids[0]) == nil, "it came from none")
            }
        }
    }
}
