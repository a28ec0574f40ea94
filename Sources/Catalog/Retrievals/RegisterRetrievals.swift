package import Foundation
import GRDB

/// An asset that was made from a source, or is to be.
package struct SourceMatch: Sendable, Equatable {
    package let id: String
    package let status: RetrievalStatus
    package let targetPath: String?
    package let etag, modified: String?
    package let size: Int64?
    package let digest: Data?
    package let blobState: BlobState?
    package let bucket, path: String?
    /// The run that has asked for it.
    package let request: String?
    /// It waits to replace another asset, if the source has changed.
    package let refreshes: Bool
}

extension CatalogReader {
    /// The current assets of a source in a bucket, newest first. What was superseded or deleted
    /// is not among them.
    package func matches(source: String, bucket: String) throws -> [SourceMatch] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT assets.id, retrieval_status, target_path, source_etag, source_modified,
                    source_size, blobs.digest, retrieval_request, refreshes,
                    blobs.state AS blob_state, bucket_paths.bucket AS at_bucket,
                    bucket_paths.path AS at_path
                FROM assets INDEXED BY assets_by_source
                LEFT JOIN blobs ON blobs.id = assets.blob_id
                LEFT JOIN bucket_paths ON bucket_paths.asset_id = assets.id
                    AND bucket_paths.superseded_at IS NULL
                WHERE source = ? AND target_bucket = ?
                    AND superseded_by IS NULL AND deleted_at IS NULL
                ORDER BY assets.id DESC LIMIT 32
                """)
        return try Row.fetchAll(statement, arguments: [source, bucket]).map { row in
            SourceMatch(
                id: row["id"],
                status: RetrievalStatus(rawValue: row["retrieval_status"]) ?? .failed,
                targetPath: row["target_path"], etag: row["source_etag"],
                modified: row["source_modified"], size: row["source_size"], digest: row["digest"],
                blobState: (row["blob_state"] as String?).flatMap(BlobState.init(rawValue:)),
                bucket: row["at_bucket"], path: row["at_path"], request: row["retrieval_request"],
                refreshes: (row["refreshes"] as String?) != nil)
        }
    }
}

extension CatalogReader {
    /// Whether an asset that waits was asked for with all that `record` says: `ask` would change
    /// nothing but times.
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
    /// Adds a pending asset, due at once, asked for by `run` if there is one.
    package func insert(_ record: RetrievalRecord, run: String?) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO assets (id, kind, origin, name, user_id, job_id, external_id, source,
                    metadata, retrieval_status, next_retrieval_attempt, target_bucket, target_path,
                    source_host, source_etag, source_modified, source_size, sealed_source,
                    source_expires, expected_digest, keeps_undecodable, allows_own_host,
                    retrieval_request, refreshes, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    ?, ?, ?, ?)
                """
        ).execute(arguments: [
            record.id, record.kind.rawValue, record.origin.rawValue, record.name, record.userID,
            record.jobID, record.externalID, record.source, record.metadata, record.createdAt,
            record.targetBucket, record.targetPath, record.host, record.etag, record.modified,
            record.size, record.sealedSource, record.expiresAt, record.expectedDigest,
            record.keepsUndecodable, record.allowsOwnHost, run, record.refreshes,
            record.createdAt, record.createdAt,
        ])
        added.add(
            AddedRows.AssetGroup(
                status: .pending, host: record.host, isUpdate: record.refreshes != nil))
    }

    /// Asks again for an asset that is not here yet, with what is known of it now.
    /// False when another run has asked for it.
    package func ask(
        again id: String, _ record: RetrievalRecord, run: String?, at time: Int64
    ) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE assets SET sealed_source = coalesce(?, sealed_source),
                    source_expires = coalesce(?, source_expires), expected_digest = ?,
                    keeps_undecodable = ?, allows_own_host = ?, metadata = ?,
                    user_id = coalesce(?, user_id), job_id = coalesce(?, job_id),
                    next_retrieval_attempt = ?, retrieval_permanent = 0,
                    retrieval_request = coalesce(?, retrieval_request), updated_at = ?
                WHERE id = ? AND retrieval_status IN ('pending', 'failed')
                    AND (retrieval_request IS NULL OR retrieval_request = ?)
                """
        ).execute(arguments: [
            record.sealedSource, record.expiresAt, record.expectedDigest,
            record.keepsUndecodable, record.allowsOwnHost, record.metadata, record.userID,
            record.jobID, time, run, time, id, run,
        ])
        return db.changesCount > 0
    }
}
