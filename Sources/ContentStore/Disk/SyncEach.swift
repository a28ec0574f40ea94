import Dispatch
import Synchronization
import Values

extension Disk {
    /// Makes directories survive power loss, one call for each, so that nothing else is waited
    /// for. Many are synced side by side: most of each call is waiting for the disk, and file
    /// systems with a journal write one record for those that wait together.
    /// - Throws: of those that failed, one.
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
        // Where no thread can be had it is done by this one.
        DispatchQueue.concurrentPerform(iterations: Disk.syncThreads) { _ in work() }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// As many as an SSD serves at once without being any slower for each.
    private static let syncThreads = 8
}
