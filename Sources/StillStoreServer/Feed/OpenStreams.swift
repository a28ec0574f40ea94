import HTTPTypes
import Synchronization

/// The streams and WebSockets that are open: how many each user has, and which have a row.
final class OpenStreams: Sendable {
    private struct State {
        var counts: [String: Int] = [:]
        /// Ids of rows, of streams that are open and of those whose row does not say yet that they ended.
        var open: Set<String> = []
        var ended: Set<String> = []
    }

    private let state = Mutex(State())
    /// Something ended.
    let endings: AsyncStream<Void>
    private let ending: AsyncStream<Void>.Continuation

    init() {
        (endings, ending) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func open(_ user: String, limit: Int) throws(Problem) -> OpenStream {
        let isFree = state.withLock { state in
            guard state.counts[user, default: 0] < limit else { return false }
            state.counts[user, default: 0] += 1
            return true
        }
        if isFree { return OpenStream(user: user, all: self) }
        var problem = Problem(
            .tooManyRequests, "too_many_streams", "you have \(limit) streams open already")
        problem.retryAfter = 10
        throw problem
    }

    var count: Int { state.withLock { $0.counts.values.reduce(0, +) } }

    /// The rows that have to be written.
    var rows: (open: [String], ended: [String]) {
        state.withLock { (Array($0.open), Array($0.ended)) }
    }

    func hasEnded(_ row: String) -> Bool { state.withLock { $0.ended.contains(row) } }

    /// Their rows say now that they ended.
    func forget(_ ended: [String]) { state.withLock { $0.ended.subtract(ended) } }

    fileprivate func close(_ user: String, _ row: String?) {
        state.withLock { state in
            let left = state.counts[user, default: 1] - 1
            state.counts[user] = left > 0 ? left : nil
            if let row {
                state.open.remove(row)
                state.ended.insert(row)
            }
        }
        if row != nil { ending.yield() }
    }

    fileprivate func add(_ row: String) { _ = state.withLock { $0.open.insert(row) } }

    fileprivate func end(_ row: String) {
        _ = state.withLock { $0.ended.insert(row) }
        ending.yield()
    }
}

/// A stream of a user, which counts until it ends: at the latest when nobody keeps this any more, as
/// where the client had gone before its answer was begun.
final class OpenStream: Sendable {
    private enum State {
        case open(row: String?)
        case ended
    }

    private let user: String
    private let all: OpenStreams
    private let state = Mutex(State.open(row: nil))

    fileprivate init(user: String, all: OpenStreams) { (self.user, self.all) = (user, all) }

    deinit { end() }

    /// It has this row in `connections`.
    func keep(row: String) {
        state.withLock { state in
            switch state {
            case .open:
                state = .open(row: row)
                all.add(row)
            case .ended: all.end(row)
            }
        }
    }

    func end() {
        state.withLock { state in
            guard case .open(let row) = state else { return }
            state = .ended
            all.close(user, row)
        }
    }
}
