import Catalog

/// Rows that a list leaves out, by conditions that say the same: one is fast for the rows of a page, the
/// other for all of a list.
struct HiddenRows {
    let inPage: String
    let inCount: String
}

/// A list of one table's rows: what they have to be, and their order, whose second key is the id.
///
/// The index that serves it leads with the columns of `conditions` and ends with `order, id`.
struct ListQuery<Record: DomainRecord> {
    enum Direction { case ascending, descending }

    /// Read beside the table: `JOIN shots ON …`.
    var joins = ""
    var conditions = Conditions()
    var hidden: HiddenRows?
    /// A column that is never null.
    var order: String
    var direction: Direction
    /// The second key; unique together with the first.
    var id = "id"

    init(orderedBy order: String, _ direction: Direction, id: String = "id") {
        (self.order, self.direction, self.id) = (order, direction, id)
    }

    private var table: TableDescription { Record.table.description }
    private var sort: String { "\(table.name).\(order)" }
    private var second: String { "\(table.name).\(id)" }

    func page(_ request: PageRequest, _ access: some DomainAccess) throws -> Page<Record> {
        guard PageRequest.limits.contains(request.limit) else {
            throw DomainError.invalid(
                .limit,
                .outside(Int64(PageRequest.limits.lowerBound), Int64(PageRequest.limits.upperBound))
            )
        }
        var conditions = self.conditions
        if let hidden { conditions.add("NOT (\(hidden.inPage))") }
        var skipped = 0
        var total: Int?
        switch request.position {
        case .start: break
        case .after(let cursor):
            let (first, id) = try parse(cursor)
            let sign = direction == .ascending ? ">" : "<"
            conditions.add("(\(sort), \(second)) \(sign) (?, ?)", first, id)
        case .number(let number):
            guard number >= 1, number <= 10_000_000 else {
                throw DomainError.invalid(.page, .outside(1, 10_000_000))
            }
            skipped = (number - 1) * request.limit
            total = try count(access)
        }
        let word = direction == .ascending ? "ASC" : "DESC"
        let rows = try access.connection.rows(
            """
            SELECT \(table.selection) FROM \(table.name) \(joins) WHERE \(conditions.sql)
            ORDER BY \(sort) \(word), \(second) \(word) LIMIT ? OFFSET ?
            """,
            .positional(
                conditions.values + [
                    .integer(Int64(request.limit) + 1), .integer(Int64(skipped)),
                ]))
        let items = try rows.prefix(request.limit).map { try Record.table.record($0.values) }
        let next = rows.count > request.limit ? items.last.map(cursor) : nil
        return Page(items: items, next: next, total: total)
    }

    func all(_ access: some DomainAccess) throws -> [Record] {
        var conditions = self.conditions
        if let hidden { conditions.add("NOT (\(hidden.inCount))") }
        let word = direction == .ascending ? "ASC" : "DESC"
        let rows = try access.connection.rows(
            """
            SELECT \(table.selection) FROM \(table.name) \(joins) WHERE \(conditions.sql)
            ORDER BY \(sort) \(word), \(second) \(word)
            """, .positional(conditions.values))
        return try rows.map { try Record.table.record($0.values) }
    }

    func count(_ access: some DomainAccess) throws -> Int {
        var conditions = self.conditions
        if let hidden { conditions.add("NOT (\(hidden.inCount))") }
        return try access.count(
            "SELECT count(*) FROM \(table.name) \(joins) WHERE \(conditions.sql)",
            conditions.values)
    }

    private func cursor(of record: Record) -> String {
        let row = Record.table.values(of: record)
        let id = String(row[table.place(of: self.id)]) ?? ""
        switch row[table.place(of: order)] {
        case .integer(let number): return "\(number)~\(id)"
        case .text(let text): return "=\(text)~\(id)"
        default: return "~\(id)"
        }
    }

    private func parse(_ cursor: String) throws -> (SQLValue, String) {
        guard let end = cursor.lastIndex(of: "~") else { throw DomainError.badCursor(cursor) }
        let first = cursor[..<end]
        let id = String(cursor[cursor.index(after: end)...])
        switch table.columns[table.place(of: order)].kind {
        case .integer, .flag:
            guard let number = Int64(first) else { throw DomainError.badCursor(cursor) }
            return (.integer(number), id)
        default:
            guard first.first == "=" else { throw DomainError.badCursor(cursor) }
            return (.text(String(first.dropFirst())), id)
        }
    }
}
