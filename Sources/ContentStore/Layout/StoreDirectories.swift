import Synchronization
import Values

/// Makes the directories of a store when they are needed, and remembers which exist.
final class StoreDirectories: Sendable {
    private let root: FilePath
    private let disk: Disk
    private let known = Mutex(KnownDirectories())
    private let fanOuts = Mutex(KnownFanOuts())

    init(_ root: FilePath, _ disk: Disk) {
        self.root = root
        self.disk = disk
    }

    /// Makes a directory of the store and those above it, and adds changed ones to the set.
    func ensure(_ directory: FilePath, _ changed: inout ChangedDirectories) throws {
        precondition(directory.bytes.count >= root.bytes.count, "outside the store")
        if directory == root || changed.made.contains(directory) { return }
        let standing = known.withLock { $0[directory] }
        if standing == .durable { return }
        try ensure(directory.parent, &changed)
        if standing == nil {
            if try !disk.mkdir(directory),
                try disk.stat(directory, following: false)?.kind != .directory
            {
                throw StoreError.occupied(directory)
            }
            known.withLock { $0.remember(directory, .there) }
        }
        // Even if it existed: another program may have made it and not synced it yet.
        changed.insert(directory.parent)
        changed.made.insert(directory)
    }

    /// Runs `body` after making sure that the directory of `target` exists, even if another program
    /// has just removed it.
    func inDirectory(
        of target: FilePath, _ changed: inout ChangedDirectories, _ body: () throws -> Void
    ) throws {
        do {
            try ensure(target.parent, &changed)
            try body()
        } catch let error as DiskError {
            guard error.isNotFound else { throw error }
            forgetAll()
            changed.made = []
            try ensure(target.parent, &changed)
            try body()
        }
    }

    /// Removes a directory if it is empty, then those above it, up to `top`, which stays.
    /// - Returns: those that were removed. One that could not be is not an error.
    @discardableResult
    func removeEmpty(
        _ directory: FilePath, below top: FilePath, _ changed: inout ChangedDirectories
    ) -> [FilePath] {
        var removed: [FilePath] = []
        var next = directory
        while next != top {
            // Not empty, or this user may not remove it: either way it stays.
            guard (try? disk.rmdir(next)) != nil else { break }
            removed.append(next)
            known.withLock { $0.forget(next) }
            changed.remove(next)
            next = next.parent
            changed.insert(next)
        }
        return removed
    }

    /// Makes changes survive power loss, directory by directory. One that is gone by now does not
    /// matter: the process that removed it synced that.
    func sync(_ changed: ChangedDirectories) throws(DiskError) {
        for path in changed.paths {
            do throws(DiskError) { try disk.sync(path) } catch {
                guard error.isNotFound else { throw error }
            }
        }
        remember(changed)
    }

    /// Remembers directories whose making is durable now.
    func remember(_ changed: ChangedDirectories) {
        known.withLock { known in
            for directory in changed.made { known.remember(directory, .durable) }
        }
    }

    /// Another program removed directories: forget them and check again.
    func forgetAll() { known.withLock { $0.forgetAll() } }

    /// Whether the directories of objects with such a digest were checked to be real directories.
    func isKnownFanOut(of digest: Digest) -> Bool { fanOuts.withLock { $0.contains(digest) } }
    func rememberFanOut(of digest: Digest) { fanOuts.withLock { $0.insert(digest) } }
}

/// Directories whose entries changed and must be synced. Objects and links that are not on a disk
/// add nothing to it.
package struct ChangedDirectories: Sendable {
    private(set) var paths: Set<FilePath> = []
    /// Directories that were made, or first seen, on the way.
    var made: Set<FilePath> = []

    package init() {}

    package var isEmpty: Bool { paths.isEmpty }

    mutating func insert(_ path: FilePath) { paths.insert(path) }

    /// Takes a directory out that is no more.
    mutating func remove(_ path: FilePath) {
        paths.remove(path)
        made.remove(path)
    }
}

/// Directories that a process knows to exist, so that most writes make no directory call. It may be
/// wrong: another program may have removed one.
private struct KnownDirectories {
    enum Standing {
        /// It exists; a power loss may still undo its creation.
        case there
        case durable
    }

    private var standings: [FilePath: Standing] = [:]

    /// At most this many, then it is cleared: both fan-outs of a large store have 131,584, the
    /// readable tree any number.
    private static let limit = 1 << 18

    subscript(_ directory: FilePath) -> Standing? { standings[directory] }

    mutating func remember(_ directory: FilePath, _ standing: Standing) {
        if standings.count >= KnownDirectories.limit { standings = [:] }
        standings[directory] = standing
    }

    mutating func forget(_ directory: FilePath) { standings[directory] = nil }
    mutating func forgetAll() { standings = [:] }
}

/// Which of the 65,536 directories of objects were checked, a bit for each.
private struct KnownFanOuts {
    private var bits: [UInt64] = []

    func contains(_ digest: Digest) -> Bool {
        let number = number(digest)
        return !bits.isEmpty && bits[number >> 6] & 1 << UInt64(number & 63) != 0
    }

    mutating func insert(_ digest: Digest) {
        if bits.isEmpty { bits = [UInt64](repeating: 0, count: 1 << 10) }
        let number = number(digest)
        bits[number >> 6] |= 1 << UInt64(number & 63)
    }

    private func number(_ digest: Digest) -> Int { Int(digest.prefix >> 48) }
}
