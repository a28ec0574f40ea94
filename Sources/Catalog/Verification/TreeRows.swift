import GRDB
package import Values

/// What the catalogue says that a bucket path shows.
package struct TreeRow: Sendable, Equatable {
    package let path: String
    package let assetID: String
    /// Nil for an asset without bytes, which must not be in the tree.
    package let digest: Digest?
}

extension CatalogReader {
    /// The current paths of a bucket after `path`, in the order of their bytes.
    package func treeRows(bucket: String, after path: String, limit: Int) throws -> [TreeRow] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT path, asset_id, digest FROM bucket_paths
                CROSS JOIN assets ON assets.id = bucket_paths.asset_id
                LEFT JOIN blobs ON blobs.id = assets.blob_id
                WHERE bucket = ? AND path > ? AND bucket_paths.superseded_at IS NULL
                ORDER BY path LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: [bucket, path, limit])
            .map(TreeRow.init(row:))
    }

    package func treeRow(bucket: String, path: String) throws -> TreeRow? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT path, asset_id, digest FROM bucket_paths
                CROSS JOIN assets ON assets.id = bucket_paths.asset_id
                LEFT JOIN blobs ON blobs.id = assets.blob_id
                WHERE bucket = ? AND path = ? AND bucket_paths.superseded_at IS NULL
                """)
        return try Row.fetchOne(statement, arguments: [bucket, path]).map(TreeRow.init(row:))
    }

    /// Some current path that shows these bytes, as `bucket/path`.
    package func somePath(of digest: Digest) throws -> String? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT bucket || '/' || path FROM assets
                JOIN bucket_paths ON bucket_paths.asset_id = assets.id
                WHERE blob_id = (SELECT id FROM blobs WHERE digest = ?)
                    AND bucket_paths.superseded_at IS NULL LIMIT 1
                """)
        return try String.fetchOne(statement, arguments: [digest])
    }
}

extension TreeRow {
    init(row: Row) {
        path = row["path"]
        assetID = row["asset_id"]
        digest = row["digest"]
    }
}
