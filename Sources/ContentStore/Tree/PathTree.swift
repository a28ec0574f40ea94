package import Values

/// What people see of a store: for each bucket path a name that leads to the object it shows.
///
/// Called on any thread; every call blocks. Changes are made inside the catalogue's transaction,
/// because only its one writer knows for certain what a path shows.
/// `Tests/ContentStoreTests/PathTreeTests` is the contract that each implementation passes.
package protocol PathTree: Sendable {
    /// The path of a link, or where it would be.
    func location(of path: BucketPath) -> FilePath

    /// The folders that a path is in, from its own to its bucket.
    func folders(of path: BucketPath) -> [FilePath]

    /// Prepares `link`, and checks whether something else is at the path.
    /// - Throws: `StoreError` as `link` does, which may still find that the name is impossible.
    func prepare(_ path: BucketPath, _ changed: inout ChangedDirectories) throws

    /// Makes a path show a digest, and replaces any other that it showed, in one step. Durable once
    /// `changed` is synced. Step 5 of the write protocol (docs/format.md).
    /// - Throws: `StoreError` if something else is at the path, or if the name is impossible.
    func link(
        _ path: BucketPath, to digest: Digest, from staging: StagingArea,
        _ changed: inout ChangedDirectories
    ) throws

    /// The same by a program that has taken over the staging area of a dead process. Impossible
    /// names, and anything at the path that is no link, are skipped.
    func restore(
        _ path: BucketPath, to digest: Digest, area: String, _ changed: inout ChangedDirectories
    ) throws

    /// Removes the link of a path if it shows `digest`, and folders that become empty. Durable once
    /// `changed` is synced.
    /// - Returns: whether it showed that.
    @discardableResult
    func unlink(
        _ path: BucketPath, showing digest: Digest, _ changed: inout ChangedDirectories
    ) throws(DiskError) -> Bool

    /// Makes changes survive power loss, one by one: the writes of other programs are not waited
    /// for.
    func sync(_ changed: ChangedDirectories) throws(DiskError)

    /// Whether a path shows a digest, as the store itself would have made it.
    func shows(_ digest: Digest, at path: BucketPath) throws(DiskError) -> Bool

    /// What is at a path; nil if nothing is.
    func entry(at path: BucketPath) throws(DiskError) -> PathEntry?

    /// The buckets that have a directory, as the catalogue writes them, and what is beside them.
    func buckets() throws -> (buckets: [String], others: [ListedObject])

    /// The entries of a bucket, in the order of the bytes of their paths as the catalogue writes
    /// them: that of its index. Memory follows the largest directories on the way down.
    /// - Parameter unreadable: called for a directory that cannot be listed, which is skipped.
    func entries(
        of bucket: String, unreadable: @escaping (DiskError) -> Void
    ) -> any PathEntries

    /// Whether two paths are one name: on a file system that ignores case or normalizes names both
    /// have one link, which cannot show two objects.
    func areOne(_ path: BucketPath, _ other: BucketPath) throws(DiskError) -> Bool

    /// Whether the tree has a path in this spelling, and not only in another that the file system
    /// treats as equal.
    func isSpelled(_ path: BucketPath) throws(DiskError) -> Bool
}

/// What exists at a bucket path.
package struct PathEntry: Sendable {
    package let kind: FileFacts.Kind
    /// The text of the link.
    package let text: FilePath?
    /// The digest that it shows, if the store would have made this link there.
    package let shown: Digest?

    package init(kind: FileFacts.Kind, text: FilePath?, shown: Digest?) {
        self.kind = kind
        self.text = text
        self.shown = shown
    }
}

/// Walks the entries of a bucket.
package protocol PathEntries: AnyObject {
    /// The next path in the bucket, as the catalogue writes it, and its entry; nil at the end.
    func next() -> (path: String, kind: DirectoryListing.Kind)?
}
