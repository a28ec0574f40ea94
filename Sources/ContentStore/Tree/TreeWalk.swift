import Synchronization
package import Values

/// Every name below the buckets of a store, a directory at a time, in the order of the names.
///
/// Links are returned, never followed; hidden names count like any other. Memory follows the
/// largest directory, not the number of files.
package final class TreeWalk: Sendable {
    package enum Found: Sendable {
        case entry(TreeEntry)
        /// Everything in a directory has been returned.
        case left(FilePath)
    }

    private struct Level {
        let directory: FilePath
        let relative: [UInt8]
        let listing: DirectoryListing
        var next = 0
    }

    package typealias Pass = @Sendable (DiskError) throws(DiskError) -> Void

    let disk: Disk
    let layout: StoreLayout
    let directories: StoreDirectories
    private let pass: Pass
    private let levels: Mutex<[Level]>

    /// A root that does not exist is empty.
    /// - Parameter pass: called for a name that cannot be checked, which is skipped unless this
    ///   throws.
    package init(
        _ store: StoreFiles,
        passing pass: @escaping Pass = { error throws(DiskError) in throw error }
    ) throws(DiskError) {
        disk = store.disk
        layout = store.layout
        directories = store.directories
        self.pass = pass
        let top = try TreeWalk.level(layout.buckets, [], disk, pass)
        levels = Mutex(top.map { [$0] } ?? [])
    }

    /// The next find, or nil at the end.
    package func next() throws(DiskError) -> Found? {
        try levels.withLock { levels throws(DiskError) in
            while var level = levels.last {
                guard level.next < level.listing.count else {
                    levels.removeLast()
                    return .left(level.directory)
                }
                let index = level.next
                level.next += 1
                levels[levels.count - 1].next = level.next
                let name = level.listing.name(index)
                guard let kind = try kind(level, index) else { continue }
                let entry = TreeEntry(
                    path: level.directory.appending(name),
                    relative: level.relative + (level.relative.isEmpty ? [] : [0x2F]) + name,
                    kind: kind)
                guard kind == .directory else { return .entry(entry) }
                if let below = try TreeWalk.level(entry.path, entry.relative, disk, pass) {
                    levels.append(below)
                }
            }
            return nil
        }
    }

    /// The next names that are no directories; fewer than `limit` only at the end.
    package func entries(limit: Int) throws(DiskError) -> [TreeEntry] {
        var entries: [TreeEntry] = []
        while entries.count < limit, let found = try next() {
            if case .entry(let entry) = found { entries.append(entry) }
        }
        return entries
    }

    /// Nil if it could not be checked, and was skipped.
    private func kind(_ level: Level, _ index: Int) throws(DiskError) -> FileFacts.Kind? {
        do throws(DiskError) {
            return switch try disk.kind(of: index, in: level.listing, at: level.directory) {
            case .file: .file
            case .directory: .directory
            case .link: .link
            case .other, .unknown: .other
            }
        } catch {
            try pass(error)
            return nil
        }
    }

    /// Nil if the directory does not exist (any more), or was skipped.
    private static func level(
        _ directory: FilePath, _ relative: [UInt8], _ disk: Disk, _ pass: Pass
    ) throws(DiskError) -> Level? {
        do throws(DiskError) {
            return Level(
                directory: directory, relative: relative, listing: try disk.list(directory))
        } catch {
            if !error.isNotFound { try pass(error) }
            return nil
        }
    }
}

/// A name that a `TreeWalk` found.
package struct TreeEntry: Sendable {
    package let path: FilePath
    /// Below the root of the walk.
    package let relative: [UInt8]
    package let kind: FileFacts.Kind
}
