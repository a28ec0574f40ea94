package import Values

extension StoreDirectory {
    /// Opens a directory that is a backup, or is to become a store by being filled with one: made
    /// where it is missing, and held for maintenance.
    ///
    /// Unlike `open`, it asks for no `stillstore.json`: that comes last. What tells an unfinished
    /// one from a directory of somebody else's files is its `backup.json`.
    package static func openToFill(_ root: FilePath, disk: Disk) throws -> StoreDirectory {
        let layout = StoreLayout(root: root)
        try checkPath(layout.root, disk, isNew: true)
        try makeRoot(root, disk)
        let disk = try disk.confined(to: layout.root)
        let turn = try takeTurn(root, disk)
        defer { withExtendedLifetime(turn) {} }
        if try disk.stat(layout.configuration) == nil, try disk.stat(layout.backupNote) == nil {
            try checkIsFree(layout, disk)
            try checkHoldsNothing(layout, disk)
        }
        try checkOwnNames(layout, disk)
        for directory in layout.directories { try disk.mkdir(directory) }
        let lock = try disk.open(layout.lock, .lock)
        guard try disk.lock(lock, exclusive: true, waiting: false) else {
            throw StoreError.inUse(root)
        }
        return StoreDirectory(layout: layout, disk: disk, lock: HeldLock(lock))
    }

    /// The disk by which the store at `root` is read, without following a link in it. What lies
    /// there need not be a store.
    package static func diskToRead(_ root: FilePath, disk: Disk) throws -> Disk {
        let layout = StoreLayout(root: root)
        guard try disk.stat(root)?.kind == .directory else { throw StoreError.noStore(root) }
        let disk = try disk.confined(to: layout.root)
        try checkOwnNames(layout, disk)
        return disk
    }

    /// Locks a store that is only read, against those that would change it meanwhile; on media
    /// that cannot be written nobody can, and there is nothing to hold.
    package static func lockToRead(_ root: FilePath, disk: Disk) throws -> HeldLock? {
        let path = StoreLayout(root: root).lock
        do {
            let lock = try disk.open(path, .lock)
            if try disk.lock(lock, exclusive: true, waiting: false) { return HeldLock(lock) }
        } catch {
            guard error.isReadOnly || error.isFull else { throw error }
            return nil
        }
        throw StoreError.inUse(root)
    }

    /// Of a store that lost its `stillstore.json` and its catalogue the rest may still be there.
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
