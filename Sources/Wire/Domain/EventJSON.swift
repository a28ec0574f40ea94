package import Domain

/// One change of one row.
package struct EventJSON: WireJSON {
    package let number: Int64
    package let at: Timestamp
    package let table, row_id, kind: String
    package let user_id, project_id, session_id: String?
    package let changed: [String]
    package let row: RawJSON

    package init(_ event: Event) {
        number = event.number
        at = Timestamp(event.at)
        table = event.table
        row_id = event.rowID
        kind = event.kind.rawValue
        user_id = event.userID
        project_id = event.projectID
        session_id = event.sessionID
        changed = event.changed
        row = RawJSON(text: event.content)
    }
}
