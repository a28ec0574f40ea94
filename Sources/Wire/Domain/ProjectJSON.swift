package import Domain

/// A creative project.
package struct ProjectJSON: WireJSON {
    package let id, user_id, name: String
    package let aspect_ratio: String?
    package let spacing: Int
    package let settings: RawJSON
    package let deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ project: Project) {
        id = project.id
        user_id = project.userID
        name = project.name
        aspect_ratio = project.aspectRatio
        spacing = project.spacing
        settings = RawJSON(text: project.settings.text)
        deleted_at = project.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(project.createdAt)
        updated_at = Timestamp(project.updatedAt)
    }
}
