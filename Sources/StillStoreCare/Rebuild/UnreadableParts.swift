import ContentStore
import StillStoreCore
import StillStoreRuns
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

    /// Walks over all names below the buckets, passing over directories that cannot be listed.
    func walk() throws(DiskError) -> TreeWalk {
        try TreeWalk(directory.files) { [self] error in add(error) }
    }

    /// The names of the journal's files, none where they cannot be listed.
    func journalNames() throws -> [String] {
        try passing(directory.journal.location) { try directory.journal.names() } ?? []
    }

    /// Tells what came since it was last called.
    func report(_ progress: inout RebuildProgress) {
        let found = errors.withLock { errors in
            defer { errors = [] }
            return errors
        }
        for error in found {
            progress.unreadable(directory.shown(error.path), error)
        }
    }
}
