/// One version of a generation.
package struct Variant: DomainRecord {
    package var id = ""
    package var generationID = ""
    package var assetID: String?
    package var type = ""
    package var name: String?
    package var params = JSONText.emptyObject
    package var isPrimary = false
    package var isStarred = false
    /// Nil while nobody has seen it.
    package var viewedAt: Int64?
    package var sourceVariantID: String?
    package var sourceJobID: String?
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Variant>(
        .variants, parent: ("generation_id", .generations)
    ) {
        $0.column("id", \.id)
        $0.column("generation_id", \.generationID)
        $0.column("asset_id", \.assetID)
        $0.column("type", \.type)
        $0.column("name", \.name, .editable)
        $0.column("params", \.params, .editable)
        $0.column("is_primary", \.isPrimary)
        $0.column("is_starred", \.isStarred, .editable)
        $0.column("viewed_at", \.viewedAt)
        $0.column("source_variant_id", \.sourceVariantID)
        $0.column("source_job_id", \.sourceJobID)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

/// Whether a new variant becomes the primary one.
package enum VariantChoice: Sendable {
    /// It does when it is the first one with bytes.
    case byRule
    case primary, secondary
}

package struct VariantRequest: Sendable {
    package var id: String?
    package var asset: String?
    package var choice = VariantChoice.byRule
    package var source: String?
    package var job: String?

    package init() {}
}
