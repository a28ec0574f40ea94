import Catalog

/// Which rows there are, as far as their own deletion goes.
package enum Presence: Sendable {
    /// Neither the row nor anything that it belongs to is deleted.
    case living
    /// The row itself is deleted.
    case deleted
    case any
}

/// Whether a viewer may know of a row.
struct Visibility {
    enum Purpose { case read, change }

    let connection: any Connection
    let viewer: Viewer

    func allows(
        _ table: TableDescription, _ row: [SQLValue], _ purpose: Purpose, _ presence: Presence
    ) throws -> Bool {
        switch presence {
        case .living where table.isDeleted(row), .deleted where !table.isDeleted(row): return false
        default: break
        }
        let parent = try self.parent(of: table, row)
        if presence == .living, let (above, row) = parent {
            guard try isLiving(above, row) else { return false }
        }
        if viewer.isAdmin { return true }
        switch (table.audience, purpose) {
        case (.admins, _), (.everyone, .change): return false
        case (.everyone, .read): return true
        case (.ownerOrPublic(let column), .read) where row[column] == .integer(1): return true
        default: return try owner(of: table, row) == viewer.userID
        }
    }

    private func isLiving(_ table: TableDescription, _ row: [SQLValue]) throws -> Bool {
        if table.isDeleted(row) { return false }
        guard let (above, row) = try parent(of: table, row) else { return true }
        return try isLiving(above, row)
    }

    private func owner(of table: TableDescription, _ row: [SQLValue]) throws -> String? {
        if let owner = table.ownership(of: row).user { return owner }
        guard let (above, row) = try parent(of: table, row) else { return nil }
        return try owner(of: above, row)
    }

    private func parent(
        of table: TableDescription, _ row: [SQLValue]
    ) throws -> (TableDescription, [SQLValue])? {
        guard let parent = table.parent, let id = table.parentID(of: row) else { return nil }
        let above = DomainTables.of(parent.entity)
        return try connection.row(above.selectByKey, [id]).map { (above, $0.values) }
    }
}
