import Foundation

/// What an `InvokeAIServer` knows and how it behaves.
package struct InvokeAIState: Sendable {
    package var version = "6.14.2"
    package var images: [InvokeAIImage] = []
    package var boards: [InvokeAIBoard] = []
    /// Names that the gallery lists after the images and no other call knows.
    package var videoNames: [String] = []
    /// Whether fields without a value are sent as null; some versions leave them out.
    package var sendsNulls = true
    /// Whether the gallery's list of names exists; older versions answer 404.
    package var hasItemNames = true
    package var isInMaintenance = false
    /// Images for which the server responds with 500, whether it has them or not.
    package var brokenNames: Set<String> = []
    /// The bearer token that every call but the version needs; nil lets everyone in.
    package var token: String?
    /// Who may sign in, and gets the token.
    package var login: (email: String, password: String)?

    package init() {}

    func image(_ name: String) -> InvokeAIImage? { images.first { $0.name == name } }

    /// The images that the query selects, in its order.
    func images(for request: ServedRequest) -> [InvokeAIImage] {
        var found = images.filter { $0.isSelected(by: request) }
        let isAscending = request.parameter("order_dir")?.uppercased() == "ASC"
        let starredFirst = request.parameter("starred_first") != "false"
        // Images of one moment keep their order: the server has no further key either.
        found.sort { isAscending ? $0.createdAt < $1.createdAt : $0.createdAt > $1.createdAt }
        guard starredFirst else { return found }
        return found.filter(\.isStarred) + found.filter { !$0.isStarred }
    }
}

package struct InvokeAIBoard: Sendable {
    package var id: String
    package var name: String
    package var createdAt = "2025-01-01 00:00:00.000"

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

package struct InvokeAIImage: Sendable {
    package var name: String
    package var file: HalfWritten
    package var boardID: String?
    /// As the server writes it: `2025-01-02 03:04:05.678`.
    package var createdAt: String
    /// JSON text; nil is answered as null.
    package var metadata: String?
    package var origin = "internal"
    package var category = "general"
    package var isIntermediate = false
    package var isStarred = false
    /// Listed as ever, but the file behind it was removed.
    package var isFileGone = false

    package init(
        name: String, bytes: [UInt8], boardID: String? = nil,
        createdAt: String = "2025-01-02 03:04:05.678", metadata: String? = nil,
        partialAnswers: Int = 0
    ) {
        self.name = name
        file = HalfWritten(bytes, partialAnswers: partialAnswers)
        self.boardID = boardID
        self.createdAt = createdAt
        self.metadata = metadata
    }

    func isSelected(by request: ServedRequest) -> Bool {
        if let board = request.parameter("board_id"), board != boardID ?? "none" { return false }
        if let wanted = request.parameter("image_origin"), wanted != origin { return false }
        if let wanted = request.query["categories"], !wanted.contains(category) { return false }
        if let date = request.parameter("created_date"), !createdAt.hasPrefix(date) { return false }
        if let term = request.parameter("search_term"), metadata?.contains(term) != true {
            return false
        }
        guard let wanted = request.parameter("is_intermediate") else { return true }
        return (wanted == "true") == isIntermediate
    }

    /// The image as the server describes it.
    func description(sendsNulls: Bool) -> [String: Any] {
        let fields: [String: Any?] = [
            "image_name": name, "image_url": "api/v1/images/i/\(name)/full",
            "thumbnail_url": "api/v1/images/i/\(name)/thumbnail", "image_origin": origin,
            "image_category": category, "width": size(at: 16), "height": size(at: 20),
            "created_at": createdAt, "updated_at": createdAt, "deleted_at": nil,
            "is_intermediate": isIntermediate, "session_id": nil, "node_id": nil,
            "starred": isStarred, "has_workflow": false, "image_subfolder": "",
            "board_id": boardID,
        ]
        return jsonFields(fields, sendsNulls: sendsNulls)
    }

    /// A dimension out of a PNG's header.
    private func size(at offset: Int) -> Int {
        file.bytes.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
}

/// Fields for JSON, those without a value as null or not at all.
func jsonFields(_ fields: [String: Any?], sendsNulls: Bool) -> [String: Any] {
    sendsNulls ? fields.mapValues { $0 ?? NSNull() } : fields.compactMapValues { $0 }
}
