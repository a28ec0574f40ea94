import Synchronization

/// An open store directory: held by a lock for as long as this lives.
///
/// The lock is shared for ordinary work, so that any number of programs work in one store at
/// once, and exclusive for maintenance.
package final class StoreDirectory: Sendable {
    package let layout: StoreLayout
    package let disk: Disk
    private let lock: OpenFile
    /// Directories known to exist, so that most writes make no directory call at all.
    private let known = Mutex<Set<FilePath>>([])

    private init(layout: StoreLayout, disk: Disk, lock: consuming OpenFile) {
        self.layout = layout
        self.disk = disk
        self.lock = lock
    }

    /// Opens the store at `root`, or makes one where `configuration` gives the contents of
    /// `stillstore.json` for it. `root` is absolute.
    package static func open(
        _ root: FilePath, disk: Disk = Disk(), creatingWith configuration: [UInt8]? = nil
    ) throws -> StoreDirectory {
        let layout = StoreLayout(root: root)
        if try disk.stat(layout.configuration) == nil {
            guard let configuration else { throw StoreError.noStore(root) }
            try create(layout, disk, configuration)
        }
        let lock = try disk.open(layout.lock, .lock)
        guard try disk.lock(lock, exclusive: false, waiting: false) else {
            throw StoreError.locked(root)
        }
        return StoreDirectory(layout: layout, disk: disk, lock: lock)
    }

    package func configuration() throws(DiskError) -> [UInt8] {
        try disk.contents(of: layout.configuration, upTo: 1 << 20)
    }

    /// Makes a directory of the store and those above it, noting which directories changed.
    func ensure(_ directory: FilePath, _ changed: inout ChangedDirectories) throws {
        if known.withLock({ $0.contains(directory) }) || directory == layout.root { return }
        try ensure(directory.parent, &changed)
        if try !disk.mkdir(directory),
            try disk.stat(directory, following: false)?.kind != .directory
        {
            throw StoreError.occupied(directory)
        }
        // Even if it was there: another program may have made it and not synced it yet.
        changed.insert(directory.parent)
        known.withLock { _ = $0.insert(directory) }
    }

    /// Someone removed directories behind our back: look again.
    func forgetDirectories() { known.withLock { $0 = [] } }

    private static func create(
        _ layout: StoreLayout, _ disk: Disk, _ configuration: [UInt8]
    ) throws {
        try makeRoot(layout.root, disk)
        try checkIsFree(layout, disk)
        let lock = try disk.open(layout.lock, .lock)
        // Two programs may create one store at once: the second finds it made.
        guard try disk.lock(lock, exclusive: true, waiting: true) else {
            throw StoreError.locked(layout.root)
        }
        if try disk.stat(layout.configuration) != nil { return }
        for directory in layout.directories { try disk.mkdir(directory) }
        // The configuration comes last and whole: a directory without it is not a store.
        let staged = layout.staging.appending("stillstore.json")
        if try disk.stat(staged) != nil { try disk.unlink(staged) }
        let file = try disk.open(staged, .create(mode: 0o644))
        try disk.write(configuration, count: configuration.count, to: file)
        try disk.sync(file)
        try disk.rename(staged, to: layout.configuration)
        try disk.sync(layout.root)
    }

    private static func makeRoot(_ root: FilePath, _ disk: Disk) throws(DiskError) {
        if try disk.stat(root) != nil { return }
        try makeRoot(root.parent, disk)
        try disk.mkdir(root)
    }

    /// A store is made in an empty directory, apart from a README and hidden files; never among
    /// files that something else put there.
    private static func checkIsFree(_ layout: StoreLayout, _ disk: Disk) throws {
        let own = Set(
            ["lock"] + ["objects", "buckets", "renditions", "journal", "staging", "quarantine"])
        let listing = try disk.list(layout.root)
        for index in 0..<listing.count {
            let name = EscapedName.text(listing.name(index))
            guard own.contains(name) || name.hasPrefix(".") || name.hasPrefix("README") else {
                throw StoreError.notEmpty(layout.root, found: name)
            }
        }
    }
}

/// Directories whose entries changed and must be made durable.
package struct ChangedDirectories: Sendable {
    private(set) var paths: Set<FilePath> = []

    package init() {}

    mutating func insert(_ path: FilePath) { paths.insert(path) }
}
