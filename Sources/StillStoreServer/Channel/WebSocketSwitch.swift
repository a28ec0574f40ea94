import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Makes a WebSocket of a connection whose request was answered with 101.
///
/// The request goes on in all layers above; only those that read and write HTTP/1.1 are exchanged.
struct WebSocketSwitch {
    let encoder: HTTPResponseEncoder
    let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    let limits: ServerLimits

    /// A request that may be answered so: one without a body that asks for it.
    static func isAsked(by head: HTTPRequestHead) -> Bool {
        func names(_ header: String, _ word: String) -> Bool {
            head.headers[canonicalForm: header].contains { $0.lowercased() == word }
        }
        return head.method == .GET && head.version == .http1_1
            && names("upgrade", "websocket") && names("connection", "upgrade")
            && !head.headers.contains(name: "transfer-encoding")
            && head.headers["content-length"].allSatisfy { $0 == "0" }
    }

    /// - Parameter context: of the handler in front of which frames become messages; it goes.
    func perform(_ handler: ConnectionGuard, _ context: ChannelHandlerContext) throws {
        let pipeline = context.pipeline.syncOperations
        // A frame may not be larger than a message.
        try pipeline.addHandlers(
            [
                WebSocketFrameEncoder(),
                ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.messageBytes)),
                WebSocketHandler(limits),
            ], position: .after(handler))
        pipeline.removeHandler(encoder, promise: nil)
        pipeline.removeHandler(handler, promise: nil)
        // The last one: what it has read already are frames, which it hands on.
        let bound = NIOLoopBound(context.pipeline, eventLoop: context.eventLoop)
        pipeline.removeHandler(decoder).whenComplete { _ in
            bound.value.fireChannelReadComplete()
        }
    }
}
