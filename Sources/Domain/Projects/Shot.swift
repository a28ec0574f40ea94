/// A scene of a project.
package struct Shot: DomainRecord {
    package var id = ""
    package var projectID = ""
    package var name = ""
    /// Where it is among the project's shots; two may be equal, then the older one comes first.
    package var position = 0
    package var aspectRatio: String?
    package var settings = JSONText.emptyObject
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Shot>(
        .shots, project: "project_id", parent: ("project_id", .projects)
    ) {
        $0.column("id", \.id)
        $0.column("project_id", \.projectID)
        $0.column("name", \.name, .editable)
        $0.column("position", \.position)
        $0.column("aspect_ratio", \.aspectRatio, .editable)
        $0.column("settings", \.settings, .editable)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}
