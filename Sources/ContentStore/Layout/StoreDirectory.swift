import Synchronization

/// An open store directory: held by a lock for as long as this lives.
///
/// The lock is shared for ordinary work, so that any number of programs work in one store at
/// once, and exclusive for maintenance.
package final class StoreDirectory: Sendable {
    package let layout: StoreLayout
    package let disk: Disk
    private let lock: OpenFile
    private let known = Mutex(KnownDirectories())

    init(layout: StoreLayout, disk: Disk, lock: consuming OpenFile) {
        self.layout = layout
        self.disk = disk
        self.lock = lock
    }

    /// Opens the store at `root`, or makes one where `configuration` gives the contents of
    /// `stillstore.json` for it. `root` is absolute.
    package static func open(
        _ root: FilePath, disk: Disk = Disk(), creatingWith configuration: [UInt8]? = nil,
        for use: Use = .work
    ) throws -> StoreDirectory {
        let layout = StoreLayout(root: root)
        if try disk.stat(layout.configuration) == nil {
            guard let configuration else { throw StoreError.noStore(root) }
            try create(layout, disk, configuration)
        }
        // Programs that copy stores may leave out empty directories.
        for directory in layout.directories { try disk.mkdir(directory) }
        let lock = try disk.open(layout.lock, .lock)
        guard try disk.lock(lock, exclusive: use == .maintenance, waiting: false) else {
            throw use == .maintenance ? StoreError.inUse(root) : StoreError.locked(root)
        }
        return StoreDirectory(layout: layout, disk: disk, lock: lock)
    }

    /// What a store is opened for.
    package enum Use: Sendable {
        /// Beside any number of other programs.
        case work
        /// With no other program in it.
        case maintenance
    }

    /// Lets others have the store now, whoever still refers to this. Nothing may be done with it
    /// afterwards.
    package func release() { disk.unlock(lock) }

    package func configuration() throws(DiskError) -> [UInt8] {
        try disk.contents(of: layout.configuration, upTo: 1 << 20)
    }

    /// Runs `body` while no other program creates the store or changes its schema.
    package func alone<Value>(_ body: () throws -> Value) throws -> Value {
        let turn = try StoreDirectory.takeTurn(layout.root, disk)
        defer { withExtendedLifetime(turn) {} }
        return try body()
    }

    /// Makes a directory of the store and those above it, noting which directories changed.
    func ensure(_ directory: FilePath, _ changed: inout ChangedDirectories) throws {
        precondition(directory.bytes.count >= layout.root.bytes.count, "outside the store")
        if directory == layout.root || changed.made.contains(directory) { return }
        let standing = known.withLock { $0[directory] }
        if standing == .durable { return }
        try ensure(directory.parent, &changed)
        if standing == nil {
            if try !disk.mkdir(directory),
                try disk.stat(directory, following: false)?.kind != .directory
            {
                throw StoreError.occupied(directory)
            }
            known.withLock { $0.note(directory, .there) }
        }
        // Even if it was there: another program may have made it and not synced it yet.
        changed.insert(directory.parent)
        changed.made.insert(directory)
    }

    /// Remembers directories whose making is durable now.
    func remember(_ changed: ChangedDirectories) {
        known.withLock { known in
            for directory in changed.made { known.note(directory, .durable) }
        }
    }

    /// A directory is no more.
    func forget(_ directory: FilePath) { known.withLock { $0.forget(directory) } }

    /// Someone removed directories behind our back: look again.
    package func forgetDirectories() { known.withLock { $0.forgetAll() } }

    private static func create(
        _ layout: StoreLayout, _ disk: Disk, _ configuration: [UInt8]
    ) throws {
        try makeRoot(layout.root, disk)
        // Two programs may create one store at once: the second finds it made.
        let turn = try takeTurn(layout.root, disk)
        defer { withExtendedLifetime(turn) {} }
        if try disk.stat(layout.configuration) != nil { return }
        try checkIsFree(layout, disk)
        for directory in layout.directories { try disk.mkdir(directory) }
        // It comes last: a directory without it is not a store.
        try write(configuration, layout, disk)
    }

    /// Gives a store that lost its `stillstore.json` another.
    package static func complete(
        _ root: FilePath, disk: Disk = Disk(), with configuration: [UInt8]
    ) throws {
        let layout = StoreLayout(root: root)
        guard try disk.stat(layout.objects)?.kind == .directory else {
            throw StoreError.noStore(root)
        }
        let turn = try takeTurn(root, disk)
        defer { withExtendedLifetime(turn) {} }
        guard try disk.stat(layout.configuration) == nil else {
            throw StoreError.complete(root)
        }
        for directory in layout.directories { try disk.mkdir(directory) }
        try write(configuration, layout, disk)
    }

    /// Writes `stillstore.json`, whole or not at all.
    private static func write(
        _ configuration: [UInt8], _ layout: StoreLayout, _ disk: Disk
    ) throws(DiskError) {
        let staged = layout.staging.appending("stillstore.json")
        if try disk.stat(staged) != nil { try disk.unlink(staged) }
        let file = try disk.open(staged, .create(mode: 0o644))
        try disk.write(configuration, count: configuration.count, to: file)
        try disk.sync(file)
        try disk.rename(staged, to: layout.configuration)
        try disk.sync(layout.root)
    }

    static func makeRoot(_ root: FilePath, _ disk: Disk) throws(DiskError) {
        if try disk.stat(root) != nil { return }
        try makeRoot(root.parent, disk)
        try disk.mkdir(root)
        try disk.sync(root.parent)
    }

    /// A lock on the directory itself, which is there before anything in it.
    static func takeTurn(_ root: FilePath, _ disk: Disk) throws(DiskError) -> Turn {
        let directory = try disk.open(root)
        _ = try disk.lock(
            directory, exclusive: true, waiting: true, work: "is opening or making the store")
        return Turn(directory)
    }

    final class Turn {
        private let directory: OpenFile
        init(_ directory: consuming OpenFile) { self.directory = directory }
    }

    /// A store is made in an empty directory, apart from a README and hidden files; never among
    /// files that something else put there.
    static func checkIsFree(_ layout: StoreLayout, _ disk: Disk) throws {
        let own = Set(
            ["lock"] + [
                "objects", "buckets", "renditions", "journal", "staging", "quarantine", "trash",
            ])
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
