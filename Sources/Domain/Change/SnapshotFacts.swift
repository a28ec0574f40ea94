package import Catalog

/// All rows there are, as facts that a journal is begun anew with.
package struct SnapshotFacts {
    let connection: any Connection
    let at: Int64

    package init(of connection: any Connection, at time: Int64) {
        self.connection = connection
        at = time
    }

    private static let page = 256

    /// Calls `body` with some of them at a time, in an order in which those that are referred to come
    /// first. They have the number of the newest change.
    package func pages(_ body: ([RowFact]) throws -> Void) throws {
        let row = try connection.row("SELECT newest FROM event_numbers WHERE id = 1")
        guard let newest: Int64 = try row?.value(0) else {
            throw CatalogError.damaged("event_numbers has no row")
        }
        for table in DomainTables.all where table.isInJournal {
            var page: [RowFact] = []
            let rows = try connection.prepare("SELECT \(table.selection) FROM \(table.name)")
            try rows.bind([])
            try rows.rows { row in
                page.append(
                    RowFact(
                        number: newest, at: at, change: .snapshot, entity: table.entity,
                        row: row.values))
                if page.count == SnapshotFacts.page {
                    try body(page)
                    page = []
                }
                return true
            }
            if !page.isEmpty { try body(page) }
        }
    }
}
