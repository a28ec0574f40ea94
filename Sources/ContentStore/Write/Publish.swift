package import Values

/// A blob whose bytes lie in staging.
package struct StagedBlob: Sendable {
    package let digest: Digest
    package let size: UInt64
    package let path: FilePath
    /// It is a second name of somebody's file, and not read-only yet.
    package let isLinked: Bool

    package init(digest: Digest, size: UInt64, path: FilePath, isLinked: Bool = false) {
        self.digest = digest
        self.size = size
        self.path = path
        self.isLinked = isLinked
    }
}

/// A rendition whose bytes lie in staging.
package struct StagedRendition: Sendable {
    package let digest: Digest
    package let recipe: String
    package let fileExtension: String
    package let path: FilePath

    package init(digest: Digest, recipe: String, fileExtension: String, path: FilePath) {
        self.digest = digest
        self.recipe = recipe
        self.fileExtension = fileExtension
        self.path = path
    }
}

// The steps of the write protocol (docs/format.md), in the order in which a batch takes them.
// Each may be repeated; a crash between two leaves objects without rows, never the reverse.
extension Staging {
    /// Step 2: makes staged files survive power loss.
    package func makeDurable(_ paths: [FilePath]) throws(DiskError) {
        // One call for the whole file system pays from a handful of files on.
        if paths.count > 8, try syncFileSystem() { return }
        for path in paths { try store.disk.sync(path) }
    }

    /// Makes the directories in which an object and its renditions will be named: ahead, by the
    /// workers side by side, because the one who commits is alone. Not yet durable; the commit
    /// sees to that, and makes again what was removed meanwhile.
    package func makeRoom(for digest: Digest, recipes: [String]) throws {
        var changed = ChangedDirectories()
        let layout = store.layout
        let renditions = recipes.map { layout.rendition(recipe: $0, digest, fileExtension: "") }
        for file in [layout.object(digest)] + renditions {
            try inDirectory(of: file, &changed) {}
        }
    }

    /// Steps 3 and 4: gives objects and renditions their names, and makes all of these durable at
    /// once. An object that is there already is kept if it is whole; a damaged one goes to
    /// quarantine.
    package func publish(_ blobs: [StagedBlob], _ renditions: [StagedRendition]) throws {
        var changed = ChangedDirectories()
        try name(blobs, &changed)
        try name(renditions, &changed)
        try makeDurable(changed)
    }

    package func publish(_ blobs: [StagedBlob]) throws { try publish(blobs, []) }

    package func publish(_ renditions: [StagedRendition]) throws { try publish([], renditions) }

    private func name(_ blobs: [StagedBlob], _ changed: inout ChangedDirectories) throws {
        for blob in blobs {
            let target = store.layout.object(blob.digest)
            try inDirectory(of: target, &changed) { try place(blob, at: target) }
            // Also when the object was there: who put it may have died before this was synced.
            changed.insert(target.parent)
        }
    }

    private func name(
        _ renditions: [StagedRendition], _ changed: inout ChangedDirectories
    ) throws {
        for rendition in renditions {
            let target = store.layout.rendition(
                recipe: rendition.recipe, rendition.digest, fileExtension: rendition.fileExtension)
            try inDirectory(of: target, &changed) {
                try store.disk.rename(rendition.path, to: target)
            }
            changed.insert(target.parent)
        }
    }

    /// Step 5: makes the bucket path show the digest. Not yet durable.
    /// - Throws: `StoreError` where the tree has something else or cannot hold the name.
    package func link(
        _ path: BucketPath, to digest: Digest, _ changed: inout ChangedDirectories
    ) throws {
        let place = store.layout.link(path)
        let text = store.layout.linkText(path, digest)
        try inTree(place, &changed) { try show(text, at: place) }
        changed.insert(place.parent)
    }

    /// Makes the directories that the link of a bucket path needs, and sees whether something else
    /// lies in its place. Ahead of `link`, which may still find that the name cannot be.
    /// - Throws: `StoreError` as `link` does.
    package func prepareLink(
        _ path: BucketPath, _ changed: inout ChangedDirectories
    ) throws {
        let place = store.layout.link(path)
        try inTree(place, &changed) {
            let kind = try store.disk.stat(place, following: false)?.kind
            guard kind == nil || kind == .link else { throw StoreError.linkBlocked(place) }
        }
    }

    private func inTree(
        _ place: FilePath, _ changed: inout ChangedDirectories, _ body: () throws -> Void
    ) throws {
        do {
            try inDirectory(of: place, &changed, body)
        } catch let error as DiskError {
            guard error.isAboutTheName else { throw error }
            throw StoreError.nameRefused(place, reason: error.explanation)
        }
    }

    package func makeDurable(_ changed: ChangedDirectories) throws(DiskError) {
        try makeDurable(Array(changed.paths))
        store.remember(changed)
    }

    /// The same, directory by directory: what other programs are writing is not waited for.
    package func makeEachDurable(_ changed: ChangedDirectories) throws(DiskError) {
        try store.disk.syncEach(Array(changed.paths))
        store.remember(changed)
    }

    private func place(_ blob: StagedBlob, at target: FilePath) throws(DiskError) {
        let disk = store.disk
        if blob.isLinked { try disk.chmod(blob.path, 0o444) }
        do throws(DiskError) {
            // It fails where a plain rename would replace: a good object is never touched.
            try disk.renameExclusively(blob.path, to: target)
        } catch {
            guard error.isAlreadyThere else { throw error }
            if try store.isWhole(blob.digest, size: blob.size) { return discard(blob.path) }
            try store.quarantine(target, reason: "its bytes do not have the digest of its name")
            try disk.renameExclusively(blob.path, to: target)
        }
    }

    private func show(_ text: FilePath, at place: FilePath) throws {
        do throws(DiskError) {
            try store.disk.symlink(text, at: place)
        } catch {
            guard error.isAlreadyThere else { throw error }
            if try store.disk.readlink(place) == text { return }
            guard try store.disk.stat(place, following: false)?.kind == .link else {
                throw StoreError.linkBlocked(place)
            }
            let fresh = nextPath()
            try store.disk.symlink(text, at: fresh)
            try store.disk.rename(fresh, to: place)
        }
    }

    /// Runs `body` with the directory of `target` there, even if someone just removed it.
    private func inDirectory(
        of target: FilePath, _ changed: inout ChangedDirectories, _ body: () throws -> Void
    ) throws {
        do {
            try store.ensure(target.parent, &changed)
            try body()
        } catch let error as DiskError {
            guard error.isNotFound else { throw error }
            store.forgetDirectories()
            changed.made = []
            try store.ensure(target.parent, &changed)
            try body()
        }
    }
}
