import Foundation
import GRDB
package import Values

extension CatalogReader {
    /// A page of the content rows that are pictures, each once, in the order of their digests:
    /// of all that the catalogue knows, or of those that `filter` has a current asset of.
    ///
    /// - Parameter after: the last digest of the page before.
    package func pictures(
        _ filter: AssetFilter, after: Digest?, limit: Int
    ) throws -> [BlobRecord] {
        let query = PictureQuery(filter)
        return try Row.fetchAll(
            db, sql: query.page, arguments: [DigestBound(after)] + query.arguments + [limit]
        ).map(BlobRecord.init(row:))
    }

    /// How many pictures all pages together hold.
    package func countPictures(_ filter: AssetFilter) throws -> Int {
        let query = PictureQuery(filter)
        return try Int.fetchOne(db, sql: query.count, arguments: query.arguments) ?? 0
    }
}

/// The content rows of a walk over pictures. It reads all of them and looks for an asset of each,
/// so that a picture comes once however many assets share it. The indexes are named, because any
/// other would read all of a bucket for each picture.
struct PictureQuery {
    private var condition = "blobs.format IS NOT NULL"
    private(set) var arguments = StatementArguments()

    var page: String {
        """
        SELECT blobs.* FROM blobs WHERE blobs.digest > ? AND \(condition)
        ORDER BY blobs.digest LIMIT ?
        """
    }

    var count: String { "SELECT count(*) FROM blobs WHERE \(condition)" }

    init(_ filter: AssetFilter) {
        var conditions: [String] = []
        var join = ""
        if let bucket = filter.bucket {
            join = """
                CROSS JOIN bucket_paths INDEXED BY bucket_paths_by_asset
                    ON bucket_paths.asset_id = assets.id
                """
            conditions.append("bucket_paths.superseded_at IS NULL AND bucket_paths.bucket = ?")
            arguments += [bucket]
            if let prefix = filter.prefix, !prefix.isEmpty {
                // Above every path with the prefix: U+10FFFF is the greatest character.
                conditions.append("bucket_paths.path >= ? AND bucket_paths.path < ?")
                arguments += [prefix, prefix + "\u{10FFFF}"]
            }
        }
        if let kind = filter.kind {
            conditions.append("assets.kind = ?")
            arguments += [kind.rawValue]
        }
        if let since = filter.since {
            conditions.append("assets.id >= ?")
            arguments += [Identifier.lowest(at: since)]
        }
        guard !conditions.isEmpty else { return }
        condition += """
             AND EXISTS (SELECT 1 FROM assets INDEXED BY assets_by_blob \(join)
                WHERE assets.blob_id = blobs.id AND assets.superseded_by IS NULL AND assets.deleted_at IS NULL
                AND \(conditions.joined(separator: " AND ")))
            """
    }
}
