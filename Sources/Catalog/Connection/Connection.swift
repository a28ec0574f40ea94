/// One connection to a database of any engine: what the code of a domain is written for.
///
/// Its SQL is what SQLite and PostgreSQL both take: no `INDEXED BY`, `INSERT OR …`, `IS ?`, `rowid`,
/// `json_each`; an upsert names its conflict target, a new row's number comes from `RETURNING`.
/// Values are bound to `?` in their order, or to `:name`; a statement uses one of the two.
/// Not to be shared between threads. `ConnectionTests` are what an engine has to pass.
package protocol Connection {
    /// A statement, cached for the next call with the same text: it must not be asked for again
    /// while its rows are read.
    /// - Throws: `CatalogError.refused` for what is no SQL of this schema.
    func prepare(_ sql: String) throws -> any PreparedStatement

    /// Runs `body`; its changes are undone if it throws. May be nested: then only the changes of
    /// the inner one are undone.
    func transaction<Value>(_ body: () throws -> Value) throws -> Value
}

/// A statement of one connection. Binding replaces what was bound before.
package protocol PreparedStatement {
    /// - Throws: `CatalogError.refused` unless each parameter gets one value.
    func bind(_ values: SQLArguments) throws

    /// Calls `body` with each row, until it returns false.
    func rows(_ body: (SQLRow) throws -> Bool) throws

    /// Runs a statement that returns no rows.
    /// - Returns: how many rows it inserted, changed or deleted; not those of triggers.
    /// - Throws: `CatalogError.conflict` with the constraint that it would violate.
    func execute() throws -> Int
}

/// The values of a statement.
package enum SQLArguments: Sendable, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    case positional([SQLValue])
    case named([String: SQLValue])

    package init(arrayLiteral values: (any SQLConvertible)?...) {
        self = .positional(values.map { $0?.sqlValue ?? .null })
    }

    package init(dictionaryLiteral pairs: (String, (any SQLConvertible)?)...) {
        self = .named(
            Dictionary(pairs.map { ($0, $1?.sqlValue ?? .null) }, uniquingKeysWith: { $1 }))
    }
}

extension Connection {
    /// All rows of a query.
    package func rows(_ sql: String, _ values: SQLArguments = []) throws -> [SQLRow] {
        let statement = try prepare(sql)
        try statement.bind(values)
        var rows: [SQLRow] = []
        try statement.rows {
            rows.append($0)
            return true
        }
        return rows
    }

    /// The first row of a query; nil without one.
    package func row(_ sql: String, _ values: SQLArguments = []) throws -> SQLRow? {
        let statement = try prepare(sql)
        try statement.bind(values)
        var first: SQLRow?
        try statement.rows {
            first = $0
            return false
        }
        return first
    }

    /// - Returns: how many rows were inserted, changed or deleted.
    @discardableResult
    package func execute(_ sql: String, _ values: SQLArguments = []) throws -> Int {
        let statement = try prepare(sql)
        try statement.bind(values)
        return try statement.execute()
    }
}
