import Catalog

/// What changed, in order. Everybody hears of what is theirs, admins of all.
package struct Events<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var events: Events<Self> { Events(access: self) }
}

package struct EventFilter: Sendable {
    /// Empty: of all tables.
    package var tables: [String] = []
    package var project: String?
    package var session: String?
    /// For admins: of this user only.
    package var user: String?

    package init() {}
}

/// What came after a number.
package struct EventPage: Sendable, Equatable {
    package let events: [Event]
    /// Where to go on.
    package let last: Int64
    /// Events between the number and these are not kept any more: what is known is to be read anew.
    package let hasGap: Bool
}

extension Events {
    package static var limits: ClosedRange<Int> { 1...1000 }

    /// The number of the last change there was.
    package func newest() throws -> Int64 { try numbers().newest }

    private func numbers() throws -> (newest: Int64, pruned: Int64) {
        let row = try access.connection.row("SELECT newest, pruned FROM event_numbers WHERE id = 1")
        guard let row else { throw CatalogError.damaged("event_numbers has no row") }
        return (try row.value(0), try row.value(1))
    }

    /// The events after a number, oldest first.
    package func after(
        _ number: Int64, _ filter: EventFilter = EventFilter(), limit: Int = 100
    ) throws -> EventPage {
        guard Self.limits.contains(limit) else {
            throw DomainError.invalid(
                .limit, .outside(Int64(Self.limits.lowerBound), Int64(Self.limits.upperBound)))
        }
        let (newest, pruned) = try numbers()
        var conditions = Conditions()
        conditions.add("number > ?", number)
        if !access.viewer.isAdmin {
            conditions.add("user_id = ?", access.viewer.userID)
        } else if let user = filter.user {
            conditions.add("user_id = ?", user)
        }
        if let project = filter.project { conditions.add("project_id = ?", project) }
        if let session = filter.session { conditions.add("session_id = ?", session) }
        if !filter.tables.isEmpty { conditions.add("table_name", in: filter.tables) }
        let rows = try access.connection.rows(
            "SELECT \(Event.columns) FROM events WHERE \(conditions.sql) ORDER BY number LIMIT ?",
            .positional(conditions.values + [.integer(Int64(limit))]))
        let events = try rows.map(Event.init)
        // A page that is not full says that there is nothing up to the newest number.
        let last = events.count == limit ? events.last!.number : max(newest, number)
        return EventPage(events: events, last: last, hasGap: number < pruned)
    }
}

extension Events where Access == DomainTransaction {
    /// Removes the oldest events from before a moment.
    /// - Returns: how many; as many as `limit` when there may be more.
    package func prune(before moment: Int64, limit: Int) throws -> Int {
        try access.requireAdmin()
        let newest = try access.connection.rows(
            "SELECT number FROM events WHERE at < ? ORDER BY at, number LIMIT ?", [moment, limit])
        guard let last: Int64 = try newest.last?.value(0) else { return 0 }
        let count = try access.connection.execute(
            "DELETE FROM events WHERE number <= ?", [last])
        try access.connection.execute(
            "UPDATE event_numbers SET pruned = ? WHERE id = 1 AND pruned < ?", [last, last])
        return count
    }
}
