package import Domain

/// A scene of a project.
package struct ShotJSON: WireJSON {
    package let id, project_id, name: String
    package let position: Int
    package let aspect_ratio: String?
    package let settings: RawJSON
    package let deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ shot: Shot) {
        id = shot.id
        project_id = shot.projectID
        name = shot.name
        position = shot.position
        aspect_ratio = shot.aspectRatio
        settings = RawJSON(text: shot.settings.text)
        deleted_at = shot.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(shot.createdAt)
        updated_at = Timestamp(shot.updatedAt)
    }
}
