import Domain
import StillStoreCore
import Synchronization
import Wire

/// What changed, for all who listen. The newest events are kept encoded, once for everybody; a listener
/// that is further behind reads from the catalogue, at its own pace, so that it slows down nobody.
final class Feed: Sendable {
    /// Events kept.
    static let window = 4096
    /// How often the catalogue is asked what other programs changed.
    static let interval = Duration.milliseconds(200)

    struct Item: Sendable {
        let event: Event
        /// As every listener is sent it.
        let line: String
    }

    private struct State {
        var items: [Item] = []
        /// Everything after this number is in `items`.
        var start: Int64 = 0
        var newest: Int64 = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
        var isEnded = false
    }

    private let library: Library
    private let state = Mutex(State())
    private let (wakes, wakeUp) = AsyncStream.makeStream(
        of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(_ library: Library) { self.library = library }

    /// Something was changed: listeners need not wait for the next look.
    func wake() { wakeUp.yield() }

    /// Looks for changes until the task is cancelled.
    func run() async throws {
        let newest = try await library.queries.domain(as: .program) { try $0.events.newest() }
        state.withLock { ($0.start, $0.newest) = (newest, newest) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [wakeUp] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: Feed.interval)
                    wakeUp.yield()
                }
                wakeUp.finish()
            }
            for await _ in wakes {
                // What fails now, such as a busy catalogue, is looked for again.
                try? await look()
            }
            group.cancelAll()
        }
        end()
    }

    private func look() async throws {
        while true {
            let known = state.withLock { $0.newest }
            let page = try await library.queries.domain(as: .program) {
                try $0.events.after(known, limit: 1000)
            }
            guard page.last > known else { return }
            let items = try page.events.map {
                Item(event: $0, line: try EventJSON($0).line())
            }
            let woken = state.withLock { state in
                state.items += items
                state.newest = page.last
                if state.items.count > Feed.window {
                    let extra = state.items.count - Feed.window
                    state.start = state.items[extra - 1].event.number
                    state.items.removeFirst(extra)
                }
                defer { state.waiting = [:] }
                return Array(state.waiting.values)
            }
            for listener in woken { listener.resume() }
        }
    }

    /// Ends all streams.
    func end() {
        let woken = state.withLock { state in
            state.isEnded = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for listener in woken { listener.resume() }
    }

    var isEnded: Bool { state.withLock { $0.isEnded } }

    var newest: Int64 { state.withLock { $0.newest } }

    /// Waits until there may be something after `number`, the feed ends, or the task is cancelled.
    func wait(after number: Int64) async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    if state.newest > number || state.isEnded || Task.isCancelled { return true }
                    state.waiting[id] = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume()
        }
    }

    /// Waits until something of a table changed after `number`, or until the moment.
    func wait(
        after number: Int64, of table: String, until end: ContinuousClock.Instant
    ) async throws {
        var number = number
        while !isEnded, ContinuousClock.now < end {
            let known = number
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.wait(after: known) }
                group.addTask { try? await Task.sleep(until: end) }
                await group.next()
                group.cancelAll()
            }
            try Task.checkCancellation()
            let (isChanged, newest) = state.withLock { state in
                let first = state.items.partitioningIndex { $0.event.number > known }
                return (
                    known < state.start
                        || state.items[first...].contains { $0.event.table == table },
                    state.newest
                )
            }
            if isChanged { return }
            number = newest
        }
    }

    /// What a viewer is told after a number, oldest first, up to some hundred at once.
    func after(_ number: Int64, _ filter: EventFilter, as viewer: Viewer) async throws -> FeedPage {
        let near = state.withLock { state -> FeedPage? in
            guard number >= state.start else { return nil }
            let first = state.items.partitioningIndex { $0.event.number > number }
            let new = state.items[first...].prefix(500)
            let last = new.count == 500 ? new.last!.event.number : max(state.newest, number)
            return FeedPage(
                items: new.filter { filter.admits($0.event, viewer) }, last: last, hasGap: false,
                mayEndAccess: new.contains { $0.event.mayEndAccess(of: viewer) })
        }
        if let near { return near }
        let page = try await library.queries.domain(as: viewer) {
            try $0.events.after(number, filter, limit: 500)
        }
        let items = try page.events.map { Item(event: $0, line: try EventJSON($0).line()) }
        return FeedPage(
            items: items, last: page.last, hasGap: page.hasGap, mayEndAccess: true)
    }
}

struct FeedPage: Sendable {
    let items: [Feed.Item]
    /// Where to go on.
    let last: Int64
    /// Events in between are not kept any more.
    let hasGap: Bool
    /// The listener's account or its tokens were changed meanwhile.
    let mayEndAccess: Bool
}

extension Event {
    fileprivate func mayEndAccess(of viewer: Viewer) -> Bool {
        let tables = [Entity.users.rawValue, Entity.accessTokens.rawValue]
        return tables.contains(table) && (userID == viewer.userID || rowID == viewer.userID)
    }
}

extension EventFilter {
    /// The rule of `Events.after`, for events that were read for everybody.
    fileprivate func admits(_ event: Event, _ viewer: Viewer) -> Bool {
        if !viewer.isAdmin {
            guard event.userID == viewer.userID else { return false }
        } else if let user, event.userID != user {
            return false
        }
        if let project, event.projectID != project { return false }
        if let session, event.sessionID != session { return false }
        return tables.isEmpty || tables.contains(event.table)
    }
}

extension Array {
    /// The index of the first element for which `belongs` is true; all after it are.
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
