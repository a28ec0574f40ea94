import Dispatch
import Foundation
import StillStore

/// Ctrl-C, and the polite signals: the first asks the run to end after its batch, the second ends
/// the program at once. Both are safe for the store.
final class Interrupt {
    let stop = StopSignal()
    private let sources: [any DispatchSourceSignal]

    init(isQuiet: Bool) {
        let queue = DispatchQueue(label: "signals")
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for source in sources {
            source.setEventHandler { [stop] in
                if stop.isRequested { _exit(130) }
                stop.request()
                if !isQuiet {
                    Console.message(
                        "\nfinishing the batch in flight; interrupt again to stop at once")
                }
            }
            source.resume()
        }
    }
}
