import Values

extension StoreDirectory {
    /// Refuses a store in which a link, a pipe or a device has one of the store's own names: what
    /// should happen in the store would happen elsewhere, or never end.
    static func checkOwnNames(_ layout: StoreLayout, _ disk: Disk) throws {
        let listing = try disk.list(layout.root)
        for index in 0..<listing.count {
            let name = EscapedName.text(listing.name(index))
            guard StoreLayout.ownNames.contains(name) else { continue }
            let path = layout.root.appending(name)
            try check(path, isDirectory: StoreLayout.ownDirectories.contains(name), disk)
        }
        try check(layout.objects, isDirectory: true, disk)
    }

    /// Refuses a store whose path is too long for its catalogue to be opened or copied.
    static func checkPath(_ root: FilePath, _ disk: Disk, isNew: Bool) throws {
        guard root.isAbsolute else { throw StoreError.noCurrentDirectory(root) }
        // SQLite follows links itself.
        let real = try disk.realPath(root) ?? root
        let bytes = max(root.bytes.count, real.bytes.count)
        let limit = isNew ? StoreLayout.newRootLimit : StoreLayout.rootLimit
        if bytes > limit { throw StoreError.pathTooLong(root, bytes: bytes, limit: limit) }
    }

    private static func check(_ path: FilePath, isDirectory: Bool, _ disk: Disk) throws {
        guard let found = try disk.stat(path)?.kind else { return }
        guard found == (isDirectory ? .directory : .file) else {
            throw StoreError.misplaced(path, found: found, wantsDirectory: isDirectory)
        }
    }
}
