package import Values

/// The catalogue's file and those that SQLite keeps beside it, as files: only the catalogue reads
/// what is in them.
package struct CatalogFiles: Sendable {
    package enum Part: String, Sendable, CaseIterable {
        case database = ""
        /// The rollback journal of a transaction that was cut short, before there was a log.
        case rollback = "-journal"
        case log = "-wal"
        case sharedMemory = "-shm"
    }

    private let layout: StoreLayout
    private let disk: Disk

    init(_ layout: StoreLayout, _ disk: Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// The database, which SQLite opens by its path.
    package var path: FilePath { layout.catalog }

    package func path(_ part: Part) -> FilePath {
        FilePath(bytes: layout.catalog.bytes + Array(part.rawValue.utf8))
    }

    /// Nil where there is no such file.
    package func facts(_ part: Part = .database) throws(DiskError) -> FileFacts? {
        try disk.stat(path(part))
    }

    /// Nil where there is no such file.
    package func size(_ part: Part = .database) throws(DiskError) -> UInt64? {
        try facts(part)?.size
    }

    /// Makes the name of a new database survive power loss.
    package func syncName() throws(DiskError) { try disk.sync(layout.root) }

    /// Replaces the database by a finished one; the old one goes to quarantine.
    ///
    /// The old file is moved before its log, and both durably before the new one appears: at no
    /// moment is a file beside the log of another.
    package func replace(with fresh: FilePath, reason: String) throws(DiskError) {
        try disk.sync(fresh)
        for part in Part.allCases {
            let old = path(part)
            guard try disk.stat(old, following: false) != nil else { continue }
            try Quarantine(layout, disk).move(old, reason: reason)
        }
        try disk.sync(layout.root)
        try disk.rename(fresh, to: layout.catalog)
        try disk.sync(layout.root)
    }
}

extension StagingArea {
    /// Replaces the store's database, whose log was written into it, by one of this area.
    package func putCatalog(_ fresh: FilePath) throws(DiskError) {
        // A log of the old one that stayed here would be taken for the new one's.
        for part in [CatalogFiles.Part.log, .sharedMemory, .rollback] {
            let leftover = store.catalog.path(part)
            if try store.disk.stat(leftover, following: false) != nil {
                try store.disk.unlink(leftover)
            }
        }
        try replace([try replacement(of: store.catalog.path, staged: fresh, mode: 0o644)])
    }

    /// Copies the catalogue of a store that nobody writes to, with its log, to `path` in this area.
    package func copyCatalog(_ source: CatalogFiles, to path: FilePath) throws(DiskError) {
        var files = [try stageReplacement(of: path, from: source.path, mode: 0o644)]
        if try store.disk.stat(source.path(.log)) != nil {
            let log = FilePath(bytes: path.bytes + Array(CatalogFiles.Part.log.rawValue.utf8))
            files.append(try stageReplacement(of: log, from: source.path(.log), mode: 0o644))
        }
        try replace(files)
    }
}
