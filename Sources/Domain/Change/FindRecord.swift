package import Catalog

extension DomainAccess {
    /// A row that the viewer may read; nil for others, and for those there are none of.
    package func find<Record: DomainRecord>(
        _ type: Record.Type, _ key: any SQLConvertible..., presence: Presence = .living
    ) throws -> Record? {
        try find(type, key.map(\.sqlValue), .read, presence)
    }

    /// - Throws: `DomainError.notFound`, unless the viewer may read it.
    package func get<Record: DomainRecord>(
        _ type: Record.Type, _ key: any SQLConvertible..., presence: Presence = .living
    ) throws -> Record {
        try require(find(type, key.map(\.sqlValue), .read, presence), type, key)
    }

    /// - Throws: `DomainError.notFound`, unless the viewer may change it.
    func own<Record: DomainRecord>(
        _ type: Record.Type, _ key: any SQLConvertible..., presence: Presence = .living
    ) throws -> Record {
        try require(find(type, key.map(\.sqlValue), .change, presence), type, key)
    }

    private func find<Record: DomainRecord>(
        _ type: Record.Type, _ key: [SQLValue], _ purpose: Visibility.Purpose, _ presence: Presence
    ) throws -> Record? {
        let table = Record.table.description
        guard let row = try connection.row(table.selectByKey, .positional(key)),
            try Visibility(connection: connection, viewer: viewer)
                .allows(table, row.values, purpose, presence)
        else { return nil }
        return try Record.table.record(row.values)
    }

    private func require<Record: DomainRecord>(
        _ record: Record?, _ type: Record.Type, _ key: [any SQLConvertible]
    ) throws -> Record {
        guard let record else {
            let name = key.map { String($0.sqlValue) ?? "" }.joined(separator: "/")
            throw DomainError.notFound(Record.table.description.entity, name)
        }
        return record
    }

    /// All rows of a query on one table, whoever's they are.
    func records<Record: DomainRecord>(
        _ type: Record.Type, _ rest: String, _ values: [any SQLConvertible] = []
    ) throws -> [Record] {
        let table = Record.table.description
        let rows = try connection.rows(
            "SELECT \(table.selection) FROM \(table.name) \(rest)",
            .positional(values.map(\.sqlValue)))
        return try rows.map { try Record.table.record($0.values) }
    }

    /// The first of them.
    func record<Record: DomainRecord>(
        _ type: Record.Type, _ rest: String, _ values: [any SQLConvertible] = []
    ) throws -> Record? {
        try records(type, rest + " LIMIT 1", values).first
    }

    func count(_ sql: String, _ values: [any SQLConvertible]) throws -> Int {
        try connection.row(sql, .positional(values.map(\.sqlValue)))?.value(0) ?? 0
    }
}
