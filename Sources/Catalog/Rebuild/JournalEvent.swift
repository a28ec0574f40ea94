package import Foundation
import GRDB
package import Values

/// A fact about an asset, as read from the journal.
package struct JournalEvent: Sendable {
    package enum Fact: String, Sendable {
        /// The asset has its bytes and came to a path.
        case asset
        /// Its source is registered and its bytes are not here.
        case waiting
        case deletion
        /// It was undeleted, at a path.
        case undeletion
        /// It was purged.
        case purge
        /// Its server changed what it says of it.
        case update
    }

    package let fact: Fact
    package let id: String
    /// UTC milliseconds.
    package let at: Int64
    package var bucket, path, supersedes: String?
    package var digest: Digest?
    package var bytes: Int64?
    package var kind, origin, name, userID, jobID, externalID, source, metadata: String?
    package var createdAt: Int64?
    package var sourceHost, sourceETag, sourceModified: String?
    package var sourceSize: Int64?
    package var targetBucket, targetPath: String?
    package var sealedSource: Data?
    package var sourceExpires: Int64?
    package var expectedDigest: Digest?
    package var keepsUndecodable = false, allowsOwnHost = false
    package var sourceVariant: String?

    package init(_ fact: Fact, id: String, at: Int64) {
        self.fact = fact
        self.id = id
        self.at = at
    }
}

extension RebuildWriter {
    /// Records a fact; events come in the order of the journal.
    /// - Returns: nil, or why it could never be a row.
    package func insert(_ event: JournalEvent) throws -> String? {
        if let kind = event.kind, AssetKind(rawValue: kind) == nil {
            return "the catalogue would refuse it (there is no kind \(kind))"
        }
        do {
            try db.cachedStatement(
                sql: """
                    INSERT INTO scratch.events (id, fact, at, bucket, path, supersedes, digest,
                        bytes, kind, origin, name, user_id, job_id, external_id, source, metadata,
                        created_at, source_host, source_etag, source_modified, source_size,
                        target_bucket, target_path, sealed_source, source_expires,
                        expected_digest, keeps_undecodable, allows_own_host, source_variant)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                        ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                event.id, event.fact.rawValue, event.at, event.bucket, event.path,
                event.supersedes, event.digest, event.bytes, event.kind, event.origin, event.name,
                event.userID, event.jobID, event.externalID, event.source, event.metadata,
                event.createdAt, event.sourceHost, event.sourceETag, event.sourceModified,
                event.sourceSize, event.targetBucket, event.targetPath, event.sealedSource,
                event.sourceExpires, event.expectedDigest, event.keepsUndecodable,
                event.allowsOwnHost, event.sourceVariant,
            ])
            return nil
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return "the catalogue would refuse it (\(error.message ?? "a rule is broken"))"
        }
    }
}
