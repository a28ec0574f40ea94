/// One stretch of work towards something.
package struct Session: DomainRecord {
    package enum EntryType: String, ClosedSet { case scratch, refinement }

    package var id = ""
    package var userID = ""
    package var projectID: String?
    package var workflow = Workflow.images
    package var status = SessionStatus.active
    package var title = ""
    package var stage: String?
    package var progress = 0
    package var message: String?
    package var failedFrom: SessionStatus?
    package var error: String?
    package var retries = 0
    package var entryType: EntryType?
    package var sourceAssetID: String?
    package var metadata = JSONText.emptyObject
    package var completedAt: Int64?
    /// Since when lists hide it.
    package var archivedAt: Int64?
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Session>(
        .sessions, owner: "user_id", project: "project_id", session: "id"
    ) {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("project_id", \.projectID)
        $0.column("workflow", \.workflow)
        $0.column("status", \.status)
        $0.column("title", \.title, .editable)
        $0.column("stage", \.stage)
        $0.column("progress", \.progress)
        $0.column("message", \.message)
        $0.column("failed_from", \.failedFrom)
        $0.column("error", \.error)
        $0.column("retries", \.retries)
        $0.column("entry_type", \.entryType)
        $0.column("source_asset_id", \.sourceAssetID)
        $0.column("metadata", \.metadata, .editable)
        $0.column("completed_at", \.completedAt)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
        $0.column("archived_at", \.archivedAt)
    }
}
