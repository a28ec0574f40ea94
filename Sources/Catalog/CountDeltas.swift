import GRDB
import Values

/// What a transaction has inserted, by the groups of the counts, which are updated once at its end.
/// A trigger for each row took a third of the time of inserting an asset.
final class CountDeltas {
    struct Sum {
        var count = 0
        var bytes: Int64 = 0
    }

    struct AssetGroup: Hashable {
        let status: RetrievalStatus
        /// While it waits: the host of its source, and whether it is to replace another asset.
        var host = ""
        var isUpdate = false
    }

    /// Row ids of content that was inserted, by the beginning of its digest: the rows of its
    /// rendition and its asset need them.
    private var contentIDs: [UInt64: (digest: Digest, id: Int64)] = [:]

    func remember(_ digest: Digest, id: Int64) { contentIDs[digest.prefix] = (digest, id) }
    /// Row ids are reused: this one may become that of other content.
    func forget(_ digest: Digest) { contentIDs[digest.prefix] = nil }

    func id(of digest: Digest) -> Int64? {
        guard let known = contentIDs[digest.prefix], known.digest == digest else { return nil }
        return known.id
    }

    private var assets: [AssetGroup: Int] = [:]
    private var blobs: [String: Sum] = [:]
    private var renditions: [String: Sum] = [:]
    private var paths: [String: Int] = [:]

    func add(_ asset: AssetGroup) { assets[asset, default: 0] += 1 }
    func addPath(in bucket: String) { paths[bucket, default: 0] += 1 }

    func add(_ blob: BlobRecord) {
        add(blob.size, to: &blobs[blob.picture?.format ?? "undecodable", default: Sum()])
    }

    func add(_ rendition: RenditionRecord) {
        add(rendition.size, to: &renditions[rendition.recipeID, default: Sum()])
    }

    private func add(_ bytes: Int64, to sum: inout Sum) {
        sum.count += 1
        sum.bytes += bytes
    }

    /// Adds everything to the tables of counts, and deletes the rows of groups that are empty.
    func count(_ db: Database) throws {
        for (group, count) in assets {
            try db.cachedStatement(
                sql: """
                    INSERT INTO asset_counts VALUES (0, 0, ?, '', 0, ?, 0, ?, ?)
                        ON CONFLICT DO UPDATE SET count = count + excluded.count
                    """
            ).execute(arguments: [group.status.rawValue, group.host, group.isUpdate, count])
        }
        for (format, sum) in blobs {
            try db.cachedStatement(
                sql: """
                    INSERT INTO blob_counts VALUES ('present', ?, ?, ?) ON CONFLICT DO UPDATE
                        SET count = count + excluded.count, bytes = bytes + excluded.bytes
                    """
            ).execute(arguments: [format, sum.count, sum.bytes])
        }
        for (recipe, sum) in renditions {
            try db.cachedStatement(
                sql: """
                    INSERT INTO rendition_counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE
                        SET count = count + excluded.count, bytes = bytes + excluded.bytes
                    """
            ).execute(arguments: [recipe, sum.count, sum.bytes])
        }
        for (bucket, count) in paths {
            try db.cachedStatement(
                sql: """
                    INSERT INTO path_counts VALUES (?, ?) ON CONFLICT DO UPDATE
                        SET count = count + excluded.count
                    """
            ).execute(arguments: [bucket, count])
        }
        if !assets.isEmpty { try dropEmpty("asset_counts", db) }
        if !blobs.isEmpty { try dropEmpty("blob_counts", db) }
        if !renditions.isEmpty { try dropEmpty("rendition_counts", db) }
        if !paths.isEmpty { try dropEmpty("path_counts", db) }
    }

    private func dropEmpty(_ table: String, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM \(table) WHERE count = 0").execute()
    }
}
