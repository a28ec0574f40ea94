import Catalog

/// A row of a table as Swift has it.
package protocol DomainRecord: Sendable, Equatable {
    /// One whose columns have their initial values.
    init()
    static var table: Table<Self> { get }
}

/// How records of one type are rows of one table.
package struct Table<Record: DomainRecord>: Sendable {
    typealias Write = @Sendable (inout Record, SQLValue) -> Bool
    typealias Read = @Sendable (Record) -> SQLValue

    package let description: TableDescription
    private let reads: [Read]
    private let writes: [Write]

    /// - Parameters:
    ///   - key: the columns that name a row.
    ///   - owner, project, session: the columns that say to whom and to what a row belongs.
    ///   - parent: the column that names the row from which these follow where it has none.
    init(
        _ entity: Entity, key: [String] = ["id"], owner: String? = nil, project: String? = nil,
        session: String? = nil, parent: (column: String, entity: Entity)? = nil,
        audience: (TableDescription.Column) -> Audience = { _ in .owner }, isInFeed: Bool = true,
        isInJournal: Bool = true,
        _ describe: (inout TableColumns<Record>) -> Void
    ) {
        var columns = TableColumns<Record>()
        describe(&columns)
        reads = columns.reads
        writes = columns.writes
        description = TableDescription(
            entity, columns.descriptions, key: key, owner: owner, project: project,
            session: session, parent: parent, audience: audience, isInFeed: isInFeed,
            isInJournal: isInJournal)
    }

    func values(of record: Record) -> [SQLValue] { reads.map { $0(record) } }

    /// - Throws: `CatalogError.damaged` for a value that the schema does not let be.
    func record(_ values: [SQLValue]) throws -> Record {
        var record = Record()
        for (index, write) in writes.enumerated() where !write(&record, values[index]) {
            let column = description.columns[index].name
            throw CatalogError.damaged(
                "\(column) of \(description.name) \(description.name(of: values)) is of another kind"
            )
        }
        return record
    }
}

/// The columns of a table, in their order.
struct TableColumns<Record: DomainRecord> {
    fileprivate(set) var descriptions: [ColumnDescription] = []
    fileprivate(set) var reads: [Table<Record>.Read] = []
    fileprivate(set) var writes: [Table<Record>.Write] = []
    private let blank = Record()

    mutating func column<Value: ColumnValue>(
        _ name: String, _ path: any WritableKeyPath<Record, Value> & Sendable,
        _ traits: ColumnTraits = []
    ) {
        descriptions.append(
            ColumnDescription(
                name: name, kind: Value.kind, traits: traits,
                initial: blank[keyPath: path].stored))
        reads.append { $0[keyPath: path].stored }
        writes.append { record, value in
            guard let value = Value.read(value) else { return false }
            record[keyPath: path] = value
            return true
        }
    }
}
