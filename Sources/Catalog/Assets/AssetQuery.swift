import GRDB
import Values

/// The SQL of one list page: the ids of its assets, in order, from one index.
///
/// An index holds rows of one state, status and kind together. Where a filter leaves some of these
/// open, the list is as many lists of the same index, merged as they are read: so no form of it
/// sorts, or reads more rows than the page has, however few assets pass the filter; but for those
/// that are sieved, which read a few thousand.
struct AssetQuery {
    /// `id`, `key` (what the order goes by before the id) and `passes`.
    let sql: String
    let arguments: StatementArguments
    let order: AssetOrder
    /// How many are read, some of which may not pass.
    let rows: Int
    /// Those that a page looks at where it must sieve them: a millisecond or two.
    private static let sievedRows = 2048

    /// - Parameter limit: of assets that a page has.
    init(_ filter: AssetFilter, after cursor: AssetCursor?, limit: Int) {
        order = filter.order
        let shape = ListPlan(filter)
        let bounds = Bounds(filter, cursor, shape)
        var all: [String: (any DatabaseValueConvertible)?] = bounds.values
        rows = shape.sieve == nil ? limit : max(limit, AssetQuery.sievedRows)
        all["limit"] = rows
        let lists = shape.combinations.map { fixed in
            """
            SELECT \(shape.id) AS id, \(shape.key ?? "NULL") AS key, \(shape.sieve ?? "1") AS passes
            FROM \(shape.table)\(shape.index.map { " INDEXED BY " + $0 } ?? "")
            \(AssetQuery.condition(shape.conditions + fixed + bounds.conditions))
            """
        }
        sql = """
            \(lists.joined(separator: "\nUNION ALL\n"))
            ORDER BY \(shape.ordering) LIMIT :limit
            """
        arguments = StatementArguments(all)
    }

    private static func condition(_ terms: [String]) -> String {
        terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND ")
    }
}

/// Where a page begins and ends in its index.
private struct Bounds {
    var conditions: [String] = []
    var values: [String: (any DatabaseValueConvertible)?] = [:]

    init(_ filter: AssetFilter, _ cursor: AssetCursor?, _ shape: ListPlan) {
        if let bucket = filter.bucket { values["bucket"] = bucket }
        switch filter.order {
        case .newest:
            if let id = cursor?.id { add("\(shape.id) < :id", ["id": id]) }
            // Ids begin with their time.
            if let since = filter.since {
                add("\(shape.id) >= :since", ["since": Identifier.lowest(at: since)])
                addSievedPrefix(filter)
            }
        case .path:
            addPrefix(filter, shape, isOpen: cursor?.key != nil)
            if let key = cursor?.key { add("path > :key", ["key": key]) }
        case .target, .deletedPath:
            addPrefix(filter, shape, isOpen: cursor != nil)
            if let cursor {
                add(
                    "(\(shape.key!), \(shape.id)) > (:key, :id)",
                    ["key": cursor.key, "id": cursor.id])
            }
        case .deletion:
            if let cursor {
                add(
                    "(deleted_at, asset_id) < (:key, :id)",
                    ["key": cursor.key.flatMap(Int64.init), "id": cursor.id])
            }
            if let since = filter.since {
                add("deleted_at >= :since", ["since": since])
                addSievedPrefix(filter)
            }
        }
    }

    private mutating func add(
        _ condition: String, _ more: [String: (any DatabaseValueConvertible)?]
    ) {
        conditions.append(condition)
        values.merge(more) { $1 }
    }

    /// What the sieve of a list by time asks of each path.
    private mutating func addSievedPrefix(_ filter: AssetFilter) {
        guard filter.hasPrefix, let prefix = filter.prefix else { return }
        values["prefix"] = prefix
        values["end"] = prefix + greatest
    }

    /// - Parameter isOpen: a cursor is above the prefix. SQLite takes one lower bound for a range,
    ///   and would read all rows from the other on.
    private mutating func addPrefix(_ filter: AssetFilter, _ shape: ListPlan, isOpen: Bool) {
        guard filter.hasPrefix, let prefix = filter.prefix, let key = shape.key else { return }
        if !isOpen { add("\(key) >= :prefix", ["prefix": prefix]) }
        add("\(key) < :end", ["end": prefix + greatest])
    }
}

/// Above every path with a prefix: U+10FFFF is the greatest character.
private let greatest = "\u{10FFFF}"
