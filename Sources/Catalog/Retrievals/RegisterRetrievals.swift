import GRDB
package import Values

/// An asset that has, or will have, its bytes from a source.
package struct SourceMatch: Sendable, Equatable {
    package let id: String
    package let status: RetrievalStatus
    package let targetPath: String?
    package let etag, modified: String?
    package let size: Int64?
    package let digest: Digest?
    package let blobState: BlobState?
    package let bucket, path: String?
    /// The run that requested it.
    package let request: String?
    /// It will replace another asset, if the source has changed.
    package let refreshes: Bool
    /// Nil for an asset without a source.
    package let source: String?
    /// See `RetrievalRecord.variant`.
    package let variant: String?
    package let isDeleted, isSuperseded: Bool
    /// Superseded by something without a source: the user put it there.
    package let isReplaced: Bool
    package let goneAt: Int64?
    package let metadata: String
}

extension SourceMatch {
    /// Rows of earlier versions do not have it; for ComfyUI the job in the listing is known.
    static let variant = """
        coalesce(source_variant, CASE WHEN source GLOB 'comfyui+*' THEN job_id END)
        """

    fileprivate static let columns = """
        SELECT assets.id, retrieval_status, target_path, source_etag, source_modified,
            source_size, blobs.digest, retrieval_request, refreshes,
            blobs.state AS blob_state, bucket_paths.bucket AS at_bucket,
            bucket_paths.path AS at_path, source, \(variant) AS variant, deleted_at,
            superseded_by, source_gone_at, metadata, superseded_by IS NOT NULL AND (
                SELECT later.source IS NULL FROM assets AS later
                WHERE later.id = assets.superseded_by) AS is_replaced
        """
    fileprivate static let joins = """
        LEFT JOIN blobs ON blobs.id = assets.blob_id
        LEFT JOIN bucket_paths ON bucket_paths.asset_id = assets.id
            AND bucket_paths.superseded_at IS NULL
        """

    fileprivate init(row: Row) {
        self.init(
            id: row["id"],
            status: RetrievalStatus(rawValue: row["retrieval_status"]) ?? .failed,
            targetPath: row["target_path"], etag: row["source_etag"],
            modified: row["source_modified"], size: row["source_size"], digest: row["digest"],
            blobState: (row["blob_state"] as String?).flatMap(BlobState.init(rawValue:)),
            bucket: row["at_bucket"], path: row["at_path"], request: row["retrieval_request"],
            refreshes: (row["refreshes"] as String?) != nil, source: row["source"],
            variant: row["variant"], isDeleted: (row["deleted_at"] as Int64?) != nil,
            isSuperseded: (row["superseded_by"] as String?) != nil,
            isReplaced: row["is_replaced"] ?? false, goneAt: row["source_gone_at"],
            metadata: row["metadata"])
    }
}

extension CatalogReader {
    /// The assets of a source in a bucket, past ones too, newest first.
    package func matches(source: String, bucket: String) throws -> [SourceMatch] {
        let statement = try db.cachedStatement(
            sql: """
                \(SourceMatch.columns) FROM assets INDEXED BY assets_by_source
                \(SourceMatch.joins)
                WHERE source = ? AND target_bucket = ?
                ORDER BY assets.id DESC LIMIT 32
                """)
        return try Row.fetchAll(statement, arguments: [source, bucket]).map(SourceMatch.init(row:))
    }

    /// Any asset, past ones too.
    package func match(id: String) throws -> SourceMatch? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    \(SourceMatch.columns) FROM assets \(SourceMatch.joins)
                    WHERE assets.id = ?
                    """), arguments: [id]
        ).map(SourceMatch.init(row:))
    }
}

extension CatalogReader {
    /// Whether a waiting asset was requested with all that `record` says: `ask` would change only
    /// times.
    package func isPending(_ id: String, as record: RetrievalRecord) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT count(*) FROM assets WHERE id = ? AND retrieval_status = 'pending'
                    AND coalesce(source_expires, 0) = coalesce(?, source_expires, 0)
                    AND expected_digest IS ? AND keeps_undecodable = ? AND allows_own_host = ?
                    AND metadata = ? AND coalesce(user_id, '') = coalesce(?, user_id, '')
                    AND coalesce(job_id, '') = coalesce(?, job_id, '')
                    AND retrieval_permanent = 0
                """)
        return try Int.fetchOne(
            statement,
            arguments: [
                id, record.expiresAt, record.expectedDigest, record.keepsUndecodable,
                record.allowsOwnHost, record.metadata, record.userID, record.jobID,
            ]) == 1
    }
}

extension CatalogWriter {
    /// Inserts a pending asset, due at once, requested by `run` if there is one.
    package func insert(_ record: RetrievalRecord, run: String?) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO assets (id, kind, origin, name, user_id, job_id, external_id, source,
                    metadata, retrieval_status, next_retrieval_attempt, target_bucket, target_path,
                    source_host, source_etag, source_modified, source_size, sealed_source,
                    source_expires, expected_digest, keeps_undecodable, allows_own_host,
                    retrieval_request, refreshes, source_variant, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            record.id, record.kind.rawValue, record.origin.rawValue, record.name, record.userID,
            record.jobID, record.externalID, record.source, record.metadata, record.createdAt,
            record.targetBucket, record.targetPath, record.host, record.etag, record.modified,
            record.size, record.sealedSource, record.expiresAt, record.expectedDigest,
            record.keepsUndecodable, record.allowsOwnHost, run, record.refreshes, record.variant,
            record.createdAt, record.createdAt,
        ])
        added.add(
            CountDeltas.AssetGroup(
                status: .pending, host: record.host, isUpdate: record.refreshes != nil))
    }

    /// Requests again an asset that is not here yet, with what is known of it now. False if another
    /// run has requested it.
    package func ask(
        again id: String, _ record: RetrievalRecord, run: String?, at time: Int64
    ) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE assets SET sealed_source = coalesce(?, sealed_source),
                    source_expires = coalesce(?, source_expires), expected_digest = ?,
                    keeps_undecodable = ?, allows_own_host = ?, metadata = ?,
                    user_id = coalesce(?, user_id), job_id = coalesce(?, job_id),
                    source_variant = ?, next_retrieval_attempt = ?, retrieval_permanent = 0,
                    retrieval_request = coalesce(?, retrieval_request), updated_at = ?
                WHERE id = ? AND retrieval_status IN ('pending', 'failed')
                    AND (retrieval_request IS NULL OR retrieval_request = ?)
                """
        ).execute(arguments: [
            record.sealedSource, record.expiresAt, record.expectedDigest,
            record.keepsUndecodable, record.allowsOwnHost, record.metadata, record.userID,
            record.jobID, record.variant, time, run, time, id, run,
        ])
        return db.changesCount > 0
    }
}
