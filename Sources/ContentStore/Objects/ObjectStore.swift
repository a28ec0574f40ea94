package import Values

/// The bytes of a store, by key: originals, which are never rewritten, and renditions, which are.
///
/// Called on any thread; every call blocks. `Tests/ContentStoreTests/ObjectStoreTests` is the
/// contract that each implementation passes. An error names the object by its `location`, so that
/// callers can tell which side of a copy failed; a missing object is nil, never an error.
package protocol ObjectStore: Sendable {
    /// The path of an object, or where it would be: for messages and for other programs.
    func location(of key: ObjectKey) -> FilePath

    /// What is stored under a key, links not followed; nil if nothing is. A `kind` other than
    /// `.file` is no object: something else has its name.
    func facts(of key: ObjectKey) throws(DiskError) -> FileFacts?

    /// The bytes under a key; nil if there are none.
    func open(_ key: ObjectKey) throws(DiskError) -> (any ObjectReader)?

    /// Prepares publishing these objects, if there is something to prepare. It may be left out, and
    /// another program may undo it.
    func prepare(_ keys: [ObjectKey]) throws

    /// Makes staged files objects, all of them durable when this returns; before that, each of them
    /// is whole or absent. Steps 3 and 4 of the write protocol (docs/format.md).
    ///
    /// An original that exists and is whole is kept, and the staged file removed. A damaged one
    /// goes to quarantine first. A rendition replaces the one that exists.
    /// - Parameter staging: the area of the files, in which they are durable.
    func publish(_ staged: [StagedObject], from staging: StagingArea) throws

    /// Moves an object, or whatever has its name, to quarantine with a note. Nothing is deleted.
    /// - Parameter digest: the actual digest of its bytes, if it is known.
    func quarantine(_ key: ObjectKey, reason: String, digest: Digest?) throws(DiskError)

    /// Moves an object to the trash; nil when it is gone. Durable once `changed` is synced.
    func discard(
        _ key: ObjectKey, to trash: Trash, _ changed: inout ChangedDirectories
    ) throws -> FileFacts?

    /// Moves all renditions of a recipe to the trash, with any strays among them.
    func discardRenditions(
        of recipe: String, to trash: Trash, _ changed: inout ChangedDirectories
    ) throws

    /// Removes the directories of an object if they are empty.
    func removeEmptyDirectories(of key: ObjectKey, _ changed: inout ChangedDirectories)

    /// Sets the change time of an object to now, whatever it is; its modification time stays.
    func markChanged(_ key: ObjectKey) throws(DiskError)

    /// The objects of one of the 256 parts of a space, by the first byte of their digests, in their
    /// order; strays where they are found. Memory does not grow with their number.
    func list(
        _ space: ObjectSpace, part: UInt8, _ found: (ListedObject) throws -> Void
    ) throws

    /// What is in a space beside its 256 parts: never an object.
    func listBeside(_ space: ObjectSpace, _ found: (ListedObject) throws -> Void) throws

    /// The recipe ids that have renditions here, and what is beside them.
    func recipes() throws -> (recipes: [String], others: [ListedObject])

    /// A hard link in a staging area to an object's file. Nil if that is not possible.
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

    /// All objects of a part; strays are skipped.
    /// - Throws: also if a part of it could not be listed.
    package func keys(_ space: ObjectSpace, part: UInt8) throws -> [ObjectKey] {
        try listed(space, part: part).compactMap { found in
            switch found {
            case .object(let key): key
            case .stray: nil
            case .unreadable(let error): throw error
            }
        }
    }

    /// Whether the original of a digest exists with exactly its bytes. Reads all of them, unless
    /// the size differs.
    package func isWhole(_ digest: Digest, size: UInt64) throws(DiskError) -> Bool {
        let key = ObjectKey.original(digest)
        guard let facts = try facts(of: key), facts.kind == .file, facts.size == size,
            // Nil for one that was collected in between.
            let reader = try open(key)
        else { return false }
        return try reader.digest().0 == digest
    }

    /// Copies, or links, an original to another store's staging area; nil if its bytes do not have
    /// the digest.
    /// - Throws: `DiskError` with this object's `location` if it is gone or cannot be read.
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

    /// Copies a rendition to another store's staging area; nil if its size or its bytes differ.
    /// - Throws: `DiskError` with this object's `location` if it is gone or cannot be read.
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
