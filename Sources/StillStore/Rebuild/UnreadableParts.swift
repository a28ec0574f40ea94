import ContentStore
import Synchronization
import Values

/// What a rebuild could not read, gathered where it is met and told afterwards.
final class UnreadableParts: Sendable {
    private let directory: StoreDirectory
    private let errors = Mutex<[DiskError]>([])

    init(_ directory: StoreDirectory) { self.directory = directory }

    /// Nil where something could not be read, or where `path` is given just that, which is
    /// remembered.
    func passing<Value>(_ path: FilePath? = nil, _ body: () throws -> Value?) throws -> Value? {
        do {
            return try body()
        } catch let error as DiskError where path == nil || error.path == path {
            add(error)
            return nil
        }
    }

    func add(_ error: DiskError) { errors.withLock { $0.append(error) } }

    /// Walks over all names below a directory, passing over directories that cannot be listed.
    func walk(_ root: FilePath) throws(DiskError) -> TreeWalk {
        try TreeWalk(root, directory.disk) { [self] error in add(error) }
    }

    /// The names in a directory, none where it cannot be listed.
    func names(in path: FilePath) throws -> [[UInt8]] {
        let listing = try passing(path) { try directory.disk.list(path) }
        guard let listing else { return [] }
        return (0..<listing.count).map { Array(listing.name($0)) }
    }

    /// Tells what came since it was last called.
    func tell(_ progress: inout RebuildProgress) {
        let found = errors.withLock { errors in
            defer { errors = [] }
            return errors
        }
        for error in found {
            progress.unreadable(directory.layout.shown(error.path), error)
        }
    }
}
