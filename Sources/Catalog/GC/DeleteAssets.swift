import GRDB

extension CatalogReader {
    /// The asset that was last current at a bucket path and was deleted there; nil if there is
    /// none.
    package func lastDeleted(bucket: String, path: String) throws -> AssetListing? {
        try Row.fetchOne(
            db,
            sql: """
                \(AssetListing.columns)
                FROM bucket_paths INDEXED BY bucket_paths_past
                CROSS JOIN assets ON assets.id = bucket_paths.asset_id
                LEFT JOIN blobs ON blobs.id = assets.blob_id
                WHERE bucket_paths.bucket = ? AND bucket_paths.path = ?
                    AND bucket_paths.superseded_at IS NOT NULL
                    AND assets.deleted_at IS NOT NULL AND assets.superseded_by IS NULL
                ORDER BY assets.deleted_at DESC, assets.id DESC LIMIT 1
                """, arguments: [bucket, path]
        ).map(AssetListing.init(row:))
    }
}

extension CatalogWriter {
    /// Marks an asset as deleted. Its bucket path becomes free; a retrieval of it ends, whichever
    /// run has it.
    package func delete(_ id: String, at time: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE assets SET deleted_at = ?, updated_at = ?, retrieval_run = NULL,
                    retrieval_request = NULL, retrieval_status = CASE
                        WHEN retrieval_status <> 'retrieving' THEN retrieval_status
                        WHEN retrieval_error IS NULL THEN 'pending' ELSE 'failed' END
                WHERE id = ? AND deleted_at IS NULL
                """
        ).execute(arguments: [time, time, id])
        try db.cachedStatement(
            sql: """
                UPDATE bucket_paths SET superseded_at = ?
                WHERE asset_id = ? AND superseded_at IS NULL
                """
        ).execute(arguments: [time, id])
        // A newer version of it is not wanted either.
        try db.cachedStatement(sql: "DELETE FROM assets WHERE refreshes = ?")
            .execute(arguments: [id])
    }

    /// Undeletes an asset. It is current, even if it was superseded before.
    package func undelete(_ id: String, at time: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE assets SET deleted_at = NULL, superseded_by = NULL, superseded_at = NULL,
                    updated_at = ? WHERE id = ?
                """
        ).execute(arguments: [time, id])
    }

    /// Gives a free bucket path to an asset that had this or another one before.
    package func reoccupy(
        bucket: String, path: String, assetID: String, at time: Int64
    ) throws {
        // The last row is that of its current or last path; a rebuild writes earlier ones too.
        try db.cachedStatement(
            sql: """
                UPDATE bucket_paths SET superseded_at = NULL,
                    created_at = CASE WHEN bucket = ? AND path = ? THEN created_at ELSE ? END,
                    bucket = ?, path = ?
                WHERE id = (SELECT max(id) FROM bucket_paths WHERE asset_id = ?)
                """
        ).execute(arguments: [bucket, path, time, bucket, path, assetID])
        if db.changesCount > 0 { return }
        try db.cachedStatement(
            sql: """
                INSERT INTO bucket_paths (bucket, path, kind, asset_id, created_at)
                SELECT ?, ?, kind, id, ? FROM assets WHERE id = ?
                """
        ).execute(arguments: [bucket, path, time, assetID])
        added.addPath(in: bucket)
    }

    /// Newer versions of a deleted asset are fetched whole: "not changed" would bring no bytes.
    func forgetVersion(of id: String) throws {
        try db.cachedStatement(
            sql: """
                UPDATE assets SET refreshes = NULL, source_etag = NULL, source_modified = NULL,
                    source_size = NULL WHERE refreshes = ?
                """
        ).execute(arguments: [id])
    }
}
