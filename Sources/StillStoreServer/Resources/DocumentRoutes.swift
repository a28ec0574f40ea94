import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addDocuments() {
        list("/api/v1/documents", "listDocuments", "Documents, without their bodies") {
            (query: DocumentQuery, request, reader) in
            try reader.documents.page(project: query.project, of: nil, request)
                .map { DocumentJSON($0, withBody: false) }
        }
        create("/api/v1/documents", "createDocument", "Make a document") {
            (_: Nothing, body: NewDocument, transaction) in
            DocumentJSON(
                try transaction.documents.create(
                    body.kind, name: body.name, body: body.body.text ?? .emptyObject,
                    project: body.project, id: body.id))
        }
        get("/api/v1/documents/{id}", "getDocument", "One document") { (query: ByID, reader) in
            DocumentJSON(try reader.documents.get(query.id))
        }
        act(
            .put, "/api/v1/documents/{id}", "writeDocument",
            "Write a document; refused when somebody wrote a newer version",
            problems: [404, 409, 412]
        ) { (query: ByID, body: DocumentChange, transaction) in
            DocumentJSON(
                try transaction.documents.write(query.id, version: body.version) {
                    try body.body.replace(&$0.body)
                    body.name.replace(&$0.name)
                })
        }
        delete("/api/v1/documents/{id}", "deleteDocument", "Delete a document") {
            (query: ByID, transaction) in try transaction.documents.delete(query.id)
        }
        act(.post, "/api/v1/documents/{id}/restore", "restoreDocument", "Bring it back") {
            (query: ByID, _: Nothing, transaction) in
            DocumentJSON(try transaction.documents.restore(query.id))
        }
        items("/api/v1/documents/{id}/checkpoints", "listCheckpoints", "Its checkpoints") {
            (query: ByID, reader) in
            try reader.documents.checkpoints(of: query.id).map(CheckpointJSON.init)
        }
        create("/api/v1/documents/{id}/checkpoints", "addCheckpoint", "Keep it as it is now") {
            (query: ByID, body: NewCheckpoint, transaction) in
            CheckpointJSON(
                try transaction.documents.addCheckpoint(to: query.id, label: body.label))
        }
    }
}

private struct DocumentQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var project: String?
}

private struct NewDocument: Decodable, Sendable {
    var id: String?
    let kind, name: String
    var body: JSONValue?
    var project: String?
}

private struct DocumentChange: Decodable, Sendable {
    /// The one that it was made from.
    let version: Int
    var body: JSONValue?
    var name: String?
}

private struct NewCheckpoint: Decodable, Sendable { let label: String }
