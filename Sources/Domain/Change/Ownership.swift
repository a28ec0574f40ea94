import Catalog

/// To whom and to what a row belongs.
struct Ownership: Equatable {
    var user: String?
    var project: String?
    var session: String?

    var isComplete: Bool { user != nil && project != nil && session != nil }

    mutating func fill(from above: Ownership) {
        user = user ?? above.user
        project = project ?? above.project
        session = session ?? above.session
    }
}

extension TableDescription {
    /// What the row itself says.
    func ownership(of row: [SQLValue]) -> Ownership {
        Ownership(
            user: owner.flatMap { String(row[$0]) }, project: project.flatMap { String(row[$0]) },
            session: session.flatMap { String(row[$0]) })
    }

    func parentID(of row: [SQLValue]) -> String? { parent.flatMap { String(row[$0.column]) } }

    func isDeleted(_ row: [SQLValue]) -> Bool {
        deletedAt.map { row[$0] != .null } ?? false
    }
}
