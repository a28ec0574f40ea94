package import Values

/// An open store directory, locked for as long as this exists.
///
/// The lock is shared for ordinary work, so that any number of programs work in one store at
/// once, and exclusive for maintenance.
package final class StoreDirectory: Sendable {
    package let files: StoreFiles
    /// Why nothing can be written in it; nil if it can. Only for a store that was opened for
    /// reading.
    package let unwritable: DiskError?
    /// Nil if there is none, and nothing can be written.
    private let lock: FileLock?

    init(layout: StoreLayout, disk: Disk, lock: FileLock?, unwritable: DiskError? = nil) {
        files = StoreFiles(layout, disk)
        self.lock = lock
        self.unwritable = unwritable
    }

    package var root: FilePath { files.root }
    package var disk: Disk { files.disk }
    package var objects: any ObjectStore { files.objects }
    package var tree: any PathTree { files.tree }
    package var journal: JournalFiles { files.journal }
    package var catalog: CatalogFiles { files.catalog }
    var layout: StoreLayout { files.layout }
    var directories: StoreDirectories { files.directories }

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
    ) throws -> FileLock {
        guard let lock = try disk.lock(layout.lock, access, exclusive: alone) else {
            throw alone ? StoreError.inUse(layout.root) : StoreError.locked(layout.root)
        }
        return lock
    }

    /// The purpose for which a store is opened.
    package enum Use: Sendable {
        /// Beside any number of other programs.
        case work
        /// With no other program in it.
        case maintenance
        /// Like `work` if it can be written; otherwise for reading only.
        case reading
    }

    /// Releases the store's lock, even if something still refers to this. Nothing may be done with
    /// it afterwards.
    package func release() { lock?.release() }

    /// Whether both are one directory, by whatever paths.
    package func isSame(as other: StoreDirectory) throws(DiskError) -> Bool {
        let (here, there) = (try disk.stat(root), try disk.stat(other.root))
        return here?.identity == there?.identity
    }

    /// Whether anything was ever recorded or stored in it.
    package func wasUsed() throws(DiskError) -> Bool {
        if try disk.list(layout.journal).count > 0 { return true }
        return try disk.list(layout.objects).count > 0
    }

    /// The contents of `stillstore.json`.
    package func configuration() throws(DiskError) -> [UInt8] {
        try disk.contents(of: layout.configuration, upTo: StoreFiles.configurationLimit)
    }

    /// Runs `body` while no other program creates the store or changes its schema.
    package func alone<Value>(_ body: () throws -> Value) throws -> Value {
        let lock = try StoreDirectory.lockRoot(layout.root, disk)
        defer { lock?.release() }
        return try body()
    }

    private static func create(
        _ layout: StoreLayout, _ disk: Disk, _ configuration: [UInt8]
    ) throws {
        try makeRoot(layout.root, disk)
        let disk = try disk.confined(to: layout.root)
        // Two programs may create one store at once: the second finds that it exists.
        let lock = try lockRoot(layout.root, disk)
        defer { lock?.release() }
        if try disk.stat(layout.configuration) != nil { return }
        try checkIsFree(layout, disk)
        try checkOwnNames(layout, disk)
        for directory in layout.directories { try disk.mkdir(directory) }
        // Written last: a directory without it is not a store.
        try write(configuration, layout, disk)
    }

    /// Writes a new `stillstore.json` for a store that lost it.
    package static func complete(
        _ root: FilePath, disk: Disk = Disk(), with configuration: [UInt8]
    ) throws {
        let layout = StoreLayout(root: root)
        guard try disk.stat(layout.objects)?.kind == .directory else {
            throw StoreError.noStore(root)
        }
        let disk = try disk.confined(to: layout.root)
        let lock = try lockRoot(root, disk)
        defer { lock?.release() }
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

    /// A lock on the directory itself, which exists before anything in it.
    static func lockRoot(_ root: FilePath, _ disk: Disk) throws(DiskError) -> FileLock? {
        try disk.lock(
            root, exclusive: true, isWaiting: true, work: "is opening or making the store")
    }

    /// A store is created in an empty directory, apart from a README and hidden files; never among
    /// other files.
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
