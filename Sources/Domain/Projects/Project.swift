/// A creative project.
package struct Project: DomainRecord {
    package static let spacings = 1...100_000

    package var id = ""
    package var userID = ""
    package var name = ""
    package var aspectRatio: String?
    /// Frames between two entries of a shot, where nothing else is said.
    package var spacing = 50
    package var settings = JSONText.emptyObject
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Project>(.projects, owner: "user_id", project: "id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("name", \.name, .editable)
        $0.column("aspect_ratio", \.aspectRatio, .editable)
        $0.column("spacing", \.spacing, .editable)
        $0.column("settings", \.settings, .editable)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }

    func check() throws(DomainError) {
        if name.isEmpty { throw .invalid(.name, .empty) }
        if !Project.spacings.contains(spacing) {
            throw .invalid(
                .spacing,
                .outside(Int64(Project.spacings.lowerBound), Int64(Project.spacings.upperBound)))
        }
    }
}
