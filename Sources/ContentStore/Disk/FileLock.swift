import Values

/// A lock (flock) on a file or a directory, held until it is released, at the latest with this.
///
/// A class and not `~Copyable`, because the lock of a run is taken on one thread, handed through
/// tasks, and released wherever the run ends.
package final class FileLock: Sendable {
    let file: OpenFile

    fileprivate init(_ file: consuming OpenFile) { self.file = file }

    package func release() { Disk().unlock(file) }
}

extension Disk {
    /// Opens what lies at `path` and locks it; nil when another has it and `isWaiting` is false.
    /// - Parameter work: what those do who have it, for people who wait.
    func lock(
        _ path: FilePath, _ access: Access = .read, exclusive: Bool, isWaiting: Bool = false,
        work: String = "works in the store"
    ) throws(DiskError) -> FileLock? {
        let file = try open(path, access)
        guard try lock(file, exclusive: exclusive, waiting: isWaiting, work: work) else {
            return nil
        }
        return FileLock(file)
    }
}
