/// What rows of the domain and assets of the pipeline must agree on.
enum AssetRules {
    static let all = AssetReference.all.map(present) + owners

    private static func present(_ reference: AssetReference) -> DomainRule {
        let table = reference.entity.rawValue
        return DomainRule(
            "asset-gone-\(table)-\(reference.column)", reference.entity,
            "names an asset that is not there",
            broken: """
                \(table).\(reference.column) IS NOT NULL\(reference.condition) AND NOT EXISTS (
                    SELECT 1 FROM assets AS other WHERE other.id = \(table).\(reference.column))
                """, reference.isRemoved ? .remove : .clear(reference.column))
    }

    /// An asset without a user is the store's owner's, who may give it to anybody.
    private static let owners = [
        owner(
            .albumAssets, "asset_id", "SELECT user_id FROM albums WHERE id = album_assets.album_id"),
        owner(
            .jobReferences, "asset_id", "SELECT user_id FROM jobs WHERE id = job_references.job_id"),
        owner(
            .variants, "asset_id",
            "SELECT user_id FROM generations WHERE id = variants.generation_id"),
        owner(.sessions, "source_asset_id", "sessions.user_id"),
        owner(.models, "asset_id", "models.user_id"),
        owner(
            .trainingItems, "asset_id",
            "SELECT user_id FROM training_batches WHERE id = training_items.batch_id"),
    ]

    private static func owner(
        _ entity: Entity, _ column: String, _ user: String
    ) -> DomainRule {
        let table = entity.rawValue
        return DomainRule(
            "asset-of-another-\(table)", entity, "names an asset of somebody else",
            broken: """
                EXISTS (SELECT 1 FROM assets AS other WHERE other.id = \(table).\(column)
                    AND other.user_id IS NOT NULL AND other.user_id <> (\(user)))
                """, .report)
    }
}
