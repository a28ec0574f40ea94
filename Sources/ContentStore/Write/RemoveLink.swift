package import Values

extension StoreDirectory {
    /// Takes the link of a bucket path away if it shows `digest`, with the directories that this
    /// leaves empty. Not yet durable. To be done inside the catalogue's transaction.
    /// - Returns: whether there was such a link.
    @discardableResult
    package func removeLink(
        _ path: BucketPath, showing digest: Digest, _ changed: inout ChangedDirectories
    ) throws(DiskError) -> Bool {
        let place = layout.link(path)
        guard try disk.readlink(place) == layout.linkText(path, digest) else { return false }
        try disk.unlink(place)
        changed.insert(place.parent)
        removeEmpty(place.parent, below: layout.buckets, &changed)
        return true
    }

    /// Removes a directory if it is empty, then those above it, up to `root`, which stays.
    /// - Returns: those that were removed. One that could not be is not an error.
    @discardableResult
    package func removeEmpty(
        _ directory: FilePath, below root: FilePath, _ changed: inout ChangedDirectories
    ) -> [FilePath] {
        var removed: [FilePath] = []
        var next = directory
        while next != root {
            // Not empty, or not ours to remove: both leave it where it is.
            guard (try? disk.rmdir(next)) != nil else { break }
            removed.append(next)
            forget(next)
            changed.remove(next)
            next = next.parent
            changed.insert(next)
        }
        return removed
    }

    /// Makes changes survive power loss, directory by directory. One that is gone by now is the
    /// business of who removed it.
    package func makeEachDurable(_ changed: ChangedDirectories) throws(DiskError) {
        for path in changed.paths {
            do throws(DiskError) { try disk.sync(path) } catch {
                guard error.isNotFound else { throw error }
            }
        }
        remember(changed)
    }
}
