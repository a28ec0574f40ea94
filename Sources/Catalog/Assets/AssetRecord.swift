import Foundation
import GRDB
package import Values

/// What a blob is to its owner. It may exist before its bytes do.
package struct AssetRecord: Sendable, Equatable {
    package let id: String
    /// Nil until the bytes are here.
    package var digest: Digest?
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
    /// The target path, while its bytes are not here.
    package var targetBucket, targetPath: String?
    package var supersededBy: String?
    package var createdAt: Int64
    package var updatedAt: Int64
    package var deletedAt: Int64?
    /// Since when its source no longer has it.
    package var sourceGoneAt: Int64?

    /// Neither superseded nor deleted.
    package var isCurrent: Bool { supersededBy == nil && deletedAt == nil }

    /// The target path, until the asset has its path.
    package var target: String? {
        guard retrievalStatus != .completed, let targetBucket, let targetPath else { return nil }
        return targetBucket + "/" + targetPath
    }

    package init(
        id: String, digest: Digest?, kind: AssetKind, origin: AssetOrigin, name: String,
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

package enum AssetOrigin: String, Sendable, CaseIterable {
    case upload, generated, retrieved
}

package enum RetrievalStatus: String, Sendable, CaseIterable {
    case pending, retrieving, completed, failed
}

extension CatalogWriter {
    package func insert(_ asset: AssetRecord) throws {
        let content = try asset.digest.flatMap { try contentID($0) }
        try frequent.statement(
            """
            INSERT INTO assets (id, blob_id, kind, origin, name, user_id, job_id, source,
                metadata, retrieval_status, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ).run {
            $0.text(asset.id)
            $0.integer(content)
            $0.text(asset.kind.rawValue)
            $0.text(asset.origin.rawValue)
            $0.text(asset.name)
            $0.text(asset.userID)
            $0.text(asset.jobID)
            $0.text(asset.source)
            $0.text(asset.metadata)
            $0.text(asset.retrievalStatus.rawValue)
            $0.integer(asset.createdAt)
            $0.integer(asset.updatedAt)
        }
        added.add(CountDeltas.AssetGroup(status: asset.retrievalStatus))
    }
}

extension AssetRecord {
    /// The columns that are read: sealed addresses, which may be long, are not among them. The
    /// first is of the content row, which has to be joined.
    static let columns =
        "blobs.digest, "
        + [
            "id", "kind", "origin", "name", "user_id", "job_id", "source", "metadata",
            "external_id", "retrieval_status", "retrieval_attempts", "first_retrieval_attempt",
            "last_retrieval_attempt", "next_retrieval_attempt", "retrieval_error",
            "retrieval_error_class", "retrieval_http_status", "retrieval_permanent",
            "allows_own_host", "target_bucket", "target_path", "superseded_by", "created_at",
            "updated_at", "deleted_at", "source_gone_at",
        ].map { "assets." + $0 }.joined(separator: ", ")

    /// - Parameter row: at the first of `columns`.
    init(_ row: inout RowColumns) {
        digest = row.nextIfAny()
        id = row.next()
        kind = AssetKind(recorded: row.next())
        origin = AssetOrigin(rawValue: row.next()) ?? .upload
        name = row.next()
        userID = row.nextIfAny()
        jobID = row.nextIfAny()
        source = row.nextIfAny()
        metadata = row.next()
        externalID = row.nextIfAny()
        retrievalStatus = RetrievalStatus(rawValue: row.next()) ?? .failed
        retrieval = RetrievalFields(&row)
        targetBucket = row.nextIfAny()
        targetPath = row.nextIfAny()
        supersededBy = row.nextIfAny()
        createdAt = row.next()
        updatedAt = row.next()
        deletedAt = row.nextIfAny()
        sourceGoneAt = row.nextIfAny()
    }
}
