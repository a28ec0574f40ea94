import Foundation
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A real HTTP/1.1 server on the loopback interface, with one thread for each connection.
///
/// The handler runs on the connection's thread and may block. A connection stays open for further
/// requests unless the handler closes it or answers nothing. Bodies of requests are read by their
/// `Content-Length`; chunked ones are not understood.
package final class LoopbackServer: Sendable {
    package let address: String
    package let port: UInt16
    /// Apart from this object, so that the threads do not keep a forgotten server alive.
    private let work: ServerWork

    /// - Parameters:
    ///   - address: macOS has only 127.0.0.1 unless more were added to its loopback interface.
    ///   - port: 0 lets the kernel choose.
    package init(
        address: String = "127.0.0.1", port: UInt16 = 0,
        handle: @escaping @Sendable (ServedRequest, ServedConnection) -> Void
    ) throws {
        let (descriptor, port) = try Sockets.listening(on: address, port: port)
        self.address = address
        self.port = port
        work = try ServerWork(listener: descriptor, handle: handle)
        work.start()
    }

    deinit { stop() }

    package var url: String { "http://\(address):\(port)" }

    /// All requests so far, in the order in which they were read completely.
    package var requests: [ServedRequest] { work.requests }

    /// Refuses new connections and ends the open ones, with whatever waits on them.
    ///
    /// Handlers that wait for something else are not waited for.
    package func stop() { work.stop() }
}

/// The listening socket, its thread and the open connections.
private final class ServerWork: Sendable {
    private struct State {
        var requests: [ServedRequest] = []
        var connections: [ObjectIdentifier: ServedConnection] = [:]
        var isStopped = false
    }

    private let listener: Int32
    /// A byte in this pipe ends the wait for connections: shutting down a listening socket does
    /// so on Linux only.
    private let (bell, rope): (Int32, Int32)
    private let handle: @Sendable (ServedRequest, ServedConnection) -> Void
    private let state = Mutex(State())
    private let hasEnded = DispatchSemaphore(value: 0)

    init(
        listener: Int32, handle: @escaping @Sendable (ServedRequest, ServedConnection) -> Void
    ) throws(SocketFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SocketFailure("pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        self.listener = listener
        (bell, rope) = (ends[0], ends[1])
        self.handle = handle
        // A client that gives up between the wait and `accept` must not block the latter.
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
    }

    var requests: [ServedRequest] { state.withLock { $0.requests } }

    func start() { Thread { self.acceptAll() }.start() }

    func stop() {
        let connections: [ServedConnection]? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.isStopped = true
            return Array(state.connections.values)
        }
        guard let connections else { return }
        _ = write(rope, [1], 1)
        hasEnded.wait()
        close(rope)
        for connection in connections { connection.abandon() }
    }

    private func acceptAll() {
        while true {
            var waits = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waits, 2, -1) > 0 || errno == EINTR else { break }
            if waits[1].revents != 0 { break }
            if let descriptor = Sockets.accepted(from: listener) { serve(descriptor) }
        }
        close(listener)
        close(bell)
        hasEnded.signal()
    }

    private func serve(_ descriptor: Int32) {
        let connection = ServedConnection(descriptor)
        let isWelcome = state.withLock { state in
            if !state.isStopped { state.connections[ObjectIdentifier(connection)] = connection }
            return !state.isStopped
        }
        guard isWelcome else { return connection.close() }
        Thread {
            self.answerAll(on: connection)
            connection.close()
            self.state.withLock { $0.connections[ObjectIdentifier(connection)] = nil }
        }.start()
    }

    private func answerAll(on connection: ServedConnection) {
        while connection.isOpen, let (head, body) = connection.nextRequest() {
            let request = state.withLock { state in
                let request = ServedRequest(
                    number: state.requests.count + 1, head: head, body: body)
                state.requests.append(request)
                return request
            }
            handle(request, connection)
            guard head.keepsAlive, connection.hasAnswered else { return }
        }
    }
}
