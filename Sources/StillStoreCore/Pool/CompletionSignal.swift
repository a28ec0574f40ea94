import Dispatch

/// Set when a run has ended: can be polled, or waited for.
package final class CompletionSignal: Sendable {
    package init() {}

    private let flag = AtomicFlag()
    private let signal = DispatchSemaphore(value: 0)

    package func set() {
        flag.set()
        signal.signal()
    }

    package var isSet: Bool { flag.isSet }

    /// Waits `seconds` at most, in one thread.
    /// - Returns: whether it was set.
    package func wait(seconds: Double) -> Bool {
        signal.wait(timeout: .now() + seconds) == .success
    }
}
