import Catalog

/// Rows of `events`.
enum EventRows {
    /// Numbers for so many changes. Others that write wait from here on: so numbers become visible
    /// in their order.
    /// - Returns: the first.
    static func reserve(_ count: Int, _ connection: any Connection) throws -> Int64 {
        let rows = try connection.rows(
            "UPDATE event_numbers SET newest = newest + ? WHERE id = 1 RETURNING newest", [count])
        guard let newest: Int64 = try rows.first?.value(0) else {
            throw CatalogError.damaged("event_numbers has no row")
        }
        return newest - Int64(count) + 1
    }

    static func insert(
        _ change: PendingChange, number: Int64, at: Int64, _ connection: any Connection
    ) throws {
        try connection.execute(
            insertion,
            [
                number, at, change.table.name, change.table.name(of: change.row),
                change.ownership.user, change.ownership.project, change.ownership.session,
                change.change, RowJSON.array(change.changed),
                RowJSON.object(change.table, change.row, .shown),
            ])
    }

    static let insertion = """
        INSERT INTO events (number, at, table_name, row_id, user_id, project_id, session_id, kind,
            changed, content)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
}
