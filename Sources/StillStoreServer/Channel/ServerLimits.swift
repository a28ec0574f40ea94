/// What the server takes at most.
struct ServerLimits: Sendable {
    /// One header field; the request line counts as one.
    var headerBytes = 16 << 10
    var headerListBytes = 64 << 10
    var headerCount = 100
    /// A body of JSON.
    var jsonBytes = 1 << 20
    /// Small files that are kept in memory.
    var hotBytes = 64 << 20
    /// Connections beyond that wait to be accepted.
    var connections = 4096
    /// Until the head of the first request is there.
    var firstHead = Duration.seconds(10)
    /// Without a request.
    var idle = Duration.seconds(75)
    /// A body may take this long, and a second more for each KiB that it has brought.
    var bodyStart = Duration.seconds(30)
    /// A client that takes nothing of an answer for so long is cut off.
    var unread = Duration.seconds(60)
    /// Streams of events and WebSockets of one user.
    var streamsPerUser = 100
    /// What of a connection is kept before it is understood.
    var unparsedBytes = 256 << 10
    /// A message of a WebSocket.
    var messageBytes = 64 << 10
    /// Subscriptions of one WebSocket.
    var subscriptions = 16
    /// Between two pings of a WebSocket.
    var ping = Duration.seconds(20)
    /// For the other side of a connection that ends.
    var closing = Duration.seconds(5)
    /// Uploads in several requests that one user has begun and not finished.
    var uploadsPerUser = 50
    /// Passwords that are hashed at once.
    var hashesAtOnce = 2
    /// Requests that wait for a password to be hashed.
    var hashesWaiting = 32
    /// Until a stream says that it is alive.
    var beat = Duration.seconds(15)
}
