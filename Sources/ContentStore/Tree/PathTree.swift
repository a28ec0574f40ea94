package import Values

/// What people see of a store: for each bucket path a name that leads to the object it shows.
///
/// Called on any thread; every call blocks. What changes the tree is called inside the catalogue's
/// transaction, because only behind its one writer is it certain what a path shows.
/// `Tests/ContentStoreTests/PathTreeTests` is the contract that each implementation passes.
package protocol PathTree: Sendable {
    /// Where people find a path, or would.
    func location(of path: BucketPath) -> FilePath

    /// The folders that a path is in, from its own to its bucket.
    func folders(of path: BucketPath) -> [FilePath]

    /// Makes ahead what `link` will need, and sees whether something else has the path's place.
    /// - Throws: `StoreError` as `link` does, which may still find that the name cannot be.
    func prepare(_ path: BucketPath, _ changed: inout ChangedDirectories) throws

    /// Makes a path show a digest, in the place of any other that it showed, in one step. Durable
    /// once `changed` is synced. Step 5 of the write protocol (docs/format.md).
    /// - Throws: `StoreError` where the tree has something else or cannot hold the name.
    func link(
        _ path: BucketPath, to digest: Digest, from staging: StagingArea,
        _ changed: inout ChangedDirectories
    ) throws

    /// The same by whoever has taken over the staging area of a dead process. Names that cannot be,
    /// and what a path's place holds that is no link, are left alone.
    func restore(
        _ path: BucketPath, to digest: Digest, area: String, _ changed: inout ChangedDirectories
    ) throws

    /// Makes a path show nothing if it shows `digest`, and removes the folders that this leaves
    /// empty. Durable once `changed` is synced.
    /// - Returns: whether it showed that.
    @discardableResult
    func unlink(
        _ path: BucketPath, showing digest: Digest, _ changed: inout ChangedDirectories
    ) throws(DiskError) -> Bool

    /// Makes changes survive power loss, one by one: what other programs are writing is not waited
    /// for.
    func sync(_ changed: ChangedDirectories) throws(DiskError)

    /// Whether a path shows a digest, as the store itself would have made it.
    func shows(_ digest: Digest, at path: BucketPath) throws(DiskError) -> Bool

    /// What lies at a path; nil where nothing does.
    func entry(at path: BucketPath) throws(DiskError) -> PathEntry?

    /// The buckets that have a directory, as the catalogue writes them, and what lies beside them.
    func buckets() throws -> (buckets: [String], others: [ListedObject])

    /// What lies in a bucket, in the order of the bytes of the paths as the catalogue writes them:
    /// that of its index. Memory follows the largest directories on the way down.
    /// - Parameter unreadable: hears of a directory that cannot be listed, which is passed over.
    func entries(
        of bucket: String, unreadable: @escaping (DiskError) -> Void
    ) -> any PathEntries

    /// Whether two paths are one name: on a file system that ignores case or normalizes names both
    /// have one link, which cannot show two things.
    func areOne(_ path: BucketPath, _ other: BucketPath) throws(DiskError) -> Bool

    /// Whether the tree has a path in this spelling, and not only in another that the file system
    /// holds equal.
    func isSpelled(_ path: BucketPath) throws(DiskError) -> Bool
}

/// What lies at a bucket path.
package struct PathEntry: Sendable {
    package let kind: FileFacts.Kind
    /// Where a link leads, as it says itself.
    package let text: FilePath?
    /// What it shows, where it is a link that the store would have made there.
    package let shown: Digest?

    package init(kind: FileFacts.Kind, text: FilePath?, shown: Digest?) {
        self.kind = kind
        self.text = text
        self.shown = shown
    }
}

/// Goes through what lies in a bucket.
package protocol PathEntries: AnyObject {
    /// The next path in the bucket, as the catalogue writes it, and what lies there; nil at the end.
    func next() -> (path: String, kind: DirectoryListing.Kind)?
}
