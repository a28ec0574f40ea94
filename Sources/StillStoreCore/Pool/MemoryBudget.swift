import Dispatch
import Synchronization

/// Admits work while the bytes that it holds at once fit together; the rest waits its turn.
package final class MemoryBudget: Sendable {
    private struct State {
        var free: UInt64
        var waiting: [(bytes: UInt64, signal: DispatchSemaphore)] = []
    }

    private let total: UInt64
    private let state: Mutex<State>

    package init(bytes: UInt64) {
        total = bytes
        state = Mutex(State(free: bytes))
    }

    /// Blocks until `bytes` are free, holds them while `body` runs. More than the whole budget
    /// counts as all of it: such work runs alone.
    package func holding<Value, Failure: Error>(
        _ bytes: UInt64, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let share = min(bytes, total)
        acquire(share)
        defer { release(share) }
        return try body()
    }

    private func acquire(_ bytes: UInt64) {
        let signal = state.withLock { state -> DispatchSemaphore? in
            if state.waiting.isEmpty, state.free >= bytes {
                state.free -= bytes
                return nil
            }
            let signal = DispatchSemaphore(value: 0)
            state.waiting.append((bytes, signal))
            return signal
        }
        signal?.wait()
    }

    private func release(_ bytes: UInt64) {
        state.withLock { state in
            state.free += bytes
            // In order, so that a large picture is not overtaken for ever by small ones.
            while let first = state.waiting.first, state.free >= first.bytes {
                state.free -= first.bytes
                state.waiting.removeFirst()
                first.signal.signal()
            }
        }
    }
}
