import GRDB

/// A picture that is in the store and came from a server.
package struct HeldSource: Sendable {
    package let id, source: String
    package let externalID, name: String?
    package let isGone: Bool
}

extension CatalogReader {
    /// A page of the current assets whose sources have a common prefix, by source; all of one
    /// source on one page.
    package func held(
        from prefix: String, after source: String, limit: Int
    ) throws -> [HeldSource] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, source, external_id, name, source_gone_at IS NOT NULL AS is_gone
                    FROM assets INDEXED BY assets_by_source
                    WHERE source IN (SELECT DISTINCT source FROM assets INDEXED BY assets_by_source
                            WHERE source > ? AND source < ? AND retrieval_status = 'completed'
                                AND superseded_by IS NULL AND deleted_at IS NULL
                            ORDER BY source LIMIT ?)
                        AND retrieval_status = 'completed' AND superseded_by IS NULL
                        AND deleted_at IS NULL
                    ORDER BY source
                    """),
            arguments: [max(prefix, source), prefix + "\u{10FFFF}", limit]
        ).map {
            HeldSource(
                id: $0["id"], source: $0["source"], externalID: $0["external_id"],
                name: $0["name"], isGone: $0["is_gone"])
        }
    }
}

extension CatalogWriter {
    /// Updates what a server says of an asset.
    package func follow(
        _ id: String, metadata: String, targetPath: String, at time: Int64
    ) throws {
        try db.cachedStatement(
            sql: """
                UPDATE assets SET metadata = ?, target_path = ?, source_gone_at = NULL,
                    updated_at = ? WHERE id = ?
                """
        ).execute(arguments: [metadata, targetPath, time, id])
    }

    /// Gives an asset another path, which is free. The former one stays in its history.
    package func move(
        _ id: String, to place: (bucket: String, path: String), at time: Int64
    ) throws {
        try db.cachedStatement(
            sql: """
                UPDATE bucket_paths SET superseded_at = ?
                WHERE asset_id = ? AND superseded_at IS NULL
                """
        ).execute(arguments: [time, id])
        try db.cachedStatement(
            sql: """
                INSERT INTO bucket_paths (bucket, path, kind, asset_id, created_at)
                SELECT ?, ?, kind, id, ? FROM assets WHERE id = ?
                """
        ).execute(arguments: [place.bucket, place.path, time, id])
        added.addPath(in: place.bucket)
    }

    /// - Parameter time: since when the server no longer has it; nil while it does.
    package func setGone(_ id: String, since time: Int64?) throws {
        try db.cachedStatement(
            sql: "UPDATE assets SET source_gone_at = ? WHERE id = ?"
        ).execute(arguments: [time, id])
    }
}
