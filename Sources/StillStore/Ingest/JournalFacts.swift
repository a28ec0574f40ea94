import Catalog
import ContentStore
import Foundation

/// The lines that a batch adds to the journal: for each new asset, what neither its pixels nor
/// its path say. `docs/format.md` specifies them.
struct JournalFacts {
    private(set) var lines: [UInt8] = []

    private struct AssetFact: Encodable {
        let fact = "asset"
        let id, digest, bucket, path, kind, origin, name: String
        let user_id, job_id, source: String?
        let metadata: String
        let created_at: Int64
        let supersedes: String?
    }

    mutating func add(
        _ asset: AssetRecord, _ path: BucketPath, _ digest: Digest, superseding previous: String?
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        lines += try encoder.encode(
            AssetFact(
                id: asset.id, digest: digest.hex, bucket: path.bucketText, path: path.pathText,
                kind: asset.kind.rawValue, origin: asset.origin.rawValue, name: asset.name,
                user_id: asset.userID, job_id: asset.jobID, source: asset.source,
                metadata: asset.metadata, created_at: asset.createdAt, supersedes: previous))
        lines.append(UInt8(ascii: "\n"))
    }
}
