import Synchronization
package import Values

/// An open store directory: held by a lock for as long as this lives.
///
/// The lock is shared for ordinary work, so that any number of programs work in one store at
/// once, and exclusive for maintenance.
package final class StoreDirectory: Sendable {
    package let layout: StoreLayout
    package let disk: Disk
    /// Why nothing can be written in it; nil where something can. Only of a store that was opened
    /// to be read.
    package let unwritable: DiskError?
    /// Nil where there is none, and nothing can be written.
    private let lock: HeldLock?
    private let known = Mutex(KnownDirectories())
    private let fanOuts = Mutex(KnownFanOuts())

    init(
        layout: StoreLayout, disk: Disk, lock: consuming HeldLock?, unwritable: DiskError? = nil
    ) {
        self.layout = layout
        self.disk = disk
        self.lock = lock
        self.unwritable = unwritable
    }

    /// Opens the store at `root`, or makes one where `configuration` gives the contents of
    /// `stillstore.json` for it. `root` is absolute.
    package static func open(
        _ root: FilePath, disk: Disk = Disk(), creatingWith configuration: [UInt8]? = nil,
        for use: Use = .work
    ) throws -> StoreDirectory {
        let layout = StoreLayout(root: root)
        let isNew = try disk.stat(layout.configuration) == nil && configuration != nil
        try checkPath(layout.root, disk, isNew: isNew)
        if try disk.stat(layout.configuration) == nil {
            guard let configuration else { throw StoreError.noStore(root) }
            try create(layout, disk, configuration)
        }
        let disk = try disk.confined(to: layout.root)
        try checkOwnNames(layout, disk)
        do {
            // Programs that copy stores may leave out empty directories.
            for directory in layout.directories { try disk.mkdir(directory) }
            let lock = try takeLock(layout, disk, .lock, alone: use == .maintenance)
            return StoreDirectory(layout: layout, disk: disk, lock: lock)
        } catch let error as DiskError where error.isReadOnly || error.isFull {
            guard use == .reading else {
                throw error.isFull ? error : StoreError.notWritable(root, error.words)
            }
            return try openUnwritable(layout, disk, error)
        }
    }

    /// Opens a store in which nothing can be written, or nothing more.
    private static func openUnwritable(
        _ layout: StoreLayout, _ disk: Disk, _ reason: DiskError
    ) throws -> StoreDirectory {
        let isLocked = try disk.stat(layout.lock) != nil
        let lock = isLocked ? try takeLock(layout, disk, .read, alone: false) : nil
        return StoreDirectory(layout: layout, disk: disk, lock: lock, unwritable: reason)
    }

    /// The same store, opened to be read because its catalogue cannot be written.
    package func asUnwritable(_ reason: DiskError) throws -> StoreDirectory {
        try StoreDirectory.openUnwritable(layout, disk, reason)
    }

    private static func takeLock(
        _ layout: StoreLayout, _ disk: Disk, _ access: Disk.Access, alone: Bool
    ) throws -> HeldLock {
        let lock = try disk.open(layout.lock, access)
        guard try disk.lock(lock, exclusive: alone, waiting: false) else {
            throw alone ? StoreError.inUse(layout.root) : StoreError.locked(layout.root)
        }
        return HeldLock(lock)
    }

    /// What a store is opened for.
    package enum Use: Sendable {
        /// Beside any number of other programs.
        case work
        /// With no other program in it.
        case maintenance
        /// As `work` where that can be had. Where nothing can be written, only to be read.
        case reading
    }

    /// Lets others have the store now, whoever still refers to this. Nothing may be done with it
    /// afterwards.
    package func release() { lock?.release() }

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

    /// Whether the directories of objects with such a digest were seen to be the store's own.
    func isKnownFanOut(of digest: Digest) -> Bool { fanOuts.withLock { $0.contains(digest) } }
    func noteFanOut(of digest: Digest) { fanOuts.withLock { $0.insert(digest) } }

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
        let disk = try disk.confined(to: layout.root)
        // Two programs may create one store at once: the second finds it made.
        let turn = try takeTurn(layout.root, disk)
        defer { withExtendedLifetime(turn) {} }
        if try disk.stat(layout.configuration) != nil { return }
        try checkIsFree(layout, disk)
        try checkOwnNames(layout, disk)
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
        let disk = try disk.confined(to: layout.root)
        let turn = try takeTurn(root, disk)
        defer { withExtendedLifetime(turn) {} }
        guard try disk.stat(layout.configuration) == nil else {
            throw StoreError.complete(root)
        }
        try checkOwnNames(layout, disk)
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
        let own = Set(["lock"] + StoreLayout.ownDirectories)
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
