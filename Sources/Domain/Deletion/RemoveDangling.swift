package import Catalog

/// Makes rows whole that refer to rows of the domain which are not there: as a purge of those would have
/// left them. For a catalogue that is made anew from a journal that lost lines.
package struct RemoveDangling {
    let connection: any Connection

    package init(on connection: any Connection) { self.connection = connection }

    /// - Returns: what was done, a sentence each.
    package func remove() throws -> [String] {
        var words: [String] = []
        // What is removed may be what others refer to.
        while true {
            let before = words.count
            for reference in RemoveDangling.references { try remove(reference, &words) }
            if words.count == before { return words }
        }
    }

    /// Columns that name rows of one table only.
    private static let references: [Reference] = {
        let columns = Dictionary(grouping: References.all) { "\($0.from.rawValue).\($0.column)" }
        return References.all.filter { columns["\($0.from.rawValue).\($0.column)"]?.count == 1 }
    }()

    private func remove(_ reference: Reference, _ words: inout [String]) throws {
        let (table, other) = (DomainTables.of(reference.from), DomainTables.of(reference.to))
        let key = other.columns[other.key[0]].name
        let condition = """
            \(reference.column) IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM \(other.name) AS other WHERE other.\(key) = \(table.name).\(reference.column))
            """
        let rows = try connection.rows(
            "SELECT \(table.selection) FROM \(table.name) WHERE \(condition)")
        for row in rows {
            let name = table.name(of: row.values)
            let missing = String(row.values[table.place(of: reference.column)]) ?? ""
            words.append(
                "the \(table.entity.noun) \(name) names the \(other.entity.noun) \(missing), which is not there"
            )
            switch reference.onPurge {
            case .isRemoved:
                try connection.execute(
                    table.deletion, .positional(table.keyValues(of: row.values)))
            case .isCleared:
                try connection.execute(
                    "UPDATE \(table.name) SET \(reference.column) = NULL WHERE \(table.condition)",
                    .positional(table.keyValues(of: row.values)))
            case .isKept: try insertFormerUser(missing)
            }
        }
    }

    /// The row that a purged user leaves to the ledger.
    private func insertFormerUser(_ id: String) throws {
        var user = User()
        (user.id, user.emailKey) = (id, id)
        (user.purgedAt, user.deletedAt, user.deletedWith) = (0, 0, id)
        let known = try connection.row(User.table.description.selectByKey, [id])
        guard known == nil else { return }
        try connection.execute(
            User.table.description.insertion, .positional(User.table.values(of: user)))
    }
}
