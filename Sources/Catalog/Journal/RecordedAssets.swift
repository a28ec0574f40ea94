import GRDB

/// All that the catalogue knows of an asset and its past: what its facts must say.
package struct RecordedAsset: Sendable {
    /// A path that it had, or has if `until` is nil.
    package struct Place: Sendable {
        package let bucket, path: String
        package let since: Int64
        package let until: Int64?
        /// The asset that it superseded there.
        package let supersedes: String?
    }

    package let asset: AssetRecord
    /// What its source was asked for, with the sealed address; nil for an asset that was never
    /// fetched.
    package let retrieval: RetrievalRecord?
    /// The first one first.
    package let places: [Place]
}

extension CatalogReader {
    /// A page of assets, past ones too, by id. Those that only refresh another are left out:
    /// without them the other is still known.
    package func recordedAssets(after id: String, limit: Int) throws -> [RecordedAsset] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT \(AssetRecord.columns), source_host, source_etag, source_modified,
                    source_size, sealed_source IS NOT NULL AS is_sealed, source_expires,
                    expected_digest, keeps_undecodable, refreshes, source_variant
                FROM assets LEFT JOIN blobs ON blobs.id = assets.blob_id
                WHERE assets.id > ? ORDER BY assets.id LIMIT ?
                """, arguments: [id, limit]
        ).map { row in
            var columns = RowColumns(row)
            let asset = AssetRecord(&columns)
            let isFetched = (row["source_host"] as String?) != nil && asset.targetPath != nil
            var retrieval = isFetched ? RetrievalRecord(row: row) : nil
            if retrieval?.isSealed == true {
                retrieval?.sealedSource = try sealedSource(of: asset.id)
            }
            return RecordedAsset(
                asset: asset, retrieval: retrieval, places: try places(of: asset.id))
        }
    }

    private func places(of id: String) throws -> [RecordedAsset.Place] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT bucket, path, created_at, superseded_at, (
                        SELECT past.asset_id FROM bucket_paths AS past
                        JOIN assets ON assets.id = past.asset_id
                        WHERE past.bucket = own.bucket AND past.path = own.path
                            AND past.superseded_at IS NOT NULL AND past.id < own.id
                            AND assets.superseded_by = own.asset_id
                        ORDER BY past.id DESC LIMIT 1)
                    FROM bucket_paths AS own WHERE asset_id = ? ORDER BY id
                    """), arguments: [id]
        ).map {
            RecordedAsset.Place(
                bucket: $0[0], path: $0[1], since: $0[2], until: $0[3], supersedes: $0[4])
        }
    }
}
