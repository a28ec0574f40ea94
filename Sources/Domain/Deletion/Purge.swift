import Catalog

/// What one step of a purge did.
package struct PurgeStep: Sendable, Equatable {
    /// Rows that were removed or cleared; 0 when there is nothing left.
    package let changed: Int
    /// Of those that `countPurgeable` counts.
    package let removed: Int
}

extension DomainTransaction {
    /// Removes for good what was deleted before a moment, with what belongs to it, a limited number of
    /// rows at a time: whoever purges a large tree calls this again and again, each time in a
    /// transaction of its own, and may stop in between.
    package func purge(deletedBefore moment: Int64, limit: Int) throws -> PurgeStep {
        try requireAdmin()
        var purge = Purge(access: self, moment: moment, left: limit)
        for table in DomainTables.all where table.deletedAt != nil {
            let rows = try connection.rows(
                """
                SELECT \(table.selection) FROM \(table.name)
                WHERE \(Purge.isDue(table)) LIMIT ?
                """, [moment, limit])
            for row in rows where try !purge.remove(table, row.values) {
                return PurgeStep(changed: limit, removed: purge.removed)
            }
        }
        return PurgeStep(changed: limit - purge.left, removed: purge.removed)
    }
}

extension DomainAccess {
    /// How many rows a purge would remove that were deleted themselves; others go with them.
    package func countPurgeable(deletedBefore moment: Int64) throws -> Int {
        try DomainTables.all.filter { $0.deletedAt != nil }.reduce(0) { sum, table in
            sum
                + (try count(
                    "SELECT count(*) FROM \(table.name) WHERE \(Purge.isDue(table))", [moment]))
        }
    }
}

/// Removes rows, those that belong to them first.
private struct Purge {
    let access: DomainTransaction
    let moment: Int64
    /// How many rows may still be changed.
    var left: Int
    private(set) var removed = 0

    init(access: DomainTransaction, moment: Int64, left: Int) {
        (self.access, self.moment, self.left) = (access, moment, left)
    }

    /// Rows that were deleted before a moment; not those of users that the ledger still names.
    static func isDue(_ table: TableDescription) -> String {
        let isWhole = table.entity == .users ? " AND purged_at IS NULL" : ""
        return "deleted_with IS NOT NULL AND deleted_at < ?" + isWhole
    }

    /// The same of a row that was read.
    private func isDue(_ table: TableDescription, _ row: [SQLValue]) -> Bool {
        guard let column = table.deletedAt, case .integer(let at) = row[column] else {
            return false
        }
        return at < moment && row[table.place(of: "deleted_with")] != .null
    }

    private var connection: any Connection { access.connection }

    private struct Doomed {
        let table: TableDescription
        let row: [SQLValue]
    }

    /// Removes a row, those that belong to it first. Chains of parts may be long: what is above waits
    /// in a list, not on the stack.
    /// - Returns: whether it is gone; else there was more than may be done at once.
    mutating func remove(_ table: TableDescription, _ row: [SQLValue]) throws -> Bool {
        var waiting = [Doomed(table: table, row: row)]
        while let next = waiting.last {
            // What came before may have taken it along.
            guard let row = try current(next), try !isTombstone(next.table, row) else {
                waiting.removeLast()
                continue
            }
            let below = try release(next.table, next.table.name(of: row))
            guard left > 0 else { return false }
            if below.isEmpty {
                try removeRow(next.table, row)
                waiting.removeLast()
            } else {
                waiting += below
            }
        }
        return true
    }

    private func current(_ doomed: Doomed) throws -> [SQLValue]? {
        let key = doomed.table.keyValues(of: doomed.row)
        return try connection.row(doomed.table.selectByKey, .positional(key))?.values
    }

    private mutating func removeRow(_ table: TableDescription, _ row: [SQLValue]) throws {
        left -= 1
        if isDue(table, row) { removed += 1 }
        try removeDetachments(table, row)
        if table.entity == .users, try hasLedger(row) {
            try bury(row)
        } else {
            try access.changes.delete(table, row)
        }
    }

    /// Clears what names a row, as far as may be, until something is found that has to go before it.
    /// - Returns: some of that.
    private mutating func release(_ table: TableDescription, _ id: String) throws -> [Doomed] {
        for reference in Purge.references(to: table.entity) {
            let other = DomainTables.of(reference.from)
            while left > 0 {
                let rows = try connection.rows(
                    "SELECT \(other.selection) FROM \(other.name) WHERE \(reference.column) = ? LIMIT ?",
                    [id, min(left, Purge.page)])
                if rows.isEmpty { break }
                if reference.onPurge == .isRemoved {
                    return rows.map { Doomed(table: other, row: $0.values) }
                }
                left -= rows.count
                for row in rows {
                    var cleared = row.values
                    cleared[other.place(of: reference.column)] = .null
                    try access.changes.update(other, from: row.values, to: cleared)
                }
            }
        }
        return []
    }

    private static let page = 64

    /// Parts of one's own kind first: a chain of them is walked down by one query a row.
    private static func references(to entity: Entity) -> [Reference] {
        let all = References.to(entity).filter { $0.onPurge != .isKept }
        return all.filter { $0.from == entity && $0.onPurge == .isRemoved }
            + all.filter { $0.from != entity || $0.onPurge != .isRemoved }
    }

    private func removeDetachments(_ table: TableDescription, _ row: [SQLValue]) throws {
        let name = table.name(of: row)
        let detachments = try access.records(
            Detachment.self, "WHERE deleted_with = ? OR (entity = ? AND row_id = ?)",
            [name, table.name, name])
        for detachment in detachments { try access.delete(detachment) }
    }

    private func hasLedger(_ user: [SQLValue]) throws -> Bool {
        let id = User.table.description.name(of: user)
        return try access.record(LedgerRow.self, "WHERE user_id = ?", [id]) != nil
    }

    private func isTombstone(_ table: TableDescription, _ row: [SQLValue]) throws -> Bool {
        guard table.entity == .users else { return false }
        return try User.table.record(row).purgedAt != nil
    }

    /// What the ledger says of a user stays; what else was known of them goes.
    private func bury(_ row: [SQLValue]) throws {
        try access.update(User.table.record(row)) {
            $0.purgedAt = access.now
            ($0.email, $0.emailKey, $0.name) = ("", $0.id, "")
            ($0.imageURL, $0.passwordHash) = (nil, nil)
            ($0.settings, $0.onboarding) = (.emptyObject, .emptyObject)
        }
    }
}
