import Catalog

/// One change of one row, as its owner is told of it.
package struct Event: Sendable, Equatable {
    package enum Kind: String, ClosedSet {
        case insert, update, delete
        /// Many rows of the pipeline at once; the content says how many.
        case batch
    }

    package let number: Int64
    /// UTC milliseconds.
    package let at: Int64
    package let table: String
    package let rowID: String
    package let userID: String?
    package let projectID: String?
    package let sessionID: String?
    package let kind: Kind
    /// Names of the columns that an update was about.
    package let changed: [String]
    /// The row as its owner may see it, a JSON object.
    package let content: String

    static let columns = """
        number, at, table_name, row_id, user_id, project_id, session_id, kind, changed, content
        """

    init(_ row: SQLRow) throws {
        number = try row.value(0)
        at = try row.value(1)
        table = try row.value(2)
        rowID = try row.value(3)
        userID = try row.valueIfAny(4)
        projectID = try row.valueIfAny(5)
        sessionID = try row.valueIfAny(6)
        kind = try row.value(7)
        changed = JSONText(row.values[8])?.strings ?? []
        content = try row.value(9)
    }
}
