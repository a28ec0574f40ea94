package import Foundation
import GRDB

/// Which assets a list holds. Superseded and deleted ones only on request.
package struct AssetFilter: Sendable, Equatable {
    package var bucket: String?
    /// Of the path; only together with `bucket`.
    package var prefix: String?
    package var status: RetrievalStatus?
    package var kind: AssetKind?
    /// Created at or after, UTC milliseconds.
    package var since: Int64?
    /// Only without `bucket`: a path has many pasts.
    package var includesPast = false
    /// Only deleted ones, the last deleted first.
    package var isOfDeleted = false

    package init() {}

    /// Whether the list goes by path: that of a bucket, unless it is of what has no path yet.
    package var isOfPaths: Bool {
        bucket != nil && (status == nil || status == .completed) && !isOfDeleted
    }
}

extension CatalogReader {
    /// A page of assets: by path inside a bucket, else newest first.
    ///
    /// - Parameter after: the last path (with a bucket) or id (without) of the page before.
    package func assets(
        _ filter: AssetFilter, after: String?, limit: Int
    ) throws -> [AssetListing] {
        let query =
            filter.isOfDeleted
            ? AssetQuery(deleted: filter, after: after, limit: limit)
            : AssetQuery(filter, after: after, limit: limit)
        return try Row.fetchAll(db, sql: query.sql, arguments: query.arguments)
            .map(AssetListing.init(row:))
    }

    package func asset(id: String) throws -> AssetListing? {
        try one("assets.id = ?", [id])
    }

    package func asset(bucket: String, path: String) throws -> AssetListing? {
        guard let occupant = try occupant(bucket: bucket, path: path) else { return nil }
        return try asset(id: occupant.assetID)
    }

    /// All assets of a blob, oldest first.
    package func assets(digest: Data, limit: Int) throws -> [AssetListing] {
        try Row.fetchAll(
            db,
            sql: """
                \(AssetQuery.columns) FROM assets \(AssetQuery.joins)
                WHERE assets.digest = ? ORDER BY assets.id LIMIT ?
                """, arguments: [digest, limit]
        ).map(AssetListing.init(row:))
    }

    private func one(_ condition: String, _ arguments: StatementArguments) throws -> AssetListing? {
        try Row.fetchOne(
            db, sql: "\(AssetQuery.columns) FROM assets \(AssetQuery.joins) WHERE \(condition)",
            arguments: arguments
        ).map(AssetListing.init(row:))
    }
}

/// The SQL of one list page. Every form of it is served by an index; there is no OFFSET.
struct AssetQuery {
    static let columns = """
        SELECT \(AssetRecord.columns), bucket_paths.bucket, bucket_paths.path,
            blobs.digest AS blob_digest, blobs.size, blobs.state, blobs.format, blobs.width,
            blobs.height, blobs.stored_width, blobs.stored_height, blobs.orientation, blobs.bits,
            blobs.channels, blobs.frames, blobs.is_layered, blobs.is_transparent,
            blobs.has_profile, blobs.perceptual_hash, blobs.refusal,
            blobs.created_at AS blob_created_at
        """
    static let joins = """
        LEFT JOIN bucket_paths ON bucket_paths.asset_id = assets.id
        LEFT JOIN blobs ON blobs.digest = assets.digest
        """

    let sql: String
    let arguments: StatementArguments

    init(sql: String, arguments: StatementArguments) {
        self.sql = sql
        self.arguments = arguments
    }

    init(_ filter: AssetFilter, after: String?, limit: Int) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        func add(_ condition: String, _ values: any DatabaseValueConvertible...) {
            conditions.append(condition)
            arguments += StatementArguments(values)
        }
        let from: String
        let order: String
        if let bucket = filter.bucket, filter.isOfPaths {
            // CROSS JOIN keeps SQLite from turning the join round and sorting.
            from = """
                bucket_paths CROSS JOIN assets ON assets.id = bucket_paths.asset_id
                LEFT JOIN blobs ON blobs.digest = assets.digest
                """
            add("bucket_paths.bucket = ?", bucket)
            add("bucket_paths.superseded_at IS NULL")
            if let prefix = filter.prefix, !prefix.isEmpty {
                // Above every path with the prefix: U+10FFFF is the greatest character.
                add(
                    "bucket_paths.path >= ? AND bucket_paths.path < ?", prefix,
                    prefix + "\u{10FFFF}")
            }
            if let after { add("bucket_paths.path > ?", after) }
            order = "bucket_paths.path"
        } else {
            from = "assets \(AssetQuery.joins)"
            if let after { add("assets.id < ?", after) }
            // What is not here yet has no path, but a place where it will have one.
            if let bucket = filter.bucket { add("assets.target_bucket = ?", bucket) }
            if let prefix = filter.prefix, !prefix.isEmpty {
                add("substr(assets.target_path, 1, length(?)) = ?", prefix, prefix)
            }
            order = "assets.id DESC"
        }
        if !filter.includesPast {
            add("assets.superseded_by IS NULL AND assets.deleted_at IS NULL")
        }
        if let status = filter.status {
            add("assets.retrieval_status = ?", status.rawValue)
            if status != .completed { conditions.append("assets.retrieval_status <> 'completed'") }
        }
        if let kind = filter.kind { add("assets.kind = ?", kind.rawValue) }
        // Ids begin with their time, so that this bounds the same index as the order.
        if let since = filter.since { add("assets.id >= ?", Identifier.lowest(at: since)) }
        arguments += [limit]
        sql = """
            \(AssetQuery.columns) FROM \(from)
            \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
            ORDER BY \(order) LIMIT ?
            """
        self.arguments = arguments
    }
}

extension AssetListing {
    init(row: Row) {
        asset = AssetRecord(row: row)
        bucket = row["bucket"]
        path = row["path"]
        if let digest: Data = row["blob_digest"] {
            blob = BlobRecord(
                row: row.copy(digest: digest))
        } else {
            blob = nil
        }
    }
}

extension Row {
    /// The blob's columns of a joined row, under the names of the blobs table.
    fileprivate func copy(digest: Data) -> Row {
        var values: [String: (any DatabaseValueConvertible)?] = [:]
        for (name, value) in self { values[name] = value }
        values["digest"] = digest
        values["created_at"] = self["blob_created_at"] as Int64
        return Row(values)
    }
}
