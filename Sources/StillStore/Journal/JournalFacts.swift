import Catalog
import ContentStore
import Foundation

/// The lines that a transaction adds to the journal: what neither pixels nor paths say.
/// `docs/format.md` specifies them.
struct JournalFacts {
    private(set) var lines: [UInt8] = []

    private struct AssetFact: Encodable {
        let fact = "asset"
        let id, digest, bucket, path, kind, origin, name: String
        let user_id, job_id, external_id, source: String?
        let metadata: String
        let created_at, at: Int64
        let supersedes: String?
    }

    private struct ChangeFact: Encodable {
        let fact, id: String
        let at: Int64
        var bucket, path, supersedes: String?
    }

    /// An asset has its bytes and lives at `path`, from `time` on.
    mutating func add(
        _ asset: AssetRecord, _ path: BucketPath, _ digest: Digest, superseding previous: String?,
        at time: Int64
    ) throws {
        try append(
            AssetFact(
                id: asset.id, digest: digest.hex, bucket: path.bucketText, path: path.pathText,
                kind: asset.kind.rawValue, origin: asset.origin.rawValue, name: asset.name,
                user_id: asset.userID, job_id: asset.jobID, external_id: asset.externalID,
                source: asset.source, metadata: asset.metadata, created_at: asset.createdAt,
                at: time, supersedes: previous))
    }

    /// An asset was deleted; its path is free.
    mutating func addDeletion(of id: String, at time: Int64) throws {
        try append(ChangeFact(fact: "deletion", id: id, at: time))
    }

    /// A deleted asset lives again, at `path`.
    mutating func addUndeletion(
        of id: String, at path: BucketPath, superseding previous: String?, time: Int64
    ) throws {
        try append(
            ChangeFact(
                fact: "undeletion", id: id, at: time, bucket: path.bucketText,
                path: path.pathText, supersedes: previous))
    }

    /// The catalogue let go of an asset for good.
    mutating func addPurge(of id: String, at time: Int64) throws {
        try append(ChangeFact(fact: "purge", id: id, at: time))
    }

    private mutating func append(_ fact: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        lines += try encoder.encode(fact)
        lines.append(UInt8(ascii: "\n"))
    }
}
