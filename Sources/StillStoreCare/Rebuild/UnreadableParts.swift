import ContentStore
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values

/// What a rebuild could not read, collected and reported later.
final class UnreadableParts: Sendable {
    private let directory: StoreDirectory
    private let errors = Mutex<[DiskError]>([])

    init(_ directory: StoreDirectory) { self.directory = directory }

    /// Nil if something could not be read; if that is `path` itself, it is remembered.
    func passing<Value>(_ path: FilePath? = nil, _ body: () throws -> Value?) throws -> Value? {
        do {
            return try body()
        } catch let error as DiskError where path == nil || error.path == path {
            add(error)
            return nil
        }
    }

    func add(_ error: DiskError) { errors.withLock { $0.append(error) } }

    /// Walks all names below the buckets and skips directories that cannot be listed.
    func walk() throws(DiskError) -> TreeWalk {
        try TreeWalk(directory.files) { [self] error in add(error) }
    }

    /// The names of the journal's files; none if they cannot be listed.
    func journalNames() throws -> [String] {
        try passing(directory.journal.location) { try directory.journal.names() } ?? []
    }

    /// Reports what was added since the last call.
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
