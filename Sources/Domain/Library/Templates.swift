/// A prompt to begin from.
package struct PromptTemplate: DomainRecord {
    package var id = ""
    package var userID = ""
    package var name = ""
    package var description: String?
    package var prompt = ""
    package var negativePrompt: String?
    package var category: String?
    package var isPublic = false
    package var isFavourite = false
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<PromptTemplate>(
        .templates, owner: "user_id", audience: { .ownerOrPublic(column: $0.of("is_public")) }
    ) {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("name", \.name, .editable)
        $0.column("description", \.description, .editable)
        $0.column("prompt", \.prompt, .editable)
        $0.column("negative_prompt", \.negativePrompt, .editable)
        $0.column("category", \.category, .editable)
        $0.column("is_public", \.isPublic, .editable)
        $0.column("is_favourite", \.isFavourite, .editable)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

package struct Templates<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var templates: Templates<Self> { Templates(access: self) }
}

extension Templates {
    package func get(_ id: String) throws -> PromptTemplate {
        try access.get(PromptTemplate.self, id)
    }

    /// Newest first; names may repeat.
    package func page(
        category: String? = nil, isFavourite: Bool? = nil, of user: String? = nil,
        _ request: PageRequest = PageRequest()
    ) throws -> Page<PromptTemplate> {
        var list = ListQuery<PromptTemplate>(orderedBy: "created_at", .descending)
        list.conditions.add("prompt_templates.user_id = ?", try access.owner(user))
        list.conditions.add("prompt_templates.deleted_at IS NULL")
        if let category { list.conditions.add("prompt_templates.category = ?", category) }
        if let isFavourite {
            list.conditions.add("prompt_templates.is_favourite = ?", isFavourite)
        }
        return try list.page(request, access)
    }
}

extension Templates where Access == DomainTransaction {
    @discardableResult
    package func create(
        name: String, prompt: String, _ fill: (inout PromptTemplate) throws -> Void = { _ in }
    ) throws -> PromptTemplate {
        var template = PromptTemplate()
        template.id = access.makeID()
        template.userID = try access.own(User.self, access.viewer.userID).id
        template.createdAt = access.now
        template.updatedAt = access.now
        let filled = try access.edited(template) {
            ($0.name, $0.prompt) = (name, prompt)
            try fill(&$0)
        }
        guard !filled.name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        try access.insert(filled)
        return filled
    }

    @discardableResult
    package func edit(
        _ id: String, _ change: (inout PromptTemplate) throws -> Void
    ) throws -> PromptTemplate {
        let template = try access.own(PromptTemplate.self, id)
        let wanted = try access.edited(template, change)
        guard !wanted.name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        return try access.update(template) { $0 = wanted }
    }

    package func delete(_ id: String) throws { try access.softDelete(PromptTemplate.self, id) }

    @discardableResult
    package func restore(_ id: String) throws -> PromptTemplate {
        try access.restore(PromptTemplate.self, id)
    }
}
