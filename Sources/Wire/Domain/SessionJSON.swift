package import Domain

/// One stretch of work towards something.
package struct SessionJSON: WireJSON {
    package let id, user_id: String
    package let project_id: String?
    package let workflow, status, title: String
    package let stage: String?
    package let progress: Int
    package let message, failed_from, error: String?
    package let retries: Int
    package let entry_type, source_asset_id: String?
    package let metadata: RawJSON
    package let thumbnail_asset_id: String?
    package let outputs: [String: Int]?
    package let completed_at, archived_at, deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ session: Session) { self.init(session, nil) }

    /// - Parameter summary: what follows from what came out of it, where that was asked.
    package init(_ session: Session, _ summary: SessionSummary?) {
        id = session.id
        user_id = session.userID
        project_id = session.projectID
        workflow = session.workflow.rawValue
        status = session.status.rawValue
        title = session.title
        stage = session.stage
        progress = session.progress
        message = session.message
        failed_from = session.failedFrom?.rawValue
        error = session.error
        retries = session.retries
        entry_type = session.entryType?.rawValue
        source_asset_id = session.sourceAssetID
        metadata = RawJSON(text: session.metadata.text)
        thumbnail_asset_id = summary?.thumbnail
        outputs = summary.map { summary in
            Dictionary(uniqueKeysWithValues: summary.counts.map { ($0.key.rawValue, $0.value) })
        }
        completed_at = session.completedAt.map(Timestamp.init(_:))
        archived_at = session.archivedAt.map(Timestamp.init(_:))
        deleted_at = session.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(session.createdAt)
        updated_at = Timestamp(session.updatedAt)
    }
}
