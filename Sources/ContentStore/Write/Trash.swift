/// What one run threw away: `trash/<name>/…`, each file under the path that it had in the store,
/// so that putting it back is a move. Only `gc --empty-trash` removes it for good.
package final class Trash: Sendable {
    package let directory: FilePath
    private let store: StoreDirectory

    /// Nothing is made on disk until something is taken.
    /// - Parameter name: begins with the date, as `20261121T143000Z-…`.
    package init(in store: StoreDirectory, name: String) {
        self.store = store
        directory = store.layout.trash.appending(name)
    }

    /// Moves a file of the store into the trash. Durable once `makeDurable` has returned for what
    /// `changed` has gathered.
    package func take(_ path: FilePath, _ changed: inout ChangedDirectories) throws {
        let root = store.layout.root.bytes
        precondition(path.bytes.starts(with: root + [UInt8(ascii: "/")]), "outside the store")
        let target = directory.appending(path.bytes[(root.count + 1)...])
        try store.ensure(target.parent, &changed)
        try store.disk.rename(path, to: target)
        changed.insert(target.parent)
        changed.insert(path.parent)
    }

    /// Makes the moves survive power loss.
    package func makeDurable(_ changed: ChangedDirectories) throws(DiskError) {
        for path in changed.paths { try store.disk.sync(path) }
        store.remember(changed)
    }
}
