import GRDB

/// An asset with its path, or its last one, and what its bytes are.
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
    /// Of several paths the last one counts: an asset may have had others before.
    static let joins = """
        LEFT JOIN bucket_paths
            ON bucket_paths.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = assets.id)
        LEFT JOIN blobs ON blobs.id = assets.blob_id
        """

    /// - Parameter row: begins with `columns`. They are read by index: finding a column by name
    ///   costs more than its value.
    init(row: Row) {
        var columns = RowColumns(row)
        asset = AssetRecord(&columns)
        bucket = columns.nextIfAny()
        path = columns.nextIfAny()
        blob = columns.nextIfAny().map { BlobRecord(digest: $0, &columns) }
    }
}
