import GRDB
package import Values

/// The asset that is current at a bucket path.
package struct PathOccupant: Sendable, Equatable {
    package let assetID: String
    package let digest: Digest?
    /// Nil while there are no bytes.
    package let state: BlobState?
    /// Whether its bytes were decoded when they were stored.
    package let isImage: Bool

    package init(assetID: String, digest: Digest?, state: BlobState?, isImage: Bool) {
        self.assetID = assetID
        self.digest = digest
        self.state = state
        self.isImage = isImage
    }
}

extension CatalogReader {
    package func occupant(bucket: String, path: String) throws -> PathOccupant? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT assets.id, blobs.digest, blobs.state, bucket_paths.kind = 'image'
                FROM bucket_paths
                JOIN assets ON assets.id = bucket_paths.asset_id
                LEFT JOIN blobs ON blobs.id = assets.blob_id
                WHERE bucket = ? AND path = ? AND bucket_paths.superseded_at IS NULL
                """)
        return try statement.first {
            $0.text(bucket)
            $0.text(path)
        } read: {
            PathOccupant(
                assetID: $0.text(0) ?? "", digest: $0.digest(1),
                state: $0.text(2).flatMap(BlobState.init(rawValue:)),
                isImage: $0.integer(3) == 1)
        }
    }
}

extension CatalogReader {
    /// Buckets that have a current path, by name. Jumps from one to the next in the index instead
    /// of reading every path.
    package func buckets() throws -> [String] {
        var buckets: [String] = []
        let statement = try db.cachedStatement(
            sql: """
                SELECT min(bucket) FROM bucket_paths WHERE bucket > ? AND superseded_at IS NULL
                """)
        while let next = try String.fetchOne(statement, arguments: [buckets.last ?? ""]) {
            buckets.append(next)
        }
        return buckets
    }

    /// Whether any asset is, was, or will land in a bucket.
    package func hasBucket(_ name: String) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT EXISTS (SELECT 1 FROM bucket_paths
                        WHERE bucket = ?1 AND superseded_at IS NULL)
                    OR EXISTS (SELECT 1 FROM bucket_paths
                        WHERE bucket = ?1 AND superseded_at IS NOT NULL)
                    OR EXISTS (SELECT 1 FROM assets
                        WHERE target_bucket = ?1 AND retrieval_status <> 'completed'
                            AND superseded_by IS NULL AND deleted_at IS NULL)
                    OR EXISTS (SELECT 1 FROM deleted_assets WHERE bucket = ?1)
                """)
        return try Bool.fetchOne(statement, arguments: [name]) ?? false
    }
}

extension CatalogWriter {
    /// Gives a bucket path to an asset, which supersedes the one that was current there.
    package func occupy(
        bucket: String, path: String, assetID: String, kind: AssetKind,
        superseding previous: PathOccupant?, at time: Int64
    ) throws {
        if let previous {
            try db.cachedStatement(
                sql: """
                    UPDATE bucket_paths SET superseded_at = ?
                    WHERE bucket = ? AND path = ? AND superseded_at IS NULL
                    """
            ).execute(arguments: [time, bucket, path])
            try db.cachedStatement(
                sql: "UPDATE assets SET superseded_by = ?, superseded_at = ? WHERE id = ?"
            ).execute(arguments: [assetID, time, previous.assetID])
        }
        try frequent.statement(
            """
            INSERT INTO bucket_paths (bucket, path, kind, asset_id, created_at)
            VALUES (?, ?, ?, ?, ?)
            """
        ).run {
            $0.text(bucket)
            $0.text(path)
            $0.text(kind.rawValue)
            $0.text(assetID)
            $0.integer(time)
        }
        added.addPath(in: bucket)
    }
}
