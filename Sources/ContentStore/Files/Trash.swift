package import Values

/// What one run moved to the trash: `trash/<name>/…`, each file under the path that it had in the
/// store, so that moving it back restores it. Only `gc --empty-trash` removes it for good.
package final class Trash: Sendable {
    package let directory: FilePath
    private let store: StoreDirectory

    /// Nothing is made on disk until something is moved.
    /// - Parameter name: begins with the date, as `20261121T143000Z-…`.
    package init(in store: StoreDirectory, name: String) {
        self.store = store
        directory = store.layout.trash.appending(name)
    }

    /// Moves a file of the store into the trash. Durable once `sync` has returned for `changed`.
    package func move(_ path: FilePath, _ changed: inout ChangedDirectories) throws {
        let root = store.layout.root.bytes
        precondition(path.bytes.starts(with: root + [UInt8(ascii: "/")]), "outside the store")
        let target = directory.appending(path.bytes[(root.count + 1)...])
        try store.directories.ensure(target.parent, &changed)
        do throws(DiskError) {
            try store.disk.rename(path, to: target)
        } catch {
            // Somebody may have emptied the trash; if not, the file is gone.
            guard error.isNotFound, try store.disk.stat(path, following: false) != nil else {
                throw error
            }
            store.directories.forgetAll()
            changed.made = []
            try store.directories.ensure(target.parent, &changed)
            try store.disk.rename(path, to: target)
        }
        changed.insert(target.parent)
        changed.insert(path.parent)
    }

    /// Appends whole lines to `gc.jsonl` in the trash, durably: what the catalogue said of what was
    /// collected.
    package func appendToManifest(_ lines: [UInt8]) throws {
        var changed = ChangedDirectories()
        try store.directories.ensure(directory, &changed)
        let path = directory.appending("gc.jsonl")
        let isNew = try store.disk.stat(path) == nil
        let file = try store.disk.open(path, .append)
        try store.disk.write(lines, count: lines.count, to: file)
        try store.disk.sync(file)
        if isNew { changed.insert(directory) }
        try store.directories.sync(changed)
    }

    /// Makes the moves survive power loss.
    package func sync(_ changed: ChangedDirectories) throws(DiskError) {
        // From a handful of directories on, one call for the whole file system is faster.
        if changed.paths.count > 8, try store.disk.syncFileSystem(of: directory.parent) {
            return store.directories.remember(changed)
        }
        try store.directories.sync(changed)
    }
}
