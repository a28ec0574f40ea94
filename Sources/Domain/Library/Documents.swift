/// JSON that is edited by several windows: a write names the version that it changes.
package struct Document: DomainRecord {
    package var id = ""
    package var userID = ""
    package var projectID: String?
    package var kind = ""
    package var name = ""
    package var body = JSONText.emptyObject
    package var version = 1
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Document>(
        .documents, owner: "user_id", project: "project_id"
    ) {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("project_id", \.projectID)
        $0.column("kind", \.kind)
        $0.column("name", \.name, .editable)
        $0.column("body", \.body, .editable)
        $0.column("version", \.version)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

/// A version that was worth a name.
package struct Checkpoint: DomainRecord {
    package var id = ""
    package var documentID = ""
    package var label = ""
    package var version = 1
    package var body = JSONText.emptyObject
    package var createdAt: Int64 = 0

    package init() {}

    package static let table = Table<Checkpoint>(
        .checkpoints, parent: ("document_id", .documents)
    ) {
        $0.column("id", \.id)
        $0.column("document_id", \.documentID)
        $0.column("label", \.label)
        $0.column("version", \.version)
        $0.column("body", \.body)
        $0.column("created_at", \.createdAt)
    }
}

package struct Documents<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var documents: Documents<Self> { Documents(access: self) }
}

extension Documents {
    package func get(_ id: String) throws -> Document { try access.get(Document.self, id) }

    /// Newest first.
    package func page(
        project: String? = nil, of user: String? = nil, _ request: PageRequest = PageRequest()
    ) throws -> Page<Document> {
        var list = ListQuery<Document>(orderedBy: "created_at", .descending)
        list.conditions.add("documents.user_id = ?", try access.owner(user))
        list.conditions.add("documents.deleted_at IS NULL")
        if let project { list.conditions.add("documents.project_id = ?", project) }
        return try list.page(request, access)
    }

    /// Oldest first.
    package func checkpoints(of id: String) throws -> [Checkpoint] {
        try access.records(
            Checkpoint.self, "WHERE document_id = ? ORDER BY created_at, id", [get(id).id])
    }
}

extension Documents where Access == DomainTransaction {
    @discardableResult
    package func create(
        _ kind: String, name: String, body: JSONText, project: String? = nil, id: String? = nil
    ) throws -> Document {
        var document = Document()
        document.id = try access.newID(id)
        document.userID = try access.own(User.self, access.viewer.userID).id
        if let project {
            let project = try access.own(Project.self, project)
            guard project.userID == document.userID else {
                throw DomainError.notFound(.projects, project.id)
            }
            document.projectID = project.id
        }
        (document.kind, document.name, document.body) = (kind, name, body)
        document.createdAt = access.now
        document.updatedAt = access.now
        try access.insert(document)
        return document
    }

    /// - Parameter version: the one that the writer has read.
    /// - Throws: `DomainError.staleVersion` when it is not the newest any more.
    @discardableResult
    package func write(
        _ id: String, version: Int, _ change: (inout Document) throws -> Void
    ) throws -> Document {
        let document = try access.own(Document.self, id)
        guard document.version == version else {
            throw DomainError.staleVersion(.documents, id, current: document.version)
        }
        let wanted = try access.edited(document, change)
        return try access.update(document) {
            $0 = wanted
            $0.version += 1
        }
    }

    @discardableResult
    package func addCheckpoint(to id: String, label: String) throws -> Checkpoint {
        let document = try access.own(Document.self, id)
        var checkpoint = Checkpoint()
        checkpoint.id = access.makeID()
        checkpoint.documentID = document.id
        (checkpoint.label, checkpoint.version) = (label, document.version)
        checkpoint.body = document.body
        checkpoint.createdAt = access.now
        try access.insert(checkpoint)
        return checkpoint
    }

    package func delete(_ id: String) throws { try access.softDelete(Document.self, id) }

    @discardableResult
    package func restore(_ id: String) throws -> Document {
        try access.restore(Document.self, id)
    }
}
