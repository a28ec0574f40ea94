import ContentStore
import StillStoreCore
import Synchronization

/// Prints to standard error which programs are waited for, once for each.
final class WaitNote: Sendable {
    private let told = Mutex<Set<String>>([])

    @Sendable func print(_ wait: LockWait) {
        let message = printable(wait.message)
        guard told.withLock({ $0.insert(message).inserted }) else { return }
        if Console.isErrorTerminal { Console.status("") }
        Console.message(message)
    }
}
