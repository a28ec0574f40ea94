import GRDB
import Values

/// The SQL of one list page: the ids of its assets, in order, from one index.
///
/// An index holds rows of one state, status and kind together. If the filter leaves one of these
/// open, one sub-query per value runs and SQLite merges them: nothing is sorted, and no more rows
/// are read than a page holds. A filter with a post-filter reads up to a few thousand rows a page.
struct AssetQuery {
    /// `id`, `key` (what is ordered by before the id) and `passes`.
    let sql: String
    let arguments: StatementArguments
    let order: AssetOrder
    /// How many rows are read, some of which may not pass.
    let rows: Int
    /// Rows that a page reads with a post-filter: a millisecond or two.
    private static let postFilteredRows = 2048

    /// - Parameter limit: how many assets a page has.
    init(_ filter: AssetFilter, after cursor: AssetCursor?, limit: Int) {
        order = filter.order
        let shape = ListPlan(filter)
        let bounds = Bounds(filter, cursor, shape)
        var all: [String: (any DatabaseValueConvertible)?] = bounds.values
        rows = shape.postFilter == nil ? limit : max(limit, AssetQuery.postFilteredRows)
        all["limit"] = rows
        let lists = shape.combinations.map { fixed in
            """
            SELECT \(shape.id) AS id, \(shape.key ?? "NULL") AS key, \(shape.postFilter ?? "1") AS passes
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
                addPostFilterPrefix(filter)
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
                addPostFilterPrefix(filter)
            }
        }
    }

    private mutating func add(
        _ condition: String, _ more: [String: (any DatabaseValueConvertible)?]
    ) {
        conditions.append(condition)
        values.merge(more) { $1 }
    }

    /// The post-filter of a list by time, on the path of each asset.
    private mutating func addPostFilterPrefix(_ filter: AssetFilter) {
        guard filter.hasPrefix, let prefix = filter.prefix else { return }
        values["prefix"] = prefix
        values["end"] = prefix + greatest
    }

    /// - Parameter isOpen: the cursor is beyond the prefix's lower bound. SQLite uses one lower
    ///   bound for a range, and would read all rows from the other one on.
    private mutating func addPrefix(_ filter: AssetFilter, _ shape: ListPlan, isOpen: Bool) {
        guard filter.hasPrefix, let prefix = filter.prefix, let key = shape.key else { return }
        if !isOpen { add("\(key) >= :prefix", ["prefix": prefix]) }
        add("\(key) < :end", ["end": prefix + greatest])
    }
}

/// Above every path with a prefix: U+10FFFF is the greatest character.
private let greatest = "\u{10FFFF}"
