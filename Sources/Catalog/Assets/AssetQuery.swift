import GRDB

/// The SQL of one list page: the ids of its assets, in order, from one index.
///
/// An index holds rows of one state, status and kind together. Where a filter leaves some of these
/// open, the list is as many lists of the same index, merged as they are read: so no form of it
/// reads more rows than the page has, or sorts, however few assets pass the filter.
struct AssetQuery {
    /// `id`, `key` (what the order goes by before the id) and `passes`.
    let sql: String
    let arguments: StatementArguments
    let order: AssetOrder
    /// Whether a row may fail a condition that no range of the index covers.
    let isSieved: Bool

    /// - Parameter limit: of rows that are read.
    init(_ filter: AssetFilter, after cursor: AssetCursor?, limit: Int) {
        order = filter.order
        let shape = AssetShape(filter)
        isSieved = filter.since != nil && filter.hasPrefix
        var bounds = Bounds(filter, cursor, shape)
        if isSieved { bounds.sieve(filter, shape) }
        var all: [String: (any DatabaseValueConvertible)?] = bounds.values
        all["limit"] = limit
        let lists = shape.combinations.map { fixed in
            """
            SELECT \(shape.id) AS id, \(shape.key ?? "NULL") AS key, \(bounds.passes) AS passes
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
    var passes = "1"

    init(_ filter: AssetFilter, _ cursor: AssetCursor?, _ shape: AssetShape) {
        if let bucket = filter.bucket { values["bucket"] = bucket }
        switch filter.order {
        case .newest:
            if let id = cursor?.id { add("\(shape.id) < :id", ["id": id]) }
            // Ids begin with their time.
            if let since = filter.since {
                add("\(shape.id) >= :since", ["since": Identifier.lowest(at: since)])
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
            if let since = filter.since { add("deleted_at >= :since", ["since": since]) }
        }
    }

    private mutating func add(
        _ condition: String, _ more: [String: (any DatabaseValueConvertible)?]
    ) {
        conditions.append(condition)
        values.merge(more) { $1 }
    }

    /// - Parameter isOpen: a cursor is above the prefix. SQLite takes one lower bound for a range,
    ///   and would read all rows from the other on.
    private mutating func addPrefix(_ filter: AssetFilter, _ shape: AssetShape, isOpen: Bool) {
        guard filter.hasPrefix, let prefix = filter.prefix, let key = shape.key else { return }
        if !isOpen { add("\(key) >= :prefix", ["prefix": prefix]) }
        add("\(key) < :end", ["end": prefix + greatest])
    }

    /// The prefix decides of each row, when the range is one of time.
    mutating func sieve(_ filter: AssetFilter, _ shape: AssetShape) {
        guard let prefix = filter.prefix else { return }
        passes = "\(shape.path) >= :prefix AND \(shape.path) < :end"
        values["prefix"] = prefix
        values["end"] = prefix + greatest
    }
}

/// Above every path with a prefix: U+10FFFF is the greatest character.
private let greatest = "\u{10FFFF}"
