package import Values

extension StoreDirectory {
    /// Opens a directory that is a backup, or that will become a store by being filled with one:
    /// created if it does not exist, and locked for maintenance.
    ///
    /// Unlike `open` it needs no `stillstore.json`, which is written last. An unfinished one is
    /// recognized by its `backup.json`.
    package static func openToFill(_ root: FilePath, disk: Disk) throws -> StoreDirectory {
        let layout = StoreLayout(root: root)
        try checkPath(layout.root, disk, isNew: true)
        try makeRoot(root, disk)
        let disk = try disk.confined(to: layout.root)
        let rootLock = try lockRoot(root, disk)
        defer { rootLock?.release() }
        if try disk.stat(layout.configuration) == nil, try disk.stat(layout.backupNote) == nil {
            try checkIsFree(layout, disk)
            try checkHoldsNothing(layout, disk)
        }
        try checkOwnNames(layout, disk)
        for directory in layout.directories { try disk.mkdir(directory) }
        guard let lock = try disk.lock(layout.lock, .lock, exclusive: true) else {
            throw StoreError.inUse(root)
        }
        return StoreDirectory(layout: layout, disk: disk, lock: lock)
    }

    /// A store that lost its `stillstore.json` and its catalogue may still have the rest.
    private static func checkHoldsNothing(_ layout: StoreLayout, _ disk: Disk) throws {
        for directory in [layout.objects, layout.buckets, layout.journal]
        where try disk.stat(directory) != nil {
            let listing = try disk.list(directory)
            if listing.count > 0 {
                throw StoreError.notFree(
                    layout.root,
                    found: EscapedName.text(directory.appending(listing.name(0)).name))
            }
        }
    }
}

extension StoreDirectory {
    /// Removes `backup.json`: from then on the directory is a store like any other.
    package func removeBackupNote() throws(DiskError) {
        try disk.unlink(layout.backupNote)
        try disk.sync(layout.root)
    }
}
