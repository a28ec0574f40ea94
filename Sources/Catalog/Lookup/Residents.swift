import GRDB
package import Values

/// What lives at bucket paths now.
package struct Residents {
    private var rows: OrderedLookup
    private var bucket: String?

    static let sql = """
        SELECT bucket_paths.path, assets.id, blobs.digest, blobs.state = 'present',
            bucket_paths.kind = 'image'
        FROM bucket_paths INDEXED BY bucket_paths_current
        CROSS JOIN assets ON assets.id = bucket_paths.asset_id
        LEFT JOIN blobs ON blobs.id = assets.blob_id
        WHERE bucket = ? AND bucket_paths.path >= ? AND bucket_paths.superseded_at IS NULL
        ORDER BY bucket_paths.path
        """

    init(_ db: Database) throws {
        rows = try OrderedLookup(db, key: .text, sql: Residents.sql)
    }

    /// - Parameter path: the bytes of the path as the catalogue has it, as text.
    package mutating func resident(bucket: String, path: [UInt8]) throws -> Resident? {
        if bucket != self.bucket {
            self.bucket = bucket
            rows.restart()
        }
        guard try rows.find(path, within: bucket) else { return nil }
        return Resident(
            assetID: rows.text(1), digest: rows.digest(2), isPresent: rows.integer(3) == 1,
            isImage: rows.integer(4) == 1)
    }

    mutating func end() { rows.end() }
}

/// Who lives at a bucket path.
package struct Resident: Sendable, Equatable {
    package let assetID: String
    package let digest: Digest?
    /// Whether the catalogue takes its bytes to be there and whole.
    package let isPresent: Bool
    /// Whether they were decoded when they were stored.
    package let isImage: Bool
}
