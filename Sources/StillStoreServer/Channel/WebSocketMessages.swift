import NIOCore
import NIOWebSocket

/// Puts the messages of a client together from frames, by the rules of RFC 6455. It keeps no time and
/// writes nothing.
struct WebSocketMessages {
    enum Step: Equatable {
        /// More frames have to come.
        case incomplete
        case message(ByteBuffer)
        case ping(ByteBuffer)
        case pong
        /// The client closes; the code that it gave, if any.
        case close(Int?)
        case violation(WebSocketClose)
    }

    /// Bytes of a message.
    private let limit: Int
    /// What has come of a message in several frames.
    private var begun: ByteBuffer?

    init(limit: Int) { self.limit = limit }

    mutating func receive(_ frame: WebSocketFrame) -> Step {
        guard frame.reservedBits.isEmpty else {
            return .violation(.protocolError("a reserved bit is set"))
        }
        // Clients mask, so that no proxy takes their frames for requests (section 5.1).
        guard frame.maskKey != nil else { return .violation(.protocolError("no mask")) }
        let data = frame.unmaskedData
        switch frame.opcode {
        case .text:
            guard begun == nil else {
                return .violation(.protocolError("a message begins inside another"))
            }
            return add(data, to: ByteBuffer(), isLast: frame.fin)
        case .continuation:
            guard let begun else { return .violation(.protocolError("no message was begun")) }
            return add(data, to: begun, isLast: frame.fin)
        case .binary: return .violation(.onlyText)
        case .ping: return .ping(data)
        case .pong: return .pong
        case .connectionClose: return close(data)
        default: return .violation(.protocolError("an opcode that there is not"))
        }
    }

    private mutating func add(
        _ data: ByteBuffer, to begun: ByteBuffer, isLast: Bool
    ) -> Step {
        var message = begun
        guard message.readableBytes + data.readableBytes <= limit else {
            return .violation(.tooLarge(limit))
        }
        message.writeImmutableBuffer(data)
        guard isLast else {
            self.begun = message
            return .incomplete
        }
        self.begun = nil
        guard message.isUTF8 else { return .violation(.notUTF8) }
        return .message(message)
    }

    /// Section 5.5.1: nothing, or a code and a reason.
    private func close(_ data: ByteBuffer) -> Step {
        var data = data
        if data.readableBytes == 0 { return .close(nil) }
        guard let code = data.readInteger(as: UInt16.self).map({ Int($0) }),
            WebSocketClose.mayBeSent(code)
        else { return .violation(.protocolError("no such code")) }
        guard data.isUTF8 else { return .violation(.notUTF8) }
        return .close(code)
    }
}

extension ByteBuffer {
    fileprivate var isUTF8: Bool {
        withUnsafeReadableBytes { String(validating: $0, as: UTF8.self) != nil }
    }
}

/// Why the server closes a WebSocket: a code by which programs know it, and a sentence for people.
struct WebSocketClose: Sendable, Equatable {
    let code: Int
    let reason: String

    static let finished = WebSocketClose(code: 1000, reason: "")
    static let stopping = WebSocketClose(code: 1001, reason: "the server is stopping")
    static let onlyText = WebSocketClose(code: 1003, reason: "only text is understood here")
    static let notUTF8 = WebSocketClose(code: 1007, reason: "this is not UTF-8")
    static let failed = WebSocketClose(code: 1011, reason: "this is a fault of the server")
    static let tooSlow = WebSocketClose(
        code: 4008, reason: "you read too slowly: come back with the number of the last event")
    static let silent = WebSocketClose(code: 4009, reason: "two pings were not answered")
    static let accessEnded = WebSocketClose(code: 4401, reason: "you are not signed in any more")

    static func protocolError(_ reason: String) -> WebSocketClose {
        WebSocketClose(code: 1002, reason: reason)
    }

    static func tooLarge(_ limit: Int) -> WebSocketClose {
        WebSocketClose(code: 1009, reason: "a message is \(limit) bytes at most")
    }

    /// Section 7.4: those that a close frame may have.
    static func mayBeSent(_ code: Int) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
