package import Domain

/// A model of a generator's, or an uploaded LoRA.
package struct ModelJSON: WireJSON {
    package let id, user_id, key, name, type, base: String
    package let hash, description: String?
    package let defaults: RawJSON
    package let vae_key, vae_hash, asset_id: String?
    package let metadata: RawJSON
    package let is_public, is_favourite: Bool
    package let created_at, updated_at: Timestamp

    package init(_ model: Model) {
        id = model.id
        user_id = model.userID
        key = model.key
        name = model.name
        type = model.type
        base = model.base
        hash = model.hash
        description = model.description
        defaults = RawJSON(text: model.defaults.text)
        vae_key = model.vaeKey
        vae_hash = model.vaeHash
        asset_id = model.assetID
        metadata = RawJSON(text: model.metadata.text)
        is_public = model.isPublic
        is_favourite = model.isFavourite
        created_at = Timestamp(model.createdAt)
        updated_at = Timestamp(model.updatedAt)
    }
}
