import GRDB
package import Values

/// The version of its source that an asset has, and how it was fetched: a copy of it in another
/// store can then be updated like the original.
package struct FetchedVersion: Sendable, Equatable {
    package let host, etag, modified, variant: String?
    package let size: Int64?
    package let expectedDigest: Digest?
    package let keepsUndecodable: Bool
}

extension RetrievalRecord {
    /// What the source of an asset was asked for; nil for an asset that was never fetched.
    package init?(_ asset: AssetRecord, _ version: FetchedVersion) {
        guard let source = asset.source, let host = version.host,
            let bucket = asset.targetBucket, let path = asset.targetPath
        else { return nil }
        self.init(
            id: asset.id, source: source, host: host, targetBucket: bucket, targetPath: path,
            name: asset.name, createdAt: asset.createdAt)
        (etag, modified, size) = (version.etag, version.modified, version.size)
        variant = version.variant
        expectedDigest = version.expectedDigest
        keepsUndecodable = version.keepsUndecodable
        allowsOwnHost = asset.retrieval.allowsOwnHost
    }
}

extension CatalogReader {
    package func sourceVersion(of id: String) throws -> FetchedVersion? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT source_host, source_etag, source_modified, source_size, source_variant,
                    expected_digest, keeps_undecodable FROM assets
                WHERE id = ?
                """)
        return try Row.fetchOne(statement, arguments: [id]).map {
            FetchedVersion(
                host: $0["source_host"], etag: $0["source_etag"],
                modified: $0["source_modified"], variant: $0["source_variant"],
                size: $0["source_size"], expectedDigest: $0["expected_digest"],
                keepsUndecodable: $0["keeps_undecodable"])
        }
    }
}

extension CatalogWriter {
    /// Inserts an asset of another store that has its bytes, with all that is known of it there.
    package func insertCopy(of asset: AssetRecord, _ version: FetchedVersion) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO assets (id, blob_id, kind, origin, name, user_id, job_id, external_id,
                    source, metadata, retrieval_status, retrieval_attempts,
                    first_retrieval_attempt, last_retrieval_attempt, allows_own_host,
                    source_host, source_etag, source_modified, source_size, source_variant,
                    target_bucket, target_path, expected_digest, keeps_undecodable,
                    created_at, updated_at)
                VALUES (?, (SELECT id FROM blobs WHERE digest = ?), ?, ?, ?, ?, ?, ?, ?, ?,
                    'completed', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            asset.id, asset.digest, asset.kind.rawValue, asset.origin.rawValue, asset.name,
            asset.userID, asset.jobID, asset.externalID, asset.source, asset.metadata,
            asset.retrieval.attempts, asset.retrieval.firstAttempt, asset.retrieval.lastAttempt,
            asset.retrieval.allowsOwnHost, version.host, version.etag, version.modified,
            version.size, version.variant, asset.targetBucket, asset.targetPath,
            version.expectedDigest, version.keepsUndecodable, asset.createdAt, asset.updatedAt,
        ])
        added.add(CountDeltas.AssetGroup(status: .completed))
    }
}
