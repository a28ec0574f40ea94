package import Domain

/// A prompt to begin from.
package struct PromptTemplateJSON: WireJSON {
    package let id, user_id, name: String
    package let description: String?
    package let prompt: String
    package let negative_prompt, category: String?
    package let is_public, is_favourite: Bool
    package let deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ template: PromptTemplate) {
        id = template.id
        user_id = template.userID
        name = template.name
        description = template.description
        prompt = template.prompt
        negative_prompt = template.negativePrompt
        category = template.category
        is_public = template.isPublic
        is_favourite = template.isFavourite
        deleted_at = template.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(template.createdAt)
        updated_at = Timestamp(template.updatedAt)
    }
}
