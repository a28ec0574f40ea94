package import Values

/// Objects as files in a store's directory: `objects/sha256/ab/cd/<digest>` and
/// `renditions/<recipe>/ab/cd/<digest>.<extension>`.
package final class LocalObjects: ObjectStore {
    let layout: StoreLayout
    let disk: Disk
    private let directories: StoreDirectories

    init(_ layout: StoreLayout, _ disk: Disk, _ directories: StoreDirectories) {
        self.layout = layout
        self.disk = disk
        self.directories = directories
    }

    package func location(of key: ObjectKey) -> FilePath { layout.path(of: key) }

    package func facts(of key: ObjectKey) throws(DiskError) -> FileFacts? {
        guard key.isNameable else { return nil }
        return try disk.stat(layout.path(of: key), following: false)
    }

    package func open(_ key: ObjectKey) throws(DiskError) -> (any ObjectReader)? {
        guard key.isNameable else { return nil }
        do throws(DiskError) {
            return try disk.reader(layout.path(of: key))
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// Makes the directories of objects that will be published: ahead of the commit, by several
    /// workers, because only one thread commits. Not yet durable; publishing syncs them, and makes
    /// again what was removed meanwhile.
    package func prepare(_ keys: [ObjectKey]) throws {
        var changed = ChangedDirectories()
        for key in keys { try directories.inDirectory(of: layout.path(of: key), &changed) {} }
    }

    package func publish(_ staged: [StagedObject], from staging: StagingArea) throws {
        var changed = ChangedDirectories()
        for object in staged {
            let target = layout.path(of: object.key)
            guard object.key.isNameable else {
                throw StoreError.nameRefused(target, reason: "no rendition is called so")
            }
            try directories.inDirectory(of: target, &changed) {
                switch object.key {
                case .original: try name(object, target, staging)
                case .rendition: try disk.rename(object.path, to: target)
                }
            }
            // Also if the object exists: the process that published it may have died before this
            // was synced.
            changed.insert(target.parent)
        }
        try staging.sync(changed)
    }

    private func name(
        _ object: StagedObject, _ target: FilePath, _ staging: StagingArea
    ) throws(DiskError) {
        if object.isLinked { try disk.chmod(object.path, 0o444) }
        do throws(DiskError) {
            // It fails where a plain rename would replace: a whole object is never replaced.
            try disk.renameExclusively(object.path, to: target)
        } catch {
            guard error.isAlreadyThere else { throw error }
            if try isWhole(object.digest, size: object.size) {
                return staging.discard(object.path)
            }
            try quarantine(
                object.key, reason: "its bytes do not have the digest of its name", digest: nil)
            try disk.renameExclusively(object.path, to: target)
        }
    }

    package func quarantine(
        _ key: ObjectKey, reason: String, digest: Digest?
    ) throws(DiskError) {
        try Quarantine(layout, disk).move(layout.path(of: key), reason: reason, digest: digest)
    }

    package func discard(
        _ key: ObjectKey, to trash: Trash, _ changed: inout ChangedDirectories
    ) throws -> FileFacts? {
        guard let facts = try facts(of: key) else { return nil }
        try trash.move(layout.path(of: key), &changed)
        return facts
    }

    package func discardRenditions(
        of recipe: String, to trash: Trash, _ changed: inout ChangedDirectories
    ) throws {
        let tree = layout.renditions(of: recipe)
        if try disk.stat(tree, following: false) != nil { try trash.move(tree, &changed) }
    }

    package func removeEmptyDirectories(
        of key: ObjectKey, _ changed: inout ChangedDirectories
    ) {
        let top: FilePath
        switch key {
        case .original: top = layout.objects
        case .rendition: top = layout.renditions
        }
        directories.removeEmpty(layout.path(of: key).parent, below: top, &changed)
    }

    package func markChanged(_ key: ObjectKey) throws(DiskError) {
        try disk.markChanged(layout.path(of: key))
    }

    package func stageLink(
        to key: ObjectKey, in staging: StagingArea
    ) throws(DiskError) -> FilePath? { try staging.stageLink(to: layout.path(of: key)) }
}
