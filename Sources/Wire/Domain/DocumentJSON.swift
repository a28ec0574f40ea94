package import Domain

/// JSON that is edited by several windows.
package struct DocumentJSON: WireJSON {
    package let id, user_id: String
    package let project_id: String?
    package let kind, name: String
    package let version, size: Int
    package let body: RawJSON?
    package let deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ document: Document, withBody: Bool = true) {
        id = document.id
        user_id = document.userID
        project_id = document.projectID
        kind = document.kind
        name = document.name
        version = document.version
        size = document.body.text.utf8.count
        body = withBody ? RawJSON(text: document.body.text) : nil
        deleted_at = document.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(document.createdAt)
        updated_at = Timestamp(document.updatedAt)
    }
}

/// A version of a document that was worth a name.
package struct CheckpointJSON: WireJSON {
    package let id, document_id, label: String
    package let version: Int
    package let body: RawJSON
    package let created_at: Timestamp

    package init(_ checkpoint: Checkpoint) {
        id = checkpoint.id
        document_id = checkpoint.documentID
        label = checkpoint.label
        version = checkpoint.version
        body = RawJSON(text: checkpoint.body.text)
        created_at = Timestamp(checkpoint.createdAt)
    }
}
