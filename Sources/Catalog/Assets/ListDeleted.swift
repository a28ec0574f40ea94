import GRDB

extension AssetQuery {
    /// A page of deleted assets, the last deleted first. Many may be of one moment, so that the
    /// place of the row tells them apart.
    init(deleted filter: AssetFilter, after: String?, limit: Int) {
        var conditions = ["assets.deleted_at IS NOT NULL"]
        var arguments: StatementArguments = []
        func add(_ condition: String, _ values: any DatabaseValueConvertible...) {
            conditions.append(condition)
            arguments += StatementArguments(values)
        }
        if let after {
            add(
                """
                (assets.deleted_at, assets.rowid)
                    < (SELECT deleted_at, rowid FROM assets WHERE id = ?)
                """, after)
        }
        // Where it lived, or was to land.
        if let bucket = filter.bucket {
            add("coalesce(bucket_paths.bucket, assets.target_bucket) = ?", bucket)
        }
        if let prefix = filter.prefix, !prefix.isEmpty {
            add(
                "substr(coalesce(bucket_paths.path, assets.target_path), 1, length(?)) = ?",
                prefix, prefix)
        }
        if let status = filter.status { add("assets.retrieval_status = ?", status.rawValue) }
        if let kind = filter.kind { add("assets.kind = ?", kind.rawValue) }
        if let since = filter.since { add("assets.deleted_at >= ?", since) }
        arguments += [limit]
        self.init(
            sql: """
                \(AssetQuery.columns) FROM assets \(AssetQuery.joins)
                WHERE \(conditions.joined(separator: " AND "))
                ORDER BY assets.deleted_at DESC, assets.rowid DESC LIMIT ?
                """, arguments: arguments)
    }
}
