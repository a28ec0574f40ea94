import Foundation
import GRDB
import Testing

@testable import Catalog
@testable import Domain

extension TestDomain {
    /// Holds what a replay of the journal's lines makes against what there is: every table, row by row,
    /// and the feed.
    func expectRebuilds(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let lines = journal.facts.map(\.line)
        let facts = try lines.map { try #require(RowFact(line: $0), "\($0)") }
        let rebuilt = try DatabaseQueue()
        try Migrations.migrator(with: DomainSchema.schema).migrate(rebuilt)
        try rebuilt.write { try ReplayFacts(on: SQLiteConnection(db: $0)).apply(facts) }
        for table in DomainTables.all where table.isInJournal {
            let (found, expected) = (try rows(table, rebuilt), try rows(table, queue))
            #expect(found == expected, "\(table.name)", sourceLocation: sourceLocation)
        }
        #expect(try events(rebuilt) == events(queue), sourceLocation: sourceLocation)
    }

    private func rows(_ table: TableDescription, _ queue: DatabaseQueue) throws -> [String] {
        let columns = table.columns.filter { !$0.traits.contains(.volatile) }.map(\.name)
        let key = table.key.map { table.columns[$0].name }
        return try dump(
            "SELECT \(columns.joined(separator: ", ")) FROM \(table.name) ORDER BY \(key.joined(separator: ", "))",
            queue)
    }

    private func events(_ queue: DatabaseQueue) throws -> [String] {
        try dump(
            """
            SELECT number, at, table_name, row_id, user_id, project_id, session_id, kind, changed
            FROM events WHERE kind <> 'batch' ORDER BY number
            """, queue)
    }

    private func dump(_ sql: String, _ queue: DatabaseQueue) throws -> [String] {
        try queue.read { db in
            try SQLiteConnection(db: db).rows(sql).map { "\($0.values)" }
        }
    }
}
