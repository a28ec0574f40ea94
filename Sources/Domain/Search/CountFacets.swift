import Catalog

/// What a search finds, counted.
package struct FacetSummary: Sendable, Equatable {
    package struct Value: Sendable, Equatable {
        package let value: String
        package let count: Int
    }

    /// How many assets are found.
    package let total: Int
    /// The most frequent values first; months by time, the last first.
    package let facets: [SearchFacet: [Value]]
}

extension Search {
    /// Counts everything that is found.
    /// - Parameter limit: values of a facet.
    package func facets(_ query: String, limit: Int = 20) throws -> FacetSummary {
        let plan = try plan(query)
        if plan.isEmpty { return FacetSummary(total: 0, facets: [:]) }
        let (total, counts) = try plan.isWhole ? wholeCounts() : counts(plan)
        var found: [SearchFacet: [FacetSummary.Value]] = [:]
        for row in try names(of: counts) {
            guard let facet = SearchFacet(rawValue: try row.value(1)) else { continue }
            found[facet, default: []].append(
                .init(value: try row.value(2), count: counts[try row.value(0)] ?? 0))
        }
        return FacetSummary(
            total: total,
            facets: found.reduce(into: [:]) { all, entry in
                let sorted = entry.value.sorted { one, other in
                    if entry.key == .month { return one.value > other.value }
                    return (other.count, one.value) < (one.count, other.value)
                }
                all[entry.key] = Array(sorted.prefix(limit))
            })
    }

    private func names(of counts: [Int64: Int]) throws -> [SQLRow] {
        let list = "[" + counts.keys.map(String.init).joined(separator: ",") + "]"
        return try access.connection.rows(
            """
            SELECT search_values.id, search_values.facet, search_values.value
            FROM json_each(?) AS key JOIN search_values ON search_values.id = key.value
            """, [list])
    }

    /// Kept counts.
    private func wholeCounts() throws -> (Int, [Int64: Int]) {
        let rows = try access.connection.rows(
            """
            SELECT value_id, sum(count) FROM search_counts
            WHERE ? OR owner_id = (SELECT id FROM search_values WHERE facet = 'owner' AND value = ?)
            GROUP BY value_id
            """, [access.viewer.isAdmin, access.viewer.userID])
        var counts: [Int64: Int] = [:]
        for row in rows { counts[try row.value(0)] = try row.value(1) }
        let owners = try access.connection.rows(
            "SELECT id FROM search_values WHERE facet = 'owner'")
        let total = try owners.reduce(0) { $0 + (counts[try $1.value(0)] ?? 0) }
        return (total, counts)
    }

    private func counts(_ plan: SearchPlan) throws -> (Int, [Int64: Int]) {
        let (sql, values) = plan.facets
        let statement = try access.connection.prepare(sql)
        try statement.bind(.positional(values))
        var total = 0
        var counts: [Int64: Int] = [:]
        try statement.rows { row in
            total += 1
            if case .blob(let bytes) = row.values[0] {
                for id in FacetBytes.ids(bytes).dropFirst() { counts[id, default: 0] += 1 }
            }
            return true
        }
        return (total, counts)
    }
}
