package import Values

// What is done about names that a walk over the tree has found.
extension TreeWalk {
    /// What the link says where it is one, and what it shows where the store would have made it.
    package func link(
        _ entry: TreeEntry
    ) throws(DiskError) -> (path: BucketPath, shown: Digest)? {
        guard entry.kind == .link, let path = bucketPath(entry),
            let text = try disk.readlink(entry.path),
            let digest = layout.digest(ofLink: text, at: path)
        else { return nil }
        return (path, digest)
    }

    /// Nil for a name that is in no bucket, or can be no path.
    package func bucketPath(_ entry: TreeEntry) -> BucketPath? {
        guard let slash = entry.relative.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        return try? BucketPath(
            recorded: Array(entry.relative[..<slash]), Array(entry.relative[(slash + 1)...]))
    }

    /// Where a link leads, as it says itself; nil for what is none.
    package func text(_ entry: TreeEntry) throws(DiskError) -> FilePath? {
        try disk.readlink(entry.path)
    }

    /// As it is now; nil where it is gone.
    package func facts(_ entry: TreeEntry) throws(DiskError) -> FileFacts? {
        try disk.stat(entry.path, following: false)
    }

    /// Whether a name is that of the link of another path as well, where the file system ignores
    /// case or normalizes names.
    package func isLink(
        _ entry: TreeEntry, of path: BucketPath
    ) throws(DiskError) -> Bool {
        guard let own = try facts(entry) else { return false }
        return try disk.stat(layout.link(path), following: false)?.identity == own.identity
    }

    /// Removes a directory below the buckets that the walk has left, if nothing is in it.
    /// - Returns: whether it is gone. Something may have come into it meanwhile: then it stays.
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
