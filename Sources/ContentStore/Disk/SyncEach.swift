import Dispatch
import Synchronization
import Values

extension Disk {
    /// Makes directories survive power loss, one call for each, so that nothing else is waited for.
    /// Many are synced at once: most of each call is waiting for the disk, and file systems with a
    /// journal write one record for all that wait.
    /// - Throws: one of the errors, if there are any.
    func syncEach(_ paths: [FilePath]) throws(DiskError) {
        guard paths.count > Disk.syncThreads * 2 else {
            for path in paths { try sync(path) }
            return
        }
        let next = Atomic<Int>(0)
        let failure = Mutex<DiskError?>(nil)
        @Sendable func work() {
            while failure.withLock({ $0 == nil }) {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < paths.count else { return }
                do throws(DiskError) {
                    try sync(paths[index])
                } catch {
                    failure.withLock { $0 = error }
                }
            }
        }
        // If no thread can be started, this one does it.
        DispatchQueue.concurrentPerform(iterations: Disk.syncThreads) { _ in work() }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// As many as an SSD serves at once without slowing down.
    private static let syncThreads = 8
}
