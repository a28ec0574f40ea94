import GRDB

/// A source that needs no asset of its own: another asset has what it gave, or the user deleted
/// that asset.
package struct KnownSource: Sendable, Equatable {
    /// In its normal form.
    package let source: String
    package let bucket: String
    /// Empty for none.
    package let variant: String
    package let targetPath: String
    /// Nil if its picture was deleted here, or replaced, and purged.
    package var assetID: String?
    /// The version that was seen.
    package var etag, modified: String?
    package var size: Int64?
    /// UTC milliseconds.
    package var at: Int64

    package init(
        source: String, bucket: String, variant: String?, targetPath: String, assetID: String?,
        at: Int64
    ) {
        self.source = source
        self.bucket = bucket
        self.variant = variant ?? ""
        self.targetPath = targetPath
        self.assetID = assetID
        self.at = at
    }

    init(row: Row) {
        source = row["source"]
        bucket = row["bucket"]
        variant = row["variant"]
        targetPath = row["target_path"]
        assetID = row["asset_id"]
        etag = row["etag"]
        modified = row["modified"]
        size = row["size"]
        at = row["at"]
    }
}

/// What an asset row says of the origin of its bytes.
package struct AssetSource: Sendable, Equatable {
    package let source: String
    package let variant: String?
    package let bucket, targetPath: String?
}

extension CatalogReader {
    package func knownSources(
        _ source: String, bucket: String, variant: String?
    ) throws -> [KnownSource] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM known_sources WHERE source = ? AND bucket = ? AND variant = ?
                    ORDER BY at DESC LIMIT 32
                    """), arguments: [source, bucket, variant ?? ""]
        ).map(KnownSource.init(row:))
    }

    /// A page of all of them, in the order of their keys.
    package func knownSources(after last: KnownSource?, limit: Int) throws -> [KnownSource] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM known_sources
                    WHERE (source, bucket, variant, target_path) > (?, ?, ?, ?)
                    ORDER BY source, bucket, variant, target_path LIMIT ?
                    """),
            arguments: [
                last?.source ?? "", last?.bucket ?? "", last?.variant ?? "",
                last?.targetPath ?? "", limit,
            ]
        ).map(KnownSource.init(row:))
    }

    /// Nil for an asset that has no source.
    package func source(of id: String) throws -> AssetSource? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT source, \(SourceMatch.variant) AS variant, target_bucket, target_path
                    FROM assets WHERE id = ? AND source IS NOT NULL
                    """), arguments: [id]
        ).map {
            AssetSource(
                source: $0["source"], variant: $0["variant"], bucket: $0["target_bucket"],
                targetPath: $0["target_path"])
        }
    }

    /// Whether any asset, past ones too, has that source.
    package func hasAsset(of source: AssetSource) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM assets INDEXED BY assets_by_source
                        WHERE source = ? AND target_bucket = ? AND \(SourceMatch.variant) IS ?)
                    """), arguments: [source.source, source.bucket, source.variant]) ?? false
    }
}

extension CatalogWriter {
    /// A later entry that exists stays.
    package func remember(_ known: KnownSource) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO known_sources (source, bucket, variant, target_path, asset_id, etag,
                    modified, size, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET asset_id = excluded.asset_id, etag = excluded.etag,
                    modified = excluded.modified, size = excluded.size, at = excluded.at
                WHERE excluded.at >= known_sources.at
                """
        ).execute(arguments: [
            known.source, known.bucket, known.variant, known.targetPath, known.assetID,
            known.etag, known.modified, known.size, known.at,
        ])
    }

    /// The user deleted the asset: its sources are not fetched again.
    /// - Returns: what is known of these sources now.
    package func letGo(ofSourcesOf id: String, at time: Int64) throws -> [KnownSource] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    UPDATE known_sources SET asset_id = NULL, at = ? WHERE asset_id = ?
                    RETURNING *
                    """), arguments: [time, id]
        ).map(KnownSource.init(row:))
    }
}
