import Catalog
import Domain
package import StillStoreCore

/// All rows of the domain as text, by table; volatile columns aside, which no fact tells of.
package struct DomainDump: Equatable {
    package let rows: [String: [String]]

    package init(_ library: Library) throws {
        rows = try library.catalog.read { reader in
            var rows: [String: [String]] = [:]
            for table in DomainTables.all where table.isInJournal {
                let columns = table.columns.filter { !$0.traits.contains(.volatile) }.map(\.name)
                let key = table.key.map { table.columns[$0].name }.joined(separator: ", ")
                rows[table.name] = try reader.connection.rows(
                    "SELECT \(columns.joined(separator: ", ")) FROM \(table.name) ORDER BY \(key)"
                ).map { "\($0.values)" }
            }
            rows["events"] = try reader.connection.rows(
                """
                SELECT number, at, table_name, row_id, user_id, project_id, session_id, kind, changed
                FROM events ORDER BY number
                """
            ).map { "\($0.values)" }
            rows["numbers"] = try reader.connection.rows("SELECT newest FROM event_numbers")
                .map { "\($0.values)" }
            return rows
        }
    }

    /// Without the feed, which a journal that was written anew does not tell of.
    package var withoutEvents: [String: [String]] { rows.filter { $0.key != "events" } }
}

extension TestStore {
    package func domainDump() throws -> DomainDump {
        let library = try open()
        defer { library.close() }
        return try DomainDump(library)
    }
}
