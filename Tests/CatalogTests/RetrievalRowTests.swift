import Foundation
import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("Rows that wait for their bytes") struct RetrievalRowTests {
    let directory = TemporaryDirectory()
    private static let now: Int64 = 1_700_000_000_000

    private func makeCatalog() throws -> Catalog { try Catalog(path: directory.path("c.sqlite")) }

    private func record(_ name: String, host: String) -> RetrievalRecord {
        RetrievalRecord(
            id: IdentifierSource.shared.make(at: RetrievalRowTests.now),
            source: "https://\(host)/\(name)",
            host: host, targetBucket: host, targetPath: name, name: name,
            createdAt: RetrievalRowTests.now)
    }

    @Test("a catalogue of the first schema gains the second, and keeps what it has")
    func upgrade() throws {
        let path = directory.path("c.sqlite")
        let queue = try DatabaseQueue(path: path)
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: Migration1.sql) }
        try migrator.migrate(queue)
        let id = WallClock.system.makeID()
        try queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO assets (id, kind, origin, name, retrieval_status, created_at,
                        updated_at) VALUES (?, 'image', 'upload', 'old.png', 'pending', 1, 1)
                    """, arguments: [id])
        }
        try queue.close()
        let catalog = try makeCatalog()
        let old = try #require(try catalog.read { try $0.asset(id: id) })
        #expect(old.asset.name == "old.png")
        #expect(old.asset.retrieval == RetrievalFields())
        let new = record("a.png", host: "h")
        try catalog.write { try $0.insert(new, run: "r") }
        #expect(try catalog.read { try $0.requestedCount(run: "r") } == 1)
    }

    @Test("hosts are claimed from in turns, so that no queue stands before another")
    func turns() throws {
        let catalog = try makeCatalog()
        try catalog.write { writer in
            for index in 0..<100 { try writer.insert(record("\(index)", host: "a"), run: "r") }
            for index in 0..<5 { try writer.insert(record("\(index)", host: "b"), run: "r") }
            try writer.insert(record("0", host: "c"), run: "r")
            try writer.insert(record("0", host: "d"), run: "other")
        }
        var cursor = ""
        func claim(_ room: ClaimRoom) throws -> [String: Int] {
            let claimed = try catalog.write { writer in
                try writer.claim(
                    run: "r", room: room, now: RetrievalRowTests.now, cursor: &cursor)
            }
            return Dictionary(claimed.map { ($0.host, 1) }, uniquingKeysWith: +)
        }
        #expect(try claim(ClaimRoom(perHost: 4, total: 100)) == ["a": 4, "b": 4, "c": 1])
        var room = ClaimRoom(perHost: 4, total: 100)
        room.hosts = ["a": 0]
        #expect(try claim(room) == ["b": 1], "b's last one; a has no room")
        try catalog.write { writer in
            try writer.upsert(
                HostRecord(
                    host: "a", failures: 5, opens: 1, openUntil: RetrievalRowTests.now + 1))
        }
        #expect(try claim(ClaimRoom(perHost: 4, total: 100)) == [:], "a rests")
        try catalog.write { writer in
            try writer.upsert(
                HostRecord(host: "a", failures: 5, opens: 1, openUntil: RetrievalRowTests.now))
        }
        #expect(try claim(ClaimRoom(perHost: 4, total: 100)) == ["a": 1], "on trial")
        try catalog.write { try $0.release(run: "r", at: RetrievalRowTests.now) }
        #expect(try catalog.read { try $0.statistics() }.assetsByStatus == ["pending": 107])
    }

    @Test("the log of attempts keeps the last sixteen")
    func log() throws {
        let catalog = try makeCatalog()
        let row = record("a", host: "h")
        try catalog.write { writer in
            try writer.insert(row, run: nil)
            for time in 1...40 {
                try writer.log(
                    AttemptRecord(runID: "r", at: Int64(time), milliseconds: 1, bytes: 2),
                    of: row.id)
            }
        }
        let attempts = try catalog.read { try $0.attempts(of: row.id) }
        #expect(attempts.map(\.number) == Array(25...40))
        #expect(attempts.map(\.at) == Array(25...40))
    }

    @Test("nothing that is asked while fetching reads all assets")
    func plans() throws {
        let catalog = try makeCatalog()
        let waiting = record("a", host: "h")
        try catalog.write { try $0.insert(waiting, run: "r") }
        let statements = try RunStatement.all(catalog) { writer in
            let now = RetrievalRowTests.now
            let reader = writer.reader
            _ = try reader.matches(source: waiting.source, bucket: waiting.targetBucket)
            _ = try reader.isPending(waiting.id, as: waiting)
            _ = try writer.request(RetrievalFilter(), run: "q", at: now)
            var cursor = ""
            let room = ClaimRoom(perHost: 4, total: 9)
            #expect(try writer.claim(run: "r", room: room, now: now, cursor: &cursor).count == 1)
            _ = try reader.requestedCount(run: "r")
            _ = try reader.nextAttempt(run: "r")
            _ = try reader.nextAttempt()
            _ = try reader.retrievingRuns()
            _ = try writer.isHeld(waiting.id, by: "r")
            try writer.release(run: "r", at: now)
            try writer.endRequest(run: "r", at: now)
        }
        #expect(statements.count > 10)
        for statement in statements {
            #expect(!statement.plan.contains { $0.hasPrefix("SCAN assets") }, "\(statement)")
        }
    }
}
