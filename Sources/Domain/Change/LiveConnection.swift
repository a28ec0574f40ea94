import Catalog

/// A program that listens to the feed; several a session. Of the moment: neither the feed nor the
/// journal tells of these rows.
package struct LiveConnection: DomainRecord {
    package var id = ""
    package var userID = ""
    package var sessionID: String?
    package var address: String?
    package var agent: String?
    package var connectedAt: Int64 = 0
    package var lastHeartbeatAt: Int64 = 0
    package var disconnectedAt: Int64?

    package init() {}

    package static let table = Table<LiveConnection>(
        .connections, owner: "user_id", session: "session_id", isInFeed: false,
        isInJournal: false
    ) {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("session_id", \.sessionID)
        $0.column("address", \.address)
        $0.column("agent", \.agent)
        $0.column("connected_at", \.connectedAt)
        $0.column("last_heartbeat_at", \.lastHeartbeatAt, .volatile)
        $0.column("disconnected_at", \.disconnectedAt)
    }
}

package struct LiveConnections<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var connections: LiveConnections<Self> { LiveConnections(access: self) }
}

extension LiveConnections {
    package func get(_ id: String) throws -> LiveConnection {
        try access.get(LiveConnection.self, id)
    }

    /// The asker's own that are open and were heard of since a moment, oldest first.
    package func open(heardSince moment: Int64, session: String? = nil) throws -> [LiveConnection] {
        var conditions = Conditions()
        conditions.add("user_id = ? AND disconnected_at IS NULL", access.viewer.userID)
        conditions.add("last_heartbeat_at >= ?", moment)
        if let session { conditions.add("session_id = ?", session) }
        return try access.records(
            LiveConnection.self, "WHERE \(conditions.sql) ORDER BY connected_at, id LIMIT 1000",
            conditions.values)
    }

    /// Whether there is something for `closeSilent` to do.
    package func areSilent(since moment: Int64) throws -> Bool {
        try access.record(
            LiveConnection.self, "WHERE last_heartbeat_at < ? AND disconnected_at IS NULL",
            [moment]) != nil
    }

    /// Those of a session that are open, oldest first.
    package func open(of session: String) throws -> [LiveConnection] {
        try access.records(
            LiveConnection.self,
            "WHERE session_id = ? AND disconnected_at IS NULL ORDER BY connected_at, id",
            [access.get(Session.self, session).id])
    }
}

extension LiveConnections where Access == DomainTransaction {
    @discardableResult
    package func add(
        session: String?, address: String?, agent: String?, id: String? = nil
    ) throws -> LiveConnection {
        var connection = LiveConnection()
        connection.id = try access.newID(id)
        connection.userID = try access.own(User.self, access.viewer.userID).id
        connection.sessionID = try session.map { try access.own(Session.self, $0).id }
        (connection.address, connection.agent) = (address, agent)
        (connection.connectedAt, connection.lastHeartbeatAt) = (access.now, access.now)
        try access.insert(connection)
        return connection
    }

    /// - Throws: `DomainError.wrongState` for one that was closed: its program has to connect again.
    @discardableResult
    package func heartbeat(_ id: String) throws -> LiveConnection {
        let connection = try access.own(LiveConnection.self, id)
        guard connection.disconnectedAt == nil else {
            throw DomainError.wrongState(.connections, id, state: "closed", allowed: [])
        }
        return try access.update(connection) { $0.lastHeartbeatAt = access.now }
    }

    /// Says of all that a server has that they are still there, also of those that another program
    /// closed because they were silent for too long.
    package func heartbeat(all ids: [String]) throws {
        try access.requireAdmin()
        try write("last_heartbeat_at = ?, disconnected_at = NULL", ids)
    }

    /// Closes all these.
    package func close(all ids: [String]) throws {
        try access.requireAdmin()
        try write("disconnected_at = ?", ids)
    }

    private static var idsAtOnce: Int { 500 }

    private func write(_ columns: String, _ ids: [String]) throws {
        var rest = ids[...]
        while !rest.isEmpty {
            let page = rest.prefix(Self.idsAtOnce)
            rest = rest.dropFirst(page.count)
            let marks = page.map { _ in "?" }.joined(separator: ", ")
            try access.connection.execute(
                "UPDATE connections SET \(columns) WHERE id IN (\(marks))",
                .positional([.integer(access.now)] + page.map { .text($0) }))
        }
    }

    /// Again: the same.
    @discardableResult
    package func close(_ id: String) throws -> LiveConnection {
        let connection = try access.own(LiveConnection.self, id)
        return try access.update(connection) {
            $0.disconnectedAt = $0.disconnectedAt ?? access.now
        }
    }

    /// Closes those whose program was not heard of since a moment: it died without saying so.
    /// - Returns: how many; as many as `limit` when there may be more.
    package func closeSilent(since moment: Int64, limit: Int = 100) throws -> Int {
        try access.requireAdmin()
        let silent = try access.records(
            LiveConnection.self,
            """
            WHERE last_heartbeat_at < ? AND disconnected_at IS NULL
            ORDER BY last_heartbeat_at LIMIT ?
            """, [moment, limit])
        for connection in silent {
            try access.update(connection) { $0.disconnectedAt = access.now }
        }
        return silent.count
    }
}
