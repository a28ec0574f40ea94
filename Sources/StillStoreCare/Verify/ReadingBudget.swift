import StillStoreCore
import Synchronization
import Values

/// Limits of a pass: how long, how much and how fast it may read.
final class ReadingBudget: Sendable {
    private struct State {
        var admitted: UInt64 = 0
        var isOver = false
        /// When the bytes admitted so far will have been read, at the rate.
        var paidUntil: Int64
    }

    private let clock: WallClock
    private let end: Int64?
    private let maxBytes: UInt64?
    let rate: UInt64?
    private let stop: StopSignal
    private let state: Mutex<State>

    init(_ request: VerifyRequest, _ clock: WallClock, begun: Int64, stop: StopSignal) {
        self.clock = clock
        self.stop = stop
        end = request.maxSeconds.map { begun + Int64($0 * 1000) }
        maxBytes = request.maxBytes
        rate = request.rate.map { max(1, $0) }
        state = Mutex(State(paidUntil: clock.now()))
    }

    /// Whether a blob of this size may still be read. The first always may, so that every pass
    /// makes progress.
    func admits(_ bytes: UInt64) -> Bool {
        if stop.isRequested { return false }
        let now = clock.now()
        return state.withLock { state in
            if state.isOver { return false }
            let isFirst = state.admitted == 0
            if !isFirst {
                if let maxBytes, state.admitted + bytes > maxBytes { state.isOver = true }
                if let end, now >= end { state.isOver = true }
            }
            if state.isOver { return false }
            // An empty blob counts too, or the pass would never get beyond it.
            state.admitted += max(1, bytes)
            return true
        }
    }

    var isStopped: Bool { stop.isRequested }

    /// Whether the pass ended before it had read everything.
    var isOver: Bool { stop.isRequested || state.withLock { $0.isOver } }

    /// Waits until this many more bytes may be read.
    func pay(for bytes: UInt64) async {
        guard let rate else { return }
        let now = clock.now()
        let until = state.withLock { state in
            let due = max(state.paidUntil, now)
            state.paidUntil = due + Int64(Double(bytes) / Double(rate) * 1000)
            return due
        }
        if until > now { await clock.wait(until, { self.stop.isRequested }) }
    }
}
