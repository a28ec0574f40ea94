import NIOCore
import NIOHTTP1

/// Ends connections whose clients keep the server waiting, and keeps HTTP/1.1 in order where the layers
/// around it do not.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Of a body that nobody wants any more, at most so much is read.
    private static let unwantedLimit = 1 << 20

    private let limits: ServerLimits
    private let sockets: WebSocketSwitch
    /// A request is being read or answered.
    private var isBusy = false
    private var isReadingBody = false
    private var isAnswered = false
    private var awaitsContinue = false
    private var closesAfterAnswer = false
    private var unwanted = 0
    private var waiting: BodyWait
    private var timer: Scheduled<Void>?
    private var unread: Scheduled<Void>?
    private var hasHadRequest = false
    /// A WebSocket is asked for: the end of the request is held back, because it goes on where that is
    /// what comes.
    private var socketIsAsked = false
    private var heldEnd: NIOAny?

    init(_ limits: ServerLimits, _ sockets: WebSocketSwitch) {
        self.limits = limits
        self.sockets = sockets
        waiting = BodyWait(start: limits.bodyStart)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { waitForHead(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        waitForHead(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        unread?.cancel()
        context.fireChannelInactive()
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): readHead(head, context)
        case .body(let bytes):
            waiting.received(bytes.readableBytes)
            if isAnswered {
                unwanted += bytes.readableBytes
                if unwanted > Self.unwantedLimit { return context.close(promise: nil) }
            }
            context.fireChannelRead(data)
        case .end:
            isReadingBody = false
            timer?.cancel()
            if socketIsAsked { heldEnd = data } else { context.fireChannelRead(data) }
            finishIfDone(context)
        }
    }

    private func readHead(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        timer?.cancel()
        (hasHadRequest, isBusy, isReadingBody) = (true, true, true)
        (isAnswered, awaitsContinue, unwanted) = (false, false, 0)
        // RFC 9112 section 3.2: none, or several, which a proxy may read otherwise.
        guard head.version.minor == 0 || head.headers["host"].count == 1 else {
            return refuse(.badRequest, context)
        }
        if head.version.minor == 0 { closesAfterAnswer = true }
        var head = head
        if head.headers.contains(name: "upgrade") {
            // NIO's decoder reads no further request on this connection.
            closesAfterAnswer = true
            socketIsAsked = WebSocketSwitch.isAsked(by: head)
            if !socketIsAsked { head.headers.remove(name: "upgrade") }
        }
        if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
            awaitsContinue = true
        }
        waiting = BodyWait(start: limits.bodyStart)
        watchBody(context)
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func read(context: ChannelHandlerContext) {
        waiting.wanted()
        context.read()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, !isBusy else {
            return context.fireErrorCaught(error)
        }
        refuse(error == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest, context)
    }

    /// Answers by itself what is no request that could be passed on.
    private func refuse(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
        let head = HTTPResponseHead(
            version: .http1_1, status: status,
            headers: ["content-length": "0", "connection": "close"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    // MARK: Answers

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard event is WantsBody else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        if awaitsContinue {
            awaitsContinue = false
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status == .switchingProtocols && socketIsAsked:
            becomeSocket(head, promise, context)
        case .head(var head) where head.status.code >= 200:
            if let end = heldEnd {
                heldEnd = nil
                context.fireChannelRead(end)
            }
            // Whether the client sends the body now cannot be known.
            if awaitsContinue { closesAfterAnswer = true }
            if head.headers[canonicalForm: "connection"].contains("close") {
                closesAfterAnswer = true
            } else if closesAfterAnswer {
                head.headers.replaceOrAdd(name: "connection", value: "close")
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            isAnswered = true
            context.write(data, promise: promise)
            finishIfDone(context)
        default: context.write(data, promise: promise)
        }
    }

    private func becomeSocket(
        _ head: HTTPResponseHead, _ promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        timer?.cancel()
        unread?.cancel()
        heldEnd = nil
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: promise)
        do {
            try sockets.perform(self, context)
        } catch {
            context.close(promise: nil)
        }
    }

    private func finishIfDone(_ context: ChannelHandlerContext) {
        guard isAnswered else { return }
        if closesAfterAnswer {
            context.flush()
            return closeOutput(context)
        }
        if !isReadingBody {
            isBusy = false
            waitForHead(context)
        }
    }

    /// The client sees the whole answer, and then has a moment to end the connection itself.
    private func closeOutput(_ context: ChannelHandlerContext) {
        timer?.cancel()
        let closed = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        closed.futureResult.whenComplete { _ in
            let (handler, context) = bound.value
            handler.timer = handler.after(handler.limits.closing, context) { _, context in
                context.close(promise: nil)
            }
        }
        context.close(mode: .output, promise: closed)
    }

    // MARK: Time

    private func waitForHead(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = after(hasHadRequest ? limits.idle : limits.firstHead, context) { _, context in
            context.close(promise: nil)
        }
    }

    private func watchBody(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = after(.seconds(1), context) { handler, context in
            guard handler.isReadingBody else { return }
            if handler.waiting.isTooLong { return context.close(promise: nil) }
            handler.watchBody(context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        unread?.cancel()
        if !context.channel.isWritable {
            unread = after(limits.unread, context) { _, context in context.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    private func after(
        _ time: Duration, _ context: ChannelHandlerContext,
        _ body: @escaping (ConnectionGuard, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        let bound = NIOLoopBound((self, context, body), eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: TimeAmount(time)) {
            let (handler, context, body) = bound.value
            body(handler, context)
        }
    }
}

/// How long a client has kept the server waiting for the body that it announced. Only the time in which
/// the server wants more counts.
private struct BodyWait {
    let start: Duration
    private var waited = Duration.zero
    private var wantedSince: ContinuousClock.Instant?
    private var bytes = 0

    init(start: Duration) { self.start = start }

    mutating func wanted() {
        if wantedSince == nil { wantedSince = .now }
    }

    mutating func received(_ count: Int) {
        bytes += count
        if let since = wantedSince { waited += since.duration(to: .now) }
        wantedSince = nil
    }

    /// Longer than `start` and a second for each KiB that came.
    var isTooLong: Bool {
        let now = wantedSince.map { $0.duration(to: .now) } ?? .zero
        return waited + now > start + .seconds(bytes >> 10)
    }
}
