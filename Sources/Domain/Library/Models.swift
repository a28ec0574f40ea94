/// A model of a generator's, or an uploaded LoRA.
package struct Model: DomainRecord {
    package var id = ""
    package var userID = ""
    package var key = ""
    package var name = ""
    package var type = ""
    package var base = ""
    package var hash: String?
    package var description: String?
    package var defaults = JSONText.emptyObject
    package var vaeKey: String?
    package var vaeHash: String?
    package var assetID: String?
    package var metadata = JSONText.emptyObject
    package var isPublic = false
    package var isFavourite = false
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Model>(
        .models, owner: "user_id", audience: { .ownerOrPublic(column: $0.of("is_public")) }
    ) {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("model_key", \.key)
        $0.column("name", \.name, .editable)
        $0.column("type", \.type, .editable)
        $0.column("base", \.base, .editable)
        $0.column("hash", \.hash, .editable)
        $0.column("description", \.description, .editable)
        $0.column("defaults", \.defaults, .editable)
        $0.column("vae_key", \.vaeKey, .editable)
        $0.column("vae_hash", \.vaeHash, .editable)
        $0.column("asset_id", \.assetID, .editable)
        $0.column("metadata", \.metadata, .editable)
        $0.column("is_public", \.isPublic, .editable)
        $0.column("is_favourite", \.isFavourite, .editable)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

package struct Models<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var models: Models<Self> { Models(access: self) }
}

extension Models {
    package func get(_ id: String) throws -> Model { try access.get(Model.self, id) }

    /// One's own, newest first.
    package func page(
        type: String? = nil, base: String? = nil, of user: String? = nil,
        _ request: PageRequest = PageRequest()
    ) throws -> Page<Model> {
        var list = ListQuery<Model>(orderedBy: "created_at", .descending)
        list.conditions.add("models.user_id = ?", try access.owner(user))
        if let type { list.conditions.add("models.type = ?", type) }
        if let base { list.conditions.add("models.base = ?", base) }
        return try list.page(request, access)
    }

    /// Those that anybody may use.
    package func publicPage(_ request: PageRequest = PageRequest()) throws -> Page<Model> {
        var list = ListQuery<Model>(orderedBy: "created_at", .descending)
        list.conditions.add("models.is_public = 1")
        return try list.page(request, access)
    }
}

extension Models where Access == DomainTransaction {
    /// Makes or renews the model of a key, which is one a person.
    @discardableResult
    package func upsert(_ key: String, _ change: (inout Model) throws -> Void) throws -> Model {
        guard !key.isEmpty else { throw DomainError.invalid(.key, .empty) }
        let owner = try access.own(User.self, access.viewer.userID).id
        let known = try access.record(
            Model.self, "WHERE user_id = ? AND model_key = ?", [owner, key])
        var blank = Model()
        (blank.id, blank.userID, blank.key) = (access.makeID(), owner, key)
        (blank.createdAt, blank.updatedAt) = (access.now, access.now)
        let wanted = try access.edited(known ?? blank, change)
        if let asset = wanted.assetID { try access.requireAsset(asset, of: owner) }
        if let known { return try access.update(known) { $0 = wanted } }
        try access.insert(wanted)
        return wanted
    }

    package func delete(_ id: String) throws { try access.delete(access.own(Model.self, id)) }
}
