package import Foundation
import GRDB
package import Values

/// An asset whose bytes are to be fetched, with all that is needed to do so.
package struct RetrievalRecord: Sendable, Equatable {
    package let id: String
    /// As it is shown and stored: without credentials.
    package var source: String
    package var host: String
    /// The whole address, encrypted, if it holds credentials. Not read with the row, because it may
    /// be large.
    package var sealedSource: Data?
    package var isSealed = false
    /// When its credentials expire.
    package var expiresAt: Int64?
    package var targetBucket: String
    /// A path template.
    package var targetPath: String
    /// The version of the source that is in the store or was fetched.
    package var etag, modified: String?
    package var size: Int64?
    package var expectedDigest: Digest?
    package var keepsUndecodable = false
    package var allowsOwnHost = false
    package var attempts = 0
    /// The asset that it is compared with, and supersedes if both have the same source.
    package var refreshes: String?
    /// Tells apart pictures of one address: the job of ComfyUI that made it, or the endpoint of a
    /// bucket. Nil if the address is enough, or if it is not known.
    package var variant: String?

    package var kind = AssetKind.image
    package var origin = AssetOrigin.retrieved
    package var name: String
    package var userID, jobID, externalID: String?
    /// A JSON object.
    package var metadata = "{}"
    package var createdAt: Int64

    package init(
        id: String, source: String, host: String, targetBucket: String, targetPath: String,
        name: String, createdAt: Int64
    ) {
        self.id = id
        self.source = source
        self.host = host
        self.targetBucket = targetBucket
        self.targetPath = targetPath
        self.name = name
        self.createdAt = createdAt
    }
}

extension RetrievalFields {
    /// - Parameter row: at the number of attempts; see `AssetRecord.columns`.
    init(_ row: inout RowColumns) {
        attempts = row.next()
        firstAttempt = row.nextIfAny()
        lastAttempt = row.nextIfAny()
        nextAttempt = row.nextIfAny()
        error = row.nextIfAny()
        errorKind = (row.nextIfAny() as String?).map(RecordedKind.init)
        httpStatus = row.nextIfAny()
        isPermanent = row.next()
        allowsOwnHost = row.next()
    }
}

extension RetrievalRecord {
    init(row: Row) {
        id = row["id"]
        source = row["source"]
        host = row["source_host"]
        isSealed = row["is_sealed"]
        expiresAt = row["source_expires"]
        targetBucket = row["target_bucket"]
        targetPath = row["target_path"]
        etag = row["source_etag"]
        modified = row["source_modified"]
        size = row["source_size"]
        expectedDigest = row["expected_digest"]
        keepsUndecodable = row["keeps_undecodable"]
        allowsOwnHost = row["allows_own_host"]
        attempts = row["retrieval_attempts"]
        refreshes = row["refreshes"]
        variant = row["source_variant"]
        kind = AssetKind(recorded: row["kind"])
        origin = AssetOrigin(rawValue: row["origin"]) ?? .retrieved
        name = row["name"]
        userID = row["user_id"]
        jobID = row["job_id"]
        externalID = row["external_id"]
        metadata = row["metadata"]
        createdAt = row["created_at"]
    }
}
