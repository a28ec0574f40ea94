import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOHTTPTypes

/// The feed over a WebSocket: each subscription is a place in it, from which the client is told on.
struct SocketFeed: Sendable {
    private let exchange: Exchange
    private let subscriptions: SocketSubscriptions

    private var feed: Feed { exchange.services.feed }

    init(_ exchange: Exchange) {
        self.exchange = exchange
        subscriptions = SocketSubscriptions(limit: exchange.services.limits.subscriptions)
    }

    /// - Parameter session: that the client says it is about.
    func response(_ headers: HTTPFields, session: String?) async throws -> Response {
        let viewer = try exchange.viewer
        let stream = try await exchange.openStream(session: session)
        let body = ResponseBody { _ in
            await run(as: viewer)
            // Before the client sees the connection end.
            stream.end()
            close(.finished)
        }
        return Response(status: .switchingProtocols, headers: headers, body: body)
    }

    /// Until the client closes, or the server does: either ends the body of the request.
    private func run(as viewer: Viewer) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                if let reason = await reasonToClose() { close(reason) }
            }
            await hear(as: viewer)
            group.cancelAll()
        }
        await subscriptions.endAll()
    }

    private func close(_ reason: WebSocketClose) {
        exchange.channel.triggerUserOutboundEvent(reason, promise: nil)
    }

    /// Nil when the client closed first.
    private func reasonToClose() async -> WebSocketClose? {
        while !Task.isCancelled {
            if await feed.isEnded(within: exchange.services.limits.beat) { return .stopping }
            do {
                if try await !exchange.isStillAllowed() { return .accessEnded }
            } catch {
                // A busy catalogue: it is asked again after the next beat.
            }
        }
        return nil
    }

    private func hear(as viewer: Viewer) async {
        do {
            for try await message in exchange.request.body {
                for answer in await answer(message, viewer) { try await send([answer]) }
            }
        } catch {
            // The connection broke.
        }
    }

    /// - Returns: what there is to say at once.
    private func answer(_ message: ByteBuffer, _ viewer: Viewer) async -> [String] {
        var id: String?
        do {
            let value = try JSONReader.read(Array(message.readableBytesView))
            id = value.id
            switch try SocketCommand(value) {
            case .ping(let id): return [SocketAnswer.pong(id)]
            case .unsubscribe(let id):
                guard await subscriptions.end(id) else {
                    throw Problem(.notFound, "not_found", "there is no such subscription")
                }
                return [SocketAnswer.unsubscribed(id)]
            case .subscribe(let id, let after, let filter):
                let start = after ?? feed.newest
                try await subscriptions.check(id)
                try await send([SocketAnswer.subscribed(id, after: start)])
                await subscriptions.begin(id) {
                    try await follow(id, from: start, filter, as: viewer)
                } failed: {
                    exchange.logger.error("socket: \($0)")
                    close(.failed)
                }
                return []
            }
        } catch {
            return [SocketAnswer.error(id, Problem(of: error))]
        }
    }

    private func follow(
        _ id: String?, from start: Int64, _ filter: EventFilter, as viewer: Viewer
    ) async throws {
        var last = start
        while !Task.isCancelled, !feed.isEnded {
            let page = try await feed.after(last, filter, as: viewer)
            if page.mayEndAccess, try await !exchange.isStillAllowed() {
                return close(.accessEnded)
            }
            let reset = page.hasGap ? [SocketAnswer.reset(id, page.last)] : []
            try await send(reset + page.items.map { SocketAnswer.event(id, $0.line) })
            if page.last == last { await feed.wait(after: last) }
            last = page.last
        }
    }

    /// Returns when the client's side has taken them, so that nobody is sent more than they read.
    private func send(_ messages: [String]) async throws {
        guard let last = messages.last else { return }
        let channel = exchange.channel
        for message in messages.dropLast() {
            channel.write(HTTPResponsePart.body(ByteBuffer(string: message)), promise: nil)
        }
        try await channel.writeAndFlush(HTTPResponsePart.body(ByteBuffer(string: last))).get()
    }
}

extension JSONValue {
    /// What a message calls itself, so that an error can say which it is about.
    fileprivate var id: String? {
        guard case .object(let members) = self,
            case .text(let id) = members.first(where: { $0.name == "id" })?.value,
            id.utf8.count <= SocketCommand.idLimit
        else { return nil }
        return id
    }
}
