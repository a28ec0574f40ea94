package import Values

/// The bytes of a store, by key: originals, which are never rewritten, and renditions, which are.
///
/// Called on any thread; every call blocks. `Tests/ContentStoreTests/ObjectStoreTests` is the
/// contract that each implementation passes. An error names the object by its `location`, so that
/// callers can tell which side of a copy failed; absence is nil, never an error.
package protocol ObjectStore: Sendable {
    /// Where people find an object, or would: for messages and for programs of theirs.
    func location(of key: ObjectKey) -> FilePath

    /// What lies under a key, links not followed; nil where nothing does. A `kind` other than
    /// `.file` is no object: something else took its name.
    func facts(of key: ObjectKey) throws(DiskError) -> FileFacts?

    /// The bytes under a key; nil where nothing is.
    func open(_ key: ObjectKey) throws(DiskError) -> (any ObjectReader)?

    /// Makes ahead what publishing these will need, where anything is. May be left out, and may
    /// have been undone by somebody when they are published.
    func prepare(_ keys: [ObjectKey]) throws

    /// Makes staged files objects, all of them durable when this returns; before that, each of them
    /// is there whole or not at all. Step 3 and 4 of the write protocol (docs/format.md).
    ///
    /// An original that is there and whole is kept, and the staged file removed. One that is not
    /// goes to quarantine first. A rendition takes the place of one that is there.
    /// - Parameter staging: the area that the files lie in, where they are durable.
    func publish(_ staged: [StagedObject], from staging: StagingArea) throws

    /// Moves an object, or what took its name, to quarantine with a note. Nothing is deleted.
    /// - Parameter digest: what its bytes really have, where that is known.
    func quarantine(_ key: ObjectKey, reason: String, digest: Digest?) throws(DiskError)

    /// Moves an object to the trash; nil when it is gone. Durable once `changed` is synced.
    func discard(
        _ key: ObjectKey, to trash: Trash, _ changed: inout ChangedDirectories
    ) throws -> FileFacts?

    /// Moves all renditions of a recipe to the trash, with what lies among them.
    func discardRenditions(
        of recipe: String, to trash: Trash, _ changed: inout ChangedDirectories
    ) throws

    /// Removes the directories that an object was in, where nothing is left in them.
    func removeEmptyDirectories(of key: ObjectKey, _ changed: inout ChangedDirectories)

    /// Has an object count as changed now, whatever it is; when it was written stays.
    func markChanged(_ key: ObjectKey) throws(DiskError)

    /// The objects of one of the 256 parts of a space, by the first byte of their digests, in the
    /// order of these; strays where they lie. Memory does not follow their number.
    func list(
        _ space: ObjectSpace, part: UInt8, _ found: (ListedObject) throws -> Void
    ) throws

    /// What lies in a space beside its 256 parts: never an object.
    func listBeside(_ space: ObjectSpace, _ found: (ListedObject) throws -> Void) throws

    /// The recipes that have renditions here, as they are called, and what lies beside them.
    func recipes() throws -> (recipes: [String], others: [ListedObject])

    /// A second name in a staging area for an object's file, without copying. Nil where that
    /// cannot be had.
    func stageLink(to key: ObjectKey, in staging: StagingArea) throws(DiskError) -> FilePath?
}

extension ObjectStore {
    package func prepare(_ keys: [ObjectKey]) throws {}

    package func removeEmptyDirectories(
        of key: ObjectKey, _ changed: inout ChangedDirectories
    ) {}

    package func listBeside(
        _ space: ObjectSpace, _ found: (ListedObject) throws -> Void
    ) throws {}

    package func stageLink(
        to key: ObjectKey, in staging: StagingArea
    ) throws(DiskError) -> FilePath? { nil }

    /// All that a part holds, together.
    package func listed(_ space: ObjectSpace, part: UInt8) throws -> [ListedObject] {
        var listed: [ListedObject] = []
        try list(space, part: part) { listed.append($0) }
        return listed
    }

    /// The objects of a part, together; strays are passed over.
    /// - Throws: also what kept a part of it from being listed.
    package func keys(_ space: ObjectSpace, part: UInt8) throws -> [ObjectKey] {
        try listed(space, part: part).compactMap { found in
            switch found {
            case .object(let key): key
            case .stray: nil
            case .unreadable(let error): throw error
            }
        }
    }

    /// Whether the original of a digest is there with exactly its bytes. Reads all of them, unless
    /// it has another size.
    package func isWhole(_ digest: Digest, size: UInt64) throws(DiskError) -> Bool {
        let key = ObjectKey.original(digest)
        guard let facts = try facts(of: key), facts.kind == .file, facts.size == size,
            // Nil for one that was collected between the two.
            let reader = try open(key)
        else { return false }
        return try reader.digest().0 == digest
    }

    /// Copies, or links, an original to another store's staging area; nil where its bytes are not
    /// those of the digest.
    /// - Throws: `DiskError` with this object's `location` where it is gone or cannot be read.
    package func stage(
        _ digest: Digest, size: Int64, linking: Bool, in staging: StagingArea
    ) throws(DiskError) -> StagedObject? {
        let key = ObjectKey.original(digest)
        guard let reader = try open(key) else { throw .notFound(location(of: key)) }
        if try reader.facts().isFarLarger(than: size) { return nil }
        if linking {
            let (found, size) = try reader.digest()
            guard found == digest else { return nil }
            // Another file system, or one without links: copied.
            if let linked = try stageLink(to: key, in: staging) {
                return StagedObject(original: digest, size: size, path: linked, isLinked: true)
            }
        }
        let copy = try staging.stageCopy(of: reader)
        guard copy.digest == digest else {
            staging.discard(copy.path)
            return nil
        }
        return StagedObject(original: digest, size: copy.size, path: copy.path)
    }

    /// Copies a rendition to another store's staging area; nil where it has another size or other
    /// bytes.
    /// - Throws: `DiskError` with this object's `location` where it is gone or cannot be read.
    package func stageRendition(
        _ key: ObjectKey, content: Digest, size: Int64, in staging: StagingArea
    ) throws(DiskError) -> FilePath? {
        guard let reader = try open(key) else { throw .notFound(location(of: key)) }
        guard try reader.facts().size == UInt64(max(0, size)) else { return nil }
        let copy = try staging.stageCopy(of: reader)
        if copy.digest == content { return copy.path }
        staging.discard(copy.path)
        return nil
    }
}
