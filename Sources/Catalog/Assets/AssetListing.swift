import GRDB

/// An asset with where it lives, or lived last, and what its bytes are.
package struct AssetListing: Sendable, Equatable {
    package let asset: AssetRecord
    package let bucket, path: String?
    package let blob: BlobRecord?
}

extension AssetListing {
    static let columns = """
        SELECT \(AssetRecord.columns), bucket_paths.bucket, bucket_paths.path,
            blobs.digest, blobs.size, blobs.state, blobs.format, blobs.width,
            blobs.height, blobs.stored_width, blobs.stored_height, blobs.orientation, blobs.bits,
            blobs.channels, blobs.frames, blobs.is_layered, blobs.is_transparent,
            blobs.has_profile, blobs.perceptual_hash, blobs.refusal, blobs.created_at
        """
    /// Of several paths the last one counts: an asset may have lived elsewhere before.
    static let joins = """
        LEFT JOIN bucket_paths
            ON bucket_paths.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = assets.id)
        LEFT JOIN blobs ON blobs.id = assets.blob_id
        """

    /// - Parameter row: begins with `columns`. They are read by place: looking for a name costs
    ///   more than the value.
    init(row: Row) {
        var columns = RowColumns(row)
        asset = AssetRecord(&columns)
        bucket = columns.nextIfAny()
        path = columns.nextIfAny()
        blob = columns.nextIfAny().map { BlobRecord(digest: $0, &columns) }
    }
}

/// The values of a row, one after another.
struct RowColumns {
    private let row: Row
    private var index = 0

    init(_ row: Row) { self.row = row }

    mutating func skip(_ count: Int) { index += count }

    mutating func next<Value: DatabaseValueConvertible & StatementColumnConvertible>() -> Value {
        defer { index += 1 }
        return row[index]
    }

    mutating func nextIfAny<Value: DatabaseValueConvertible & StatementColumnConvertible>()
        -> Value?
    {
        defer { index += 1 }
        return row[index]
    }
}
