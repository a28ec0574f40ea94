import Values

/// A lock (flock) on a file or a directory, held until it is released, or until this is
/// deallocated.
///
/// A class and not `~Copyable`, because the lock of a run is taken on one thread, passed through
/// tasks, and released wherever the run ends.
package final class FileLock: Sendable {
    let file: OpenFile

    fileprivate init(_ file: consuming OpenFile) { self.file = file }

    package func release() { Disk().unlock(file) }
}

extension Disk {
    /// Opens and locks the file at `path`; nil if another process holds it and `isWaiting` is
    /// false.
    /// - Parameter work: what the holders do, for people who wait.
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
