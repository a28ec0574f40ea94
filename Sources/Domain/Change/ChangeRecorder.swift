import Catalog
import Values

/// Through which every row is inserted, updated and deleted, inside one transaction: it changes the
/// row, and `flush` adds the events and hands the facts to the journal.
final class ChangeRecorder {
    let connection: any Connection
    /// UTC milliseconds; one moment for the whole transaction.
    let now: Int64
    private var pending: [PendingChange] = []
    private var parents: [RowName: [SQLValue]] = [:]

    init(_ connection: any Connection, now: Int64) {
        (self.connection, self.now) = (connection, now)
    }

    private struct RowName: Hashable {
        let entity: Entity
        let name: String
    }

    func insert(_ table: TableDescription, _ row: [SQLValue]) throws {
        try checkTexts(table, row, row.indices)
        try translatingConflicts(table, row) {
            try connection.execute(table.insertion, .positional(row))
        }
        try record(.insert, table, row, changed: [])
    }

    /// Writes the columns that differ; the time of the change too, where the table has one.
    /// - Returns: the row as it is now.
    @discardableResult
    func update(
        _ table: TableDescription, from old: [SQLValue], to wanted: [SQLValue]
    ) throws -> [SQLValue] {
        var new = wanted
        var changed = new.indices.filter { new[$0] != old[$0] }
        if changed.isEmpty { return old }
        try checkTexts(table, new, changed)
        let isVolatile = changed.allSatisfy { table.columns[$0].traits.contains(.volatile) }
        if !isVolatile, let place = table.updatedAt, new[place] == old[place],
            .integer(now) != old[place]
        {
            new[place] = .integer(now)
            changed.append(place)
        }
        let columns = changed.map { "\(table.columns[$0].name) = ?" }.joined(separator: ", ")
        try translatingConflicts(table, new) {
            let count = try connection.execute(
                "UPDATE \(table.name) SET \(columns) WHERE \(table.condition)",
                .positional(changed.map { new[$0] } + table.keyValues(of: old)))
            guard count == 1 else { throw DomainError.notFound(table.entity, table.name(of: old)) }
        }
        parents[RowName(entity: table.entity, name: table.name(of: old))] = nil
        if !isVolatile { try record(.update, table, new, changed: changed) }
        return new
    }

    func delete(_ table: TableDescription, _ row: [SQLValue]) throws {
        // Before it goes, because the event says whose it was.
        try record(.delete, table, row, changed: [])
        try translatingConflicts(table, row) {
            try connection.execute(table.deletion, .positional(table.keyValues(of: row)))
        }
        parents[RowName(entity: table.entity, name: table.name(of: row))] = nil
    }

    /// An event of rows that are not the domain's.
    func tell(_ table: TableDescription, _ row: [SQLValue]) throws {
        try record(.batch, table, row, changed: [])
    }

    private func record(
        _ change: ChangeKind, _ table: TableDescription, _ row: [SQLValue], changed: [Int]
    ) throws {
        guard table.isInJournal else { return }
        let ownership = table.isInFeed ? try self.ownership(of: table, row) : Ownership()
        pending.append(
            PendingChange(
                change: change, table: table, row: row,
                changed: table.namesInFeed(changed),
                ownership: ownership))
    }

    /// Adds the events, and hands the facts over.
    func flush(to journal: some FactJournal) throws {
        guard !pending.isEmpty else { return }
        let first = try EventRows.reserve(pending.count, connection)
        var facts: [RowFact] = []
        facts.reserveCapacity(pending.count)
        for (index, change) in pending.enumerated() {
            let number = first + Int64(index)
            if change.table.isInFeed {
                try EventRows.insert(change, number: number, at: now, connection)
            }
            facts.append(
                RowFact(
                    number: number, at: now, change: change.change, entity: change.table.entity,
                    row: change.row))
        }
        pending = []
        try journal.append(facts)
    }

    /// To whom a row belongs, by its own columns and those of its parents.
    func ownership(of table: TableDescription, _ row: [SQLValue]) throws -> Ownership {
        var found = table.ownership(of: row)
        guard !found.isComplete, let parent = table.parent, let id = table.parentID(of: row),
            let above = try self.row(parent.entity, id)
        else { return found }
        found.fill(from: try ownership(of: DomainTables.of(parent.entity), above))
        return found
    }

    private func row(_ entity: Entity, _ id: String) throws -> [SQLValue]? {
        let name = RowName(entity: entity, name: id)
        if let known = parents[name] { return known }
        let row = try connection.row(DomainTables.of(entity).selectByKey, [id])?.values
        parents[name] = row
        return row
    }

    /// Text that no database or terminal is at ease with is refused for every table here.
    private func checkTexts(
        _ table: TableDescription, _ row: [SQLValue], _ columns: some Sequence<Int>
    ) throws {
        for index in columns {
            if case .real(let number) = row[index], !number.isFinite {
                throw DomainError.invalid(.count, .malformed)
            }
            guard case .text(let text) = row[index] else { continue }
            let limit = JSONText.byteLimit
            guard text.utf8.count <= limit else {
                throw DomainError.invalid(.text, .tooLong(limit: limit))
            }
            guard !text.utf8.contains(0) else { throw DomainError.invalid(.text, .malformed) }
        }
    }

    private func translatingConflicts(
        _ table: TableDescription, _ row: [SQLValue], _ body: () throws -> Void
    ) throws {
        do { try body() } catch CatalogError.conflict(let constraint) {
            throw DomainError(constraint, table, row)
        }
    }
}

/// A change that was made, before it has a number.
struct PendingChange {
    let change: ChangeKind
    let table: TableDescription
    let row: [SQLValue]
    /// Names of the columns that its owner may know of.
    let changed: [String]
    let ownership: Ownership
}

extension DomainError {
    fileprivate init(
        _ constraint: BrokenConstraint, _ table: TableDescription, _ row: [SQLValue]
    ) {
        let name = table.name(of: row)
        switch constraint.kind {
        case .unique:
            let column = constraint.name.split(separator: ".").last.map(String.init) ?? ""
            guard let field = Field(rawValue: column), field != .id,
                let place = table.columns.firstIndex(where: { $0.name == column })
            else {
                self = .taken(table.entity, .id, name)
                return
            }
            self = .taken(table.entity, field, String(row[place]) ?? name)
        case .foreignKey: self = .notFound(table.entity, name)
        case .check, .notNull, .type: self = .ruleBroken(table.entity, constraint.name)
        }
    }
}
