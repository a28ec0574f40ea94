package import Domain

/// A program that listens to the feed.
package struct ConnectionJSON: WireJSON {
    package let id, user_id: String
    package let session_id, address, agent: String?
    package let connected_at, last_heartbeat_at: Timestamp
    package let disconnected_at: Timestamp?

    package init(_ connection: LiveConnection) {
        id = connection.id
        user_id = connection.userID
        session_id = connection.sessionID
        address = connection.address
        agent = connection.agent
        connected_at = Timestamp(connection.connectedAt)
        last_heartbeat_at = Timestamp(connection.lastHeartbeatAt)
        disconnected_at = connection.disconnectedAt.map(Timestamp.init(_:))
    }
}
