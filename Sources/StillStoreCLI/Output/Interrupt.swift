import Dispatch
import Foundation
import StillStoreCore

/// Ctrl-C and SIGTERM: the first signal asks the run to end after its batch, the second ends the
/// program at once. Both are safe for the store.
final class Interrupt {
    let stop = StopSignal()
    private let sources: [any DispatchSourceSignal]

    /// - Parameter note: what the first signal does to the run, for people.
    init(
        isQuiet: Bool,
        note: String = "finishing the batch in flight; interrupt again to stop at once"
    ) {
        let queue = DispatchQueue(label: "signals")
        sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
            // A signal that was ignored at the start, as with nohup, stays ignored.
            let before = signal(number, SIG_IGN)
            let wasIgnored =
                unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
            return wasIgnored
                ? nil : DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for source in sources {
            source.setEventHandler { [stop] in
                if stop.isRequested { _exit(130) }
                stop.request()
                if isQuiet { return }
                // On another queue, because writing may block and the second signal must not wait.
                DispatchQueue.global().async {
                    Console.message("\n" + note)
                }
            }
            source.resume()
        }
    }
}
