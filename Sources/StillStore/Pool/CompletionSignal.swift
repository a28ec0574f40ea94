import Dispatch

/// Set when a run has ended: can be polled, or waited for.
final class CompletionSignal: Sendable {
    private let flag = AtomicFlag()
    private let signal = DispatchSemaphore(value: 0)

    func set() {
        flag.set()
        signal.signal()
    }

    var isSet: Bool { flag.isSet }

    /// Waits `seconds` at most, in one thread.
    /// - Returns: whether it was set.
    func wait(seconds: Double) -> Bool {
        signal.wait(timeout: .now() + seconds) == .success
    }
}
