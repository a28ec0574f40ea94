import GRDB
package import Values

/// A bucket path that is current.
package struct CurrentPath: Sendable, Equatable {
    package let bucket, path: String
    package let digest: Digest

    package var key: Key { Key(bucket: bucket, path: path) }

    /// Where a page begins.
    package struct Key: Sendable, Equatable {
        package let bucket, path: String

        package init(bucket: String, path: String) {
            self.bucket = bucket
            self.path = path
        }
    }
}

extension CatalogReader {
    /// A page of what the tree must show, by bucket and path: the current paths of assets that have
    /// their bytes.
    package func currentPaths(after last: CurrentPath.Key?, limit: Int) throws -> [CurrentPath] {
        // CROSS JOIN keeps SQLite from swapping the tables and sorting.
        let statement = try db.cachedStatement(
            sql: """
                SELECT bucket, path, digest FROM bucket_paths
                CROSS JOIN assets ON assets.id = bucket_paths.asset_id
                CROSS JOIN blobs ON blobs.id = assets.blob_id
                WHERE bucket_paths.superseded_at IS NULL AND (bucket, path) > (?, ?)
                ORDER BY bucket, path LIMIT ?
                """)
        return try Row.fetchAll(
            statement, arguments: [last?.bucket ?? "", last?.path ?? "", limit]
        ).map { CurrentPath(bucket: $0[0], path: $0[1], digest: $0[2]) }
    }
}
