package import Values

// What is done with names that a walk over the tree has found.
extension TreeWalk {
    /// The text of a link, and the digest that it shows, if the store would have made it.
    package func link(
        _ entry: TreeEntry
    ) throws(DiskError) -> (path: BucketPath, shown: Digest)? {
        guard entry.kind == .link, let path = bucketPath(entry),
            let text = try disk.readlink(entry.path),
            let digest = layout.digest(ofLink: text, at: path)
        else { return nil }
        return (path, digest)
    }

    /// Nil for a name that is in no bucket, or is no valid path.
    package func bucketPath(_ entry: TreeEntry) -> BucketPath? {
        guard let slash = entry.relative.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        return try? BucketPath(
            recorded: Array(entry.relative[..<slash]), Array(entry.relative[(slash + 1)...]))
    }

    /// The text of a link; nil for anything else.
    package func text(_ entry: TreeEntry) throws(DiskError) -> FilePath? {
        try disk.readlink(entry.path)
    }

    /// As it is now; nil if it is gone.
    package func facts(_ entry: TreeEntry) throws(DiskError) -> FileFacts? {
        try disk.stat(entry.path, following: false)
    }

    /// Whether a name is also that of another path's link, because the file system ignores case or
    /// normalizes names.
    package func isLink(
        _ entry: TreeEntry, of path: BucketPath
    ) throws(DiskError) -> Bool {
        guard let own = try facts(entry) else { return false }
        return try disk.stat(layout.link(path), following: false)?.identity == own.identity
    }

    /// Removes a directory below the buckets that the walk has left, if it is empty.
    /// - Returns: whether it is gone. If something was added meanwhile it stays.
    package func removeIfEmpty(_ directory: FilePath) throws(DiskError) -> Bool {
        guard directory != layout.buckets, try disk.list(directory).count == 0,
            (try? disk.rmdir(directory)) != nil
        else { return false }
        directories.forgetAll()
        return true
    }

    /// Makes changes in directories survive power loss.
    package func sync(_ directories: Set<FilePath>) throws(DiskError) {
        for directory in directories { try disk.sync(directory) }
    }
}
