import Dispatch
import Foundation
import StillStoreCore

/// Ctrl-C, and the polite signals: the first asks the run to end after its batch, the second ends
/// the program at once. Both are safe for the store.
final class Interrupt {
    let stop = StopSignal()
    private let sources: [any DispatchSourceSignal]

    /// - Parameter note: what the first signal makes of the run, for people.
    init(
        isQuiet: Bool,
        note: String = "finishing the batch in flight; interrupt again to stop at once"
    ) {
        let queue = DispatchQueue(label: "signals")
        sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
            // What was ignored before we came, as under nohup, stays ignored.
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
                // Elsewhere, because writing may wait and the second signal must not.
                DispatchQueue.global().async {
                    Console.message("\n" + note)
                }
            }
            source.resume()
        }
    }
}
