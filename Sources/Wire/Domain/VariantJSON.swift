package import Domain

/// One version of a generation.
package struct VariantJSON: WireJSON {
    package let id, generation_id: String
    package let asset_id: String?
    package let type: String
    package let name: String?
    package let params: RawJSON
    package let is_primary, is_starred: Bool
    package let viewed_at: Timestamp?
    package let source_variant_id, source_job_id: String?
    package let deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ variant: Variant) {
        id = variant.id
        generation_id = variant.generationID
        asset_id = variant.assetID
        type = variant.type
        name = variant.name
        params = RawJSON(text: variant.params.text)
        is_primary = variant.isPrimary
        is_starred = variant.isStarred
        viewed_at = variant.viewedAt.map(Timestamp.init(_:))
        source_variant_id = variant.sourceVariantID
        source_job_id = variant.sourceJobID
        deleted_at = variant.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(variant.createdAt)
        updated_at = Timestamp(variant.updatedAt)
    }
}
