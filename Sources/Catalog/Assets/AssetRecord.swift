package import Foundation
import GRDB

/// What a blob is to its owner. It may exist before its bytes do.
package struct AssetRecord: Sendable, Equatable {
    package let id: String
    /// Nil until the bytes are here.
    package var digest: Data?
    package var kind: AssetKind
    package var origin: AssetOrigin
    /// The file's own name, for people.
    package var name: String
    package var userID: String?
    package var jobID: String?
    package var source: String?
    /// A JSON object.
    package var metadata: String
    /// The source's own name for it.
    package var externalID: String?
    package var retrievalStatus: RetrievalStatus
    package var retrieval = RetrievalFields()
    /// Where it is to land while its bytes are not here.
    package var targetBucket, targetPath: String?
    package var supersededBy: String?
    package var createdAt: Int64
    package var updatedAt: Int64
    package var deletedAt: Int64?

    /// Neither superseded nor deleted.
    package var isCurrent: Bool { supersededBy == nil && deletedAt == nil }

    /// Where it is to land, while it is not there.
    package var target: String? {
        guard retrievalStatus != .completed, let targetBucket, let targetPath else { return nil }
        return targetBucket + "/" + targetPath
    }

    package init(
        id: String, digest: Data?, kind: AssetKind, origin: AssetOrigin, name: String,
        userID: String?, jobID: String?, source: String?, metadata: String,
        retrievalStatus: RetrievalStatus, createdAt: Int64
    ) {
        self.id = id
        self.digest = digest
        self.kind = kind
        self.origin = origin
        self.name = name
        self.userID = userID
        self.jobID = jobID
        self.source = source
        self.metadata = metadata
        self.retrievalStatus = retrievalStatus
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}

package enum AssetKind: String, Sendable, CaseIterable {
    case image
    case videoClip = "video_clip"
    case finalVideo = "final_video"
    case audio
    /// Bytes kept although they are none of these.
    case file
}

package enum AssetOrigin: String, Sendable, CaseIterable {
    case upload, generated, retrieved
}

package enum RetrievalStatus: String, Sendable, CaseIterable {
    case pending, retrieving, completed, failed
}

/// An asset with where it lives and what its bytes are.
package struct AssetListing: Sendable, Equatable {
    package let asset: AssetRecord
    package let bucket, path: String?
    package let blob: BlobRecord?
}

extension CatalogWriter {
    package func insert(_ asset: AssetRecord) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO assets (id, digest, kind, origin, name, user_id, job_id, source,
                    metadata, retrieval_status, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            asset.id, asset.digest, asset.kind.rawValue, asset.origin.rawValue, asset.name,
            asset.userID, asset.jobID, asset.source, asset.metadata,
            asset.retrievalStatus.rawValue, asset.createdAt, asset.updatedAt,
        ])
    }
}

extension AssetRecord {
    /// Those that are read: sealed addresses, which may be long, are not among them.
    static let columns = [
        "id", "digest", "kind", "origin", "name", "user_id", "job_id", "source", "metadata",
        "external_id", "retrieval_status", "retrieval_attempts", "first_retrieval_attempt",
        "last_retrieval_attempt", "next_retrieval_attempt", "retrieval_error",
        "retrieval_error_class", "retrieval_http_status", "retrieval_permanent",
        "allows_own_host", "target_bucket", "target_path", "superseded_by", "created_at",
        "updated_at", "deleted_at",
    ].map { "assets." + $0 }.joined(separator: ", ")

    init(row: Row) {
        id = row["id"]
        digest = row["digest"]
        kind = AssetKind(rawValue: row["kind"]) ?? .file
        origin = AssetOrigin(rawValue: row["origin"]) ?? .upload
        name = row["name"]
        userID = row["user_id"]
        jobID = row["job_id"]
        source = row["source"]
        metadata = row["metadata"]
        retrievalStatus = RetrievalStatus(rawValue: row["retrieval_status"]) ?? .failed
        externalID = row["external_id"]
        retrieval = RetrievalFields(row: row)
        targetBucket = row["target_bucket"]
        targetPath = row["target_path"]
        supersededBy = row["superseded_by"]
        createdAt = row["created_at"]
        updatedAt = row["updated_at"]
        deletedAt = row["deleted_at"]
    }
}
