import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A client's connection to a `LoopbackServer`, to answer well or badly.
///
/// Only the thread that serves the connection calls it; only `abandon` may come from another.
package final class ServedConnection: Sendable {
    private struct State {
        /// Nil once closed. The number is given to the next file that opens, so nobody may use
        /// it after that.
        var descriptor: Int32?
        var isAbandoned = false
        var received: [UInt8] = []
        var method = ""
        var hasAnswered = false
    }

    private let state: Mutex<State>

    /// More than any client of the tests sends before its body.
    private static let headLimit = 1 << 20

    init(_ descriptor: Int32) {
        state = Mutex(State(descriptor: descriptor))
    }

    deinit { close() }

    package var isOpen: Bool { state.withLock { $0.descriptor != nil && !$0.isAbandoned } }

    /// Sends a whole answer.
    ///
    /// The length is added unless the headers already speak of one, right or wrong; the answer to
    /// a HEAD request goes without its body.
    package func respond(
        _ status: Int, headers: [(String, String)] = [], body: [UInt8] = []
    ) {
        var headers = headers
        // Neither status has a body, and so neither has a length.
        let isBodiless = status == 204 || status == 304
        if !isBodiless, !headers.contains(where: { $0.0.lowercased() == "content-length" }) {
            headers.append(("Content-Length", String(body.count)))
        }
        let isHead = state.withLock { $0.method == "HEAD" }
        write(Self.head(status, headers) + (isHead || isBodiless ? [] : body))
    }

    /// Sends the status line and headers exactly as given; a body may follow with `write`.
    @discardableResult
    package func begin(_ status: Int, headers: [(String, String)]) -> Bool {
        write(Self.head(status, headers))
    }

    /// Sends bytes as they are; false when the client or the server is gone.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        let descriptor = state.withLock { state in
            state.hasAnswered = true
            return state.descriptor
        }
        guard let descriptor else { return false }
        return Sockets.send(bytes, to: descriptor)
    }

    /// Says nothing more, until the client goes or the server stops; then closes.
    package func stall() {
        while receive() != nil {}
        close()
    }

    /// Breaks the connection: the client sees a reset instead of an end.
    package func reset() {
        close { descriptor in
            Sockets.set(descriptor, SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
        }
    }

    package func close() {
        // A program that another thread started just after the connection was accepted may have
        // inherited it; closing alone would then not end it.
        close { descriptor in _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    private func close(after prepare: (Int32) -> Void) {
        state.withLock { state in
            guard let descriptor = state.descriptor else { return }
            state.descriptor = nil
            prepare(descriptor)
            closeDescriptor(descriptor)
        }
    }

    /// Ends every call that waits for the client; from any thread.
    func abandon() {
        state.withLock { state in
            state.isAbandoned = true
            // Closing is left to the thread that serves: it may be inside a call just now.
            if let descriptor = state.descriptor { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// The next request; nil when the client is done or sends no HTTP.
    func nextRequest() -> (head: RequestHead, body: [UInt8])? {
        guard let text = readHead(), let head = RequestHead(text) else { return nil }
        state.withLock { state in
            state.method = head.method
            state.hasAnswered = false
        }
        let length = head.headers["content-length"].flatMap { UInt32($0) }.map(Int.init) ?? 0
        if length > 0, head.headers["expect"]?.lowercased() == "100-continue" {
            write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        guard let body = readBody(length) else { return nil }
        state.withLock { $0.hasAnswered = false }
        return (head, body)
    }

    /// Whether the handler has sent anything for the last request.
    var hasAnswered: Bool { state.withLock { $0.hasAnswered } }

    private func readHead() -> String? {
        let end = Array("\r\n\r\n".utf8)
        var received = state.withLock { $0.received }
        while true {
            if let found = received.firstRange(of: end) {
                state.withLock { $0.received = Array(received[found.upperBound...]) }
                return String(decoding: received[..<found.upperBound], as: UTF8.self)
            }
            guard received.count <= Self.headLimit, let more = receive() else { return nil }
            received += more
        }
    }

    private func readBody(_ length: Int) -> [UInt8]? {
        var body = state.withLock { $0.received }
        while body.count < length {
            guard let more = receive() else { return nil }
            body += more
        }
        state.withLock { $0.received = Array(body[length...]) }
        return Array(body[..<length])
    }

    private func receive() -> [UInt8]? {
        guard let descriptor = state.withLock({ $0.descriptor }) else { return nil }
        return Sockets.receive(from: descriptor)
    }

    private static func head(_ status: Int, _ headers: [(String, String)]) -> [UInt8] {
        // Clients go by the number alone; the words are for people who read a trace.
        var text = "HTTP/1.1 \(status) \(status < 400 ? "Fine" : "Refused")\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return Array((text + "\r\n").utf8)
    }
}

/// The system's `close`, which the method of the same name hides.
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
