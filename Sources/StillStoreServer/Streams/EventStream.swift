import Domain
import HTTPTypes
import Hummingbird

/// Server-sent events (WHATWG HTML section 9.2): the feed as a browser's `EventSource` reads it.
struct EventStream: Sendable {
    let exchange: Exchange
    let filter: EventFilter
    /// The last event that the listener has; nil for only what comes.
    let after: Int64?

    func response() async throws -> Response {
        let viewer = try exchange.viewer
        let services = exchange.services
        let stream = try await exchange.openStream(session: filter.session)
        let start = after ?? services.feed.newest
        let body = ResponseBody { writer in
            defer { stream.end() }
            // Tells proxies and browsers that it has begun, and browsers when to come back.
            try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
            try await exchange.request.body.consumeWithCancellationOnInboundClose { _ in
                try await send(from: start, as: viewer, to: &writer)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-store",
                .init("X-Accel-Buffering")!: "no",
            ], body: body)
    }

    private func send(
        from start: Int64, as viewer: Viewer, to writer: inout any ResponseBodyWriter
    ) async throws {
        let feed = exchange.services.feed
        var last = start
        while !Task.isCancelled, !feed.isEnded {
            let page = try await feed.after(last, filter, as: viewer)
            if page.mayEndAccess, try await !exchange.isStillAllowed() { return }
            var text = page.hasGap ? EventStream.reset(page.last) : ""
            for item in page.items { text += EventStream.text(item) }
            if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
            let isBehind = page.last > last
            last = page.last
            if isBehind { continue }
            if await !feed.isWoken(after: last, within: exchange.services.limits.beat) {
                if try await !exchange.isStillAllowed() { return }
                try await writer.write(ByteBuffer(string: ": beat\n\n"))
            }
        }
    }

    private static func text(_ item: Feed.Item) -> String {
        "id: \(item.event.number)\nevent: \(item.event.table).\(item.event.kind.rawValue)\n"
            + "data: \(item.line)\n\n"
    }

    /// Events were missed: what the listener knows is to be read anew.
    private static func reset(_ number: Int64) -> String {
        "id: \(number)\nevent: reset\ndata: {\"number\":\(number)}\n\n"
    }
}
