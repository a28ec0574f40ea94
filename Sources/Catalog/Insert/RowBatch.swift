/// What a transaction inserts beside content, collected so that it is inserted table by table: then
/// one row needs the same pages as the next.
package struct RowBatch {
    package struct PlacedAsset {
        package let asset: AssetRecord
        package let bucket, path: String
        /// The asset that is current there; one of this batch, if it comes earlier.
        package let previous: PathOccupant?

        package init(
            _ asset: AssetRecord, bucket: String, path: String, superseding previous: PathOccupant?
        ) {
            self.asset = asset
            self.bucket = bucket
            self.path = path
            self.previous = previous
        }
    }

    package var renditions: [RenditionRecord] = []
    package var assets: [PlacedAsset] = []
    package var files: [SourceFileRecord] = []

    package init() {}
}

extension CatalogWriter {
    /// Inserts rows of content that exists already.
    /// - Parameter time: when the assets came to their paths.
    package func insert(_ rows: RowBatch, at time: Int64) throws {
        for rendition in rows.renditions { try insert(rendition) }
        for placed in rows.assets { try insert(placed.asset) }
        for placed in rows.assets {
            try occupy(
                bucket: placed.bucket, path: placed.path, assetID: placed.asset.id,
                kind: placed.asset.kind, superseding: placed.previous, at: time)
        }
        for file in rows.files { try upsert(file) }
    }
}
