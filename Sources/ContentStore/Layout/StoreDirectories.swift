import Synchronization
import Values

/// Makes the directories of a store as they are needed, and knows which are there.
final class StoreDirectories: Sendable {
    private let root: FilePath
    private let disk: Disk
    private let known = Mutex(KnownDirectories())
    private let fanOuts = Mutex(KnownFanOuts())

    init(_ root: FilePath, _ disk: Disk) {
        self.root = root
        self.disk = disk
    }

    /// Makes a directory of the store and those above it, noting which directories changed.
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
        // Even if it was there: another program may have made it and not synced it yet.
        changed.insert(directory.parent)
        changed.made.insert(directory)
    }

    /// Runs `body` with the directory of `target` there, even if someone just removed it.
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
            // Not empty, or not ours to remove: both leave it where it is.
            guard (try? disk.rmdir(next)) != nil else { break }
            removed.append(next)
            known.withLock { $0.forget(next) }
            changed.remove(next)
            next = next.parent
            changed.insert(next)
        }
        return removed
    }

    /// Makes changes survive power loss, directory by directory. One that is gone by now is the
    /// business of who removed it.
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

    /// Someone removed directories behind our back: look again.
    func forgetAll() { known.withLock { $0.forgetAll() } }

    /// Whether the directories of objects with such a digest were seen to be the store's own.
    func isKnownFanOut(of digest: Digest) -> Bool { fanOuts.withLock { $0.contains(digest) } }
    func rememberFanOut(of digest: Digest) { fanOuts.withLock { $0.insert(digest) } }
}

/// Directories whose entries changed and must be made durable. Objects and links that lie
/// elsewhere than on a disk put nothing in it.
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

/// What a process knows of the store's directories, so that most writes make no directory call at
/// all. It may be wrong: someone may have removed one behind our back.
private struct KnownDirectories {
    enum Standing {
        /// It is there; a power loss may still undo its making.
        case there
        case durable
    }

    private var standings: [FilePath: Standing] = [:]

    /// So many at most, then it begins anew: both fan-outs of a large store have 131,584, the
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

/// Which of the 65,536 directories of objects were seen, a bit for each.
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
