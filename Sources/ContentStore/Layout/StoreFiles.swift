package import Values

/// The parts of a store's directory. Holds no lock: for a store that is only read, or that another
/// type keeps open (`StoreDirectory`).
package struct StoreFiles: Sendable {
    package let objects: any ObjectStore
    package let tree: any PathTree
    package let journal: JournalFiles
    package let catalog: CatalogFiles
    package let disk: Disk
    let layout: StoreLayout
    let directories: StoreDirectories

    static let configurationLimit = 1 << 20

    init(_ layout: StoreLayout, _ disk: Disk) {
        self.layout = layout
        self.disk = disk
        directories = StoreDirectories(layout.root, disk)
        objects = LocalObjects(layout, disk, directories)
        tree = SymlinkTree(layout, disk, directories)
        journal = JournalFiles(layout, disk)
        catalog = CatalogFiles(layout, disk)
    }

    /// For the directory `root`, which need not be a store. Links on the way and in it are
    /// followed.
    package init(at root: FilePath, _ disk: Disk) { self.init(StoreLayout(root: root), disk) }

    /// The same for an existing store: no link in it is followed.
    /// - Throws: `StoreError` if it is no directory, or if something else has one of the store's
    ///   own names.
    package static func toRead(_ root: FilePath, _ disk: Disk) throws -> StoreFiles {
        let layout = StoreLayout(root: root)
        guard try disk.stat(root)?.kind == .directory else { throw StoreError.noStore(root) }
        let disk = try disk.confined(to: layout.root)
        try StoreDirectory.checkOwnNames(layout, disk)
        return StoreFiles(layout, disk)
    }

    package var root: FilePath { layout.root }

    /// Locks a store that is only read, against programs that would change it; nil on media that
    /// cannot be written: nobody can change it, and there is nothing to lock.
    package func lockToRead() throws -> FileLock? {
        do {
            if let lock = try disk.lock(layout.lock, .lock, exclusive: true) { return lock }
        } catch {
            guard error.isReadOnly || error.isFull else { throw error }
            return nil
        }
        throw StoreError.inUse(layout.root)
    }

    /// Whether it has a `stillstore.json`, which makes a directory a store.
    package func hasConfiguration() throws(DiskError) -> Bool {
        try disk.stat(layout.configuration) != nil
    }

    /// The contents of `stillstore.json`; nil if there is none.
    package func configuration() throws(DiskError) -> [UInt8]? {
        try contents(of: layout.configuration, upTo: StoreFiles.configurationLimit)
    }

    /// The contents of `backup.json`; nil if there is none.
    package func backupNote() throws(DiskError) -> [UInt8]? {
        try contents(of: layout.backupNote, upTo: 64 << 10)
    }

    package func hasBackupNote() throws(DiskError) -> Bool {
        try disk.stat(layout.backupNote) != nil
    }

    /// The contents of `secret.key`; nil if there is none.
    package func secret() throws(DiskError) -> [UInt8]? {
        try contents(of: layout.secret, upTo: StoreFiles.configurationLimit)
    }

    /// Whether a staging area was left behind by a process that died, or is in use.
    package func hasStagingLock(_ area: String) throws(DiskError) -> Bool {
        let path = layout.staging.appending(EscapedName.bytes(area + ".lock"))
        return try disk.stat(path, following: false) != nil
    }

    /// A path of the store as people read it: below the store's directory.
    package func shown(_ path: FilePath) -> String { layout.shown(path) }

    private func contents(of path: FilePath, upTo limit: Int) throws(DiskError) -> [UInt8]? {
        guard try disk.stat(path) != nil else { return nil }
        return try disk.contents(of: path, upTo: limit)
    }
}
