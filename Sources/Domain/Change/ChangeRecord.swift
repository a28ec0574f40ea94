import Catalog

extension DomainTransaction {
    /// - Throws: `DomainError.taken` for an id that the viewer has; of one that somebody else has
    ///   `invalid`, which does not say whether there is such a row.
    func insert<Record: DomainRecord>(_ record: Record) throws {
        let table = Record.table.description
        let row = Record.table.values(of: record)
        do { try changes.insert(table, row) } catch DomainError.taken(let entity, .id, let name) {
            let known = try connection.row(table.selectByKey, .positional(table.keyValues(of: row)))
            if let known,
                try !Visibility(connection: connection, viewer: viewer)
                    .allows(table, known.values, .read, .any)
            {
                throw DomainError.invalid(.id, .unusable)
            }
            throw DomainError.taken(entity, .id, name)
        }
    }

    /// Writes what differs.
    /// - Returns: the record as it is now.
    @discardableResult
    func update<Record: DomainRecord>(
        _ record: Record, _ change: (inout Record) throws -> Void
    ) throws -> Record {
        var wanted = record
        try change(&wanted)
        let table = Record.table
        return try table.record(
            changes.update(
                table.description, from: table.values(of: record), to: table.values(of: wanted)))
    }

    func delete<Record: DomainRecord>(_ record: Record) throws {
        try changes.delete(Record.table.description, Record.table.values(of: record))
    }

    /// Applies what somebody wants of a record, who may change editable columns only.
    /// - Throws: `DomainError.notEditable`.
    func edited<Record: DomainRecord>(
        _ record: Record, _ change: (inout Record) throws -> Void
    ) throws -> Record {
        var wanted = record
        try change(&wanted)
        let old = Record.table.values(of: record)
        let new = Record.table.values(of: wanted)
        for (index, column) in Record.table.description.columns.enumerated()
        where old[index] != new[index] && !column.traits.contains(.editable) {
            throw DomainError.notEditable(Record.table.description.entity, field: column.name)
        }
        return wanted
    }
}
