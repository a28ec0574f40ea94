import GRDB
package import Values

/// Part of a list.
package struct AssetPage: Sendable {
    package let listings: [AssetListing]
    /// Where the list continues; nil at its end. A page with fewer assets than asked may have one
    /// too.
    package let next: String?
}

extension CatalogReader {
    /// A page of assets, in the order of the filter. It costs the same however far into the list it
    /// is, and however large the catalogue.
    ///
    /// A list by time with a path prefix, and one of a bucket's images, reads a few thousand rows
    /// for each page at most, and may find fewer than `limit` among them.
    ///
    /// - Parameter after: the cursor of the page before, or of one of its assets.
    package func page(_ filter: AssetFilter, after: String?, limit: Int) throws -> AssetPage {
        var cursor: AssetCursor?
        if let after {
            guard let place = AssetCursor(after, filter.order) else {
                throw CatalogError.badCursor(after)
            }
            cursor = place
        }
        let query = AssetQuery(filter, after: cursor, limit: limit)
        let found = try Row.fetchCursor(
            db.cachedStatement(sql: query.sql), arguments: query.arguments)
        var ids: [String] = []
        var read = 0
        var last: AssetCursor?
        while ids.count < limit, let row = try found.next() {
            read += 1
            let passes: Bool = row[2]
            if passes { ids.append(row[0]) }
            if passes || read == query.rows {
                last = AssetCursor(key: row[1], id: row[0], query.order)
            }
        }
        let isOver = read < query.rows && ids.count < limit
        return AssetPage(listings: try listings(ids, filter), next: isOver ? nil : last?.text)
    }

    /// The listings of these ids, in their order. Rows that contradict each other, such as a path
    /// of an asset that is not here, are left out: `verify` reports them.
    private func listings(_ ids: [String], _ filter: AssetFilter) throws -> [AssetListing] {
        try ids.compactMap { id in
            guard let listing = try asset(id: id) else { return nil }
            if filter.isOfPaths {
                if !listing.asset.isCurrent { return nil }
                if let status = filter.status, listing.asset.retrievalStatus != status {
                    return nil
                }
            }
            return listing
        }
    }

    package func asset(id: String) throws -> AssetListing? {
        let statement = try db.cachedStatement(
            sql: "\(AssetListing.columns) FROM assets \(AssetListing.joins) WHERE assets.id = ?")
        return try Row.fetchOne(statement, arguments: [id]).map(AssetListing.init(row:))
    }

    package func asset(bucket: String, path: String) throws -> AssetListing? {
        guard let occupant = try occupant(bucket: bucket, path: path) else { return nil }
        return try asset(id: occupant.assetID)
    }

    /// Whether a user has an asset of these bytes that is not deleted; nil: whether anybody has.
    package func hasAsset(digest: Digest, user: String?) throws -> Bool {
        try Row.fetchOne(
            db,
            sql: """
                SELECT 1 FROM assets WHERE blob_id = (SELECT id FROM blobs WHERE digest = ?)
                AND deleted_at IS NULL AND (? IS NULL OR user_id = ?) LIMIT 1
                """, arguments: [digest, user, user]) != nil
    }

    /// All assets of a blob, oldest first.
    package func assets(digest: Digest, limit: Int) throws -> [AssetListing] {
        try Row.fetchAll(
            db,
            sql: """
                \(AssetListing.columns) FROM assets \(AssetListing.joins)
                WHERE assets.blob_id = (SELECT id FROM blobs WHERE digest = ?)
                ORDER BY assets.id LIMIT ?
                """, arguments: [digest, limit]
        ).map(AssetListing.init(row:))
    }
}
