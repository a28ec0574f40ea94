extension DomainTransaction {
    func insert<Record: DomainRecord>(_ record: Record) throws {
        try changes.insert(Record.table.description, Record.table.values(of: record))
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
