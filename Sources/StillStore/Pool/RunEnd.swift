import Dispatch

/// That a run is over: can be waited for, and asked for on the way.
final class RunEnd: Sendable {
    private let flag = AtomicFlag()
    private let signal = DispatchSemaphore(value: 0)

    func come() {
        flag.set()
        signal.signal()
    }

    var hasCome: Bool { flag.isSet }

    /// Waits at most so long. For one thread.
    func comes(withinSeconds seconds: Double) -> Bool {
        signal.wait(timeout: .now() + seconds) == .success
    }
}
