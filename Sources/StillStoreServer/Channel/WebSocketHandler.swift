import NIOCore
import NIOHTTP1
import NIOWebSocket

/// A WebSocket as the request that opened it goes on: what the client sends are pieces of the body of
/// that request, a message each, and what its route writes as an answer's body are messages to the client.
///
/// Pings, the closing handshake and clients that keep the server waiting are dealt with here. A route
/// says why it closes by the event `WebSocketClose`.
final class WebSocketHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = WebSocketFrame

    private enum State {
        case open
        /// One side has said that it closes; the route may not know yet.
        case closing(isHeard: Bool)
        /// Nothing is written any more.
        case closed
    }

    private let limits: ServerLimits
    private var state = State.open
    private var messages: WebSocketMessages
    private var unanswered = 0
    /// The route wants a message, but the client first has to read what it was sent.
    private var isReadDelayed = false
    private var beat: Scheduled<Void>?
    private var unread: Scheduled<Void>?
    private var end: Scheduled<Void>?

    init(_ limits: ServerLimits) {
        self.limits = limits
        messages = WebSocketMessages(limit: limits.messageBytes)
    }

    func handlerAdded(context: ChannelHandlerContext) { waitForBeat(context) }

    func handlerRemoved(context: ChannelHandlerContext) { cancelTimers() }

    func channelInactive(context: ChannelHandlerContext) {
        state = .closed
        cancelTimers()
        context.fireChannelInactive()
    }

    private func cancelTimers() {
        beat?.cancel()
        unread?.cancel()
        end?.cancel()
    }

    // MARK: From the client

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard case .open = state else {
            if frame.opcode == .connectionClose { hearClose(nil, context) }
            return
        }
        switch messages.receive(frame) {
        case .incomplete: break
        case .message(let message):
            context.fireChannelRead(wrapInboundOut(.body(message)))
        case .ping(let data): write(.pong, data, context)
        case .pong: unanswered = 0
        case .close(let code): hearClose(code, context)
        case .violation(let close): self.close(close, context)
        }
    }

    /// The route ends first, so that all that the client had is released when it sees the connection end.
    private func hearClose(_ code: Int?, _ context: ChannelHandlerContext) {
        switch state {
        case .open:
            var data = ByteBuffer()
            if let code { data.writeInteger(UInt16(code)) }
            write(.connectionClose, data, context)
            beginClosing(isHeard: true, context)
        case .closing(isHeard: false): endConnection(context)
        case .closing(isHeard: true), .closed: break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? NIOWebSocketError else {
            return context.fireErrorCaught(error)
        }
        switch error {
        case .invalidFrameLength: close(.tooLarge(limits.messageBytes), context)
        case .fragmentedControlFrame, .multiByteControlFrameLength:
            close(.protocolError("a control frame is too long, or in pieces"), context)
        }
    }

    func read(context: ChannelHandlerContext) {
        // What a client asks for is answered before it may ask for more.
        if context.channel.isWritable { context.read() } else { isReadDelayed = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        unread?.cancel()
        if context.channel.isWritable {
            if isReadDelayed {
                isReadDelayed = false
                context.read()
            }
        } else {
            unread = after(limits.unread, context) { $0.close(.tooSlow, $1) }
        }
        context.fireChannelWritabilityChanged()
    }

    // MARK: To the client

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: promise?.succeed()
        case .body(.byteBuffer(let message)):
            guard case .open = state else { promise?.fail(ChannelError.outputClosed); return }
            let frame = WebSocketFrame(fin: true, opcode: .text, data: message)
            context.write(wrapOutboundOut(frame), promise: promise)
        case .body: promise?.fail(ChannelError.operationUnsupported)
        case .end:
            close(.finished, context)
            promise?.succeed()
        }
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard let event = event as? WebSocketClose else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        close(event, context)
        promise?.succeed()
    }

    private func close(_ close: WebSocketClose, _ context: ChannelHandlerContext) {
        switch state {
        case .open:
            var data = ByteBuffer(integer: UInt16(close.code))
            data.writeString(close.reason)
            write(.connectionClose, data, context)
            beginClosing(isHeard: false, context)
        // The route has ended after the client.
        case .closing(isHeard: true): endConnection(context)
        case .closing(isHeard: false), .closed: break
        }
    }

    private func write(
        _ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext
    ) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    /// Ends the body of the request, and waits a moment for the other side.
    private func beginClosing(isHeard: Bool, _ context: ChannelHandlerContext) {
        state = .closing(isHeard: isHeard)
        beat?.cancel()
        unread?.cancel()
        end = after(limits.closing, context) { _, context in context.close(promise: nil) }
        context.fireChannelRead(wrapInboundOut(.end(nil)))
        context.fireChannelReadComplete()
        context.read()
    }

    private func endConnection(_ context: ChannelHandlerContext) {
        state = .closed
        context.close(promise: nil)
    }

    // MARK: Time

    private func waitForBeat(_ context: ChannelHandlerContext) {
        beat = after(limits.ping, context) { handler, context in
            guard handler.unanswered < 2 else { return handler.close(.silent, context) }
            handler.unanswered += 1
            handler.write(.ping, ByteBuffer(), context)
            handler.waitForBeat(context)
        }
    }

    private func after(
        _ time: Duration, _ context: ChannelHandlerContext,
        _ body: @escaping (WebSocketHandler, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        let bound = NIOLoopBound((self, context, body), eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: TimeAmount(time)) {
            let (handler, context, body) = bound.value
            body(handler, context)
        }
    }
}
