import GRDB
import Values

/// Looks up which assets are current at bucket paths.
package struct PathOccupants {
    private var rows: SortedKeyCursor
    private var bucket: String?

    static let sql = """
        SELECT bucket_paths.path, assets.id, blobs.digest, blobs.state,
            bucket_paths.kind = 'image'
        FROM bucket_paths INDEXED BY bucket_paths_current
        CROSS JOIN assets ON assets.id = bucket_paths.asset_id
        LEFT JOIN blobs ON blobs.id = assets.blob_id
        WHERE bucket = ? AND bucket_paths.path >= ? AND bucket_paths.superseded_at IS NULL
        ORDER BY bucket_paths.path
        """

    init(_ db: Database) throws {
        rows = try SortedKeyCursor(db, key: .text, sql: PathOccupants.sql)
    }

    /// - Parameter path: the bytes of the path as the catalogue has it, as text.
    package mutating func occupant(bucket: String, path: [UInt8]) throws -> PathOccupant? {
        if bucket != self.bucket {
            self.bucket = bucket
            rows.restart()
        }
        guard try rows.find(path, within: bucket) else { return nil }
        let digest = rows.digest(2)
        return PathOccupant(
            assetID: rows.text(1), digest: digest,
            state: digest == nil ? nil : BlobState(rawValue: rows.text(3)),
            isImage: rows.integer(4) == 1)
    }

    mutating func end() { rows.end() }
}
