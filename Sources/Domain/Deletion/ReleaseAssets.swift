import Catalog

extension DomainTransaction {
    /// Clears what names assets that are purged: whatever they were the cover, the source or the bytes
    /// of names nothing now, and links to them, references, tags and places in albums are gone. Called
    /// in the transaction that purges them.
    package func releaseAssets(_ ids: [String]) throws {
        try requireAdmin()
        for id in ids {
            for reference in AssetReference.all {
                let table = DomainTables.of(reference.entity)
                let rows = try connection.rows(
                    """
                    SELECT \(table.selection) FROM \(table.name)
                    WHERE \(reference.column) = ?\(reference.condition)
                    """, [id])
                for row in rows { try release(row.values, table, reference) }
            }
        }
    }

    private func release(
        _ row: [SQLValue], _ table: TableDescription, _ reference: AssetReference
    ) throws {
        guard !reference.isRemoved else { return try changes.delete(table, row) }
        var cleared = row
        cleared[table.place(of: reference.column)] = .null
        try changes.update(table, from: row, to: cleared)
    }
}

extension DomainAccess {
    /// Whether something is shown, made or trained with an asset, or was deleted and may be restored: a
    /// newer one at its path is no reason to purge it. Labels, such as tags and ratings, need nothing.
    package func needsAsset(_ id: String) throws -> Bool {
        try AssetReference.all.contains { reference in
            guard !reference.isLabel else { return false }
            let row = try connection.row(
                """
                SELECT 1 FROM \(reference.entity.rawValue)
                WHERE \(reference.column) = ?\(reference.condition) LIMIT 1
                """, [id])
            return row != nil
        }
    }
}

/// A column that names an asset.
struct AssetReference: Sendable {
    let entity: Entity
    let column: String
    /// Whether the row goes with the asset; else the column names nothing.
    let isRemoved: Bool
    var condition = ""
    /// Says something of the asset, and has no other use of it.
    var isLabel = false

    static let all = [
        AssetReference(entity: .sessions, column: "source_asset_id", isRemoved: false),
        AssetReference(entity: .jobReferences, column: "asset_id", isRemoved: true),
        AssetReference(entity: .variants, column: "asset_id", isRemoved: false),
        AssetReference(entity: .captions, column: "asset_id", isRemoved: false, isLabel: true),
        AssetReference(entity: .albums, column: "cover_asset_id", isRemoved: false),
        AssetReference(entity: .albumAssets, column: "asset_id", isRemoved: true),
        AssetReference(
            entity: .links, column: "target_id", isRemoved: true,
            condition: " AND target = 'asset'"),
        AssetReference(entity: .assetTags, column: "asset_id", isRemoved: true, isLabel: true),
        AssetReference(entity: .assetMarks, column: "asset_id", isRemoved: true, isLabel: true),
        AssetReference(entity: .models, column: "asset_id", isRemoved: false),
        AssetReference(entity: .trainingItems, column: "asset_id", isRemoved: false),
        AssetReference(entity: .trainingSegments, column: "asset_id", isRemoved: false),
    ]
}
