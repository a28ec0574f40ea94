package import Foundation
import GRDB
package import Values

/// What the asset row says of fetching its bytes.
package struct RetrievalFields: Sendable, Equatable {
    package var attempts = 0
    /// UTC milliseconds.
    package var firstAttempt, lastAttempt, nextAttempt: Int64?
    package var error: String?
    package var errorKind: RecordedKind?
    package var httpStatus: Int?
    package var isPermanent = false
    /// A person named its host, which may be a private one.
    package var allowsOwnHost = false

    package init() {}
}

/// An asset whose bytes are to be fetched: all that it takes to do so.
package struct RetrievalRecord: Sendable, Equatable {
    package let id: String
    /// As it is shown and stored: without credentials.
    package var source: String
    package var host: String
    /// The whole address, encrypted, where it holds credentials; of a row that was read it is
    /// fetched when it is needed, because it may be large.
    package var sealedSource: Data?
    package var isSealed = false
    /// When the credentials in it run out.
    package var expiresAt: Int64?
    package var targetBucket: String
    /// A path template.
    package var targetPath: String
    /// The version of the source that is here already, or was fetched.
    package var etag, modified: String?
    package var size: Int64?
    package var expectedDigest: Digest?
    package var keepsUndecodable = false
    package var allowsOwnHost = false
    package var attempts = 0
    /// The asset that it is held against, and would replace if it is of the same source.
    package var refreshes: String?
    /// What tells pictures of one address apart: the job that made it, of ComfyUI; the endpoint of
    /// a bucket. Nil where the address is enough, or it is not known.
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
