import Catalog

/// Questions about all pictures that a viewer may know of.
///
/// They are answered from the index, which `SearchIndex` brings up to date first.
package struct Search<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var search: Search<Self> { Search(access: self) }
}

/// In what order a search shows what it found.
package enum SearchOrder: String, Sendable, CaseIterable {
    case newest, oldest
    /// The best match first; without words, the newest.
    case relevance
    /// By bucket and path.
    case path
    /// Most pixels first.
    case largest
}

package struct SearchRequest: Sendable {
    package static let limits = 1...1000

    package var query: String
    package var order = SearchOrder.newest
    /// The cursor of the page before.
    package var after: String?
    /// An asset behind which the page begins, in the place of a cursor; not for `relevance`.
    package var from: String?
    package var limit = 50
    /// How many to pass over, behind the cursor.
    var skipped = 0

    package init(
        _ query: String, order: SearchOrder = .newest, after: String? = nil, limit: Int = 50
    ) {
        (self.query, self.order, self.after, self.limit) = (query, order, after, limit)
    }
}

/// The ids of assets that were found, in the order of the search.
package struct FoundAssets: Sendable, Equatable {
    package let ids: [String]
    /// Where the search continues; nil at its end.
    package let next: String?
}

extension Search {
    /// A page of what is found.
    /// - Throws: `SearchError` for what cannot be read; `DomainError.badCursor`, `.invalid`.
    package func page(_ request: SearchRequest) throws -> FoundAssets {
        guard SearchRequest.limits.contains(request.limit) else {
            throw DomainError.invalid(
                .limit,
                .outside(
                    Int64(SearchRequest.limits.lowerBound), Int64(SearchRequest.limits.upperBound)))
        }
        let plan = try plan(request.query)
        if plan.isEmpty { return FoundAssets(ids: [], next: nil) }
        let order = SearchSort(request.order, hasWords: plan.match != nil)
        let cursor =
            try request.from.map { try self.cursor(at: $0, order) }
            ?? request.after.map { try SearchCursor($0, order) }
        let (sql, values) = plan.page(order, after: cursor)
        let rows = try access.connection.rows(
            sql,
            .positional(
                values + [.integer(Int64(request.limit) + 1), .integer(Int64(request.skipped))]))
        let shown = rows.prefix(request.limit)
        var next: String?
        if rows.count > request.limit, let last = shown.last {
            next = SearchCursor(id: try last.value(0), key: last.values[2]).text(order)
        }
        return FoundAssets(ids: try shown.map { try $0.value(1) }, next: next)
    }

    /// The cursor of a page whose last asset is this one, whether the search finds it or not.
    private func cursor(at asset: String, _ sort: SearchSort) throws -> SearchCursor {
        let row = try access.connection.row(
            """
            SELECT d.id, d.place, coalesce(f.width * f.height, 0)
            FROM search_documents AS d JOIN search_facts AS f ON f.id = d.id WHERE d.asset_id = ?
            """, [asset])
        guard let row else { throw DomainError.notFound(.assets, asset) }
        switch sort.order {
        case .newest, .oldest: return SearchCursor(id: try row.value(0), key: .null)
        case .path: return SearchCursor(id: try row.value(0), key: row.values[1])
        case .largest: return SearchCursor(id: try row.value(0), key: row.values[2])
        case .relevance: throw DomainError.badCursor(asset)
        }
    }

    /// How many are found.
    package func count(_ query: String) throws -> Int {
        let plan = try plan(query)
        if plan.isEmpty { return 0 }
        if plan.isWhole { return try facets(query).total }
        let (sql, values) = plan.count
        return try access.count(sql, values)
    }

    /// Whether a search finds this asset.
    func finds(_ query: String, _ asset: String) throws -> Bool {
        let plan = try plan(query)
        guard !plan.isEmpty,
            let document = try access.connection.row(
                "SELECT id FROM search_documents WHERE asset_id = ?", [asset])
        else { return false }
        let (sql, values) = plan.finds(try document.value(0))
        return try access.connection.row(sql, .positional(values)) != nil
    }

    func plan(_ text: String) throws -> SearchPlan {
        let query = try SearchParser.parse(text, now: access.now)
        return SearchPlan(
            try ResolveSearch(access: access).node(query),
            owner: access.viewer.isAdmin ? nil : access.viewer.userID)
    }
}
