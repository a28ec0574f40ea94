package import Values

/// Paths as relative symbolic links below `buckets/`.
package final class SymlinkTree: PathTree {
    let layout: StoreLayout
    let disk: Disk
    private let directories: StoreDirectories

    init(_ layout: StoreLayout, _ disk: Disk, _ directories: StoreDirectories) {
        self.layout = layout
        self.disk = disk
        self.directories = directories
    }

    package func location(of path: BucketPath) -> FilePath { layout.link(path) }

    package func folders(of path: BucketPath) -> [FilePath] {
        var folders: [FilePath] = []
        var folder = layout.link(path).parent
        while folder != layout.buckets {
            folders.append(folder)
            folder = folder.parent
        }
        return folders
    }

    // MARK: Changing it

    package func prepare(_ path: BucketPath, _ changed: inout ChangedDirectories) throws {
        let place = layout.link(path)
        try inTree(place, &changed) {
            let kind = try disk.stat(place, following: false)?.kind
            guard kind == nil || kind == .link else { throw StoreError.linkBlocked(place) }
        }
    }

    package func link(
        _ path: BucketPath, to digest: Digest, from staging: StagingArea,
        _ changed: inout ChangedDirectories
    ) throws {
        let place = layout.link(path)
        let text = layout.linkText(path, digest)
        try inTree(place, &changed) { try link(place, text, staging) }
        changed.insert(place.parent)
    }

    private func inTree(
        _ place: FilePath, _ changed: inout ChangedDirectories, _ body: () throws -> Void
    ) throws {
        do {
            try directories.inDirectory(of: place, &changed, body)
        } catch let error as DiskError {
            guard error.isAboutTheName else { throw error }
            throw StoreError.nameRefused(place, reason: error.explanation)
        }
    }

    private func link(_ place: FilePath, _ text: FilePath, _ staging: StagingArea) throws {
        do throws(DiskError) {
            try disk.symlink(text, at: place)
        } catch {
            guard error.isAlreadyThere else { throw error }
            if try disk.readlink(place) == text { return }
            guard try disk.stat(place, following: false)?.kind == .link else {
                throw StoreError.linkBlocked(place)
            }
            let fresh = staging.nextPath()
            try disk.symlink(text, at: fresh)
            try disk.rename(fresh, to: place)
        }
    }

    package func restore(
        _ path: BucketPath, to digest: Digest, area: String, _ changed: inout ChangedDirectories
    ) throws {
        let place = layout.link(path)
        let text = layout.linkText(path, digest)
        do {
            do {
                try restore(place, text, area, &changed)
            } catch let error as DiskError where error.isNotFound {
                // Another program may have removed directories that are remembered here.
                directories.forgetAll()
                changed.made = []
                try restore(place, text, area, &changed)
            }
        } catch let error as DiskError where error.isAboutTheName || error.isNotFound {
            // The name is impossible, or its folder is something else.
            return
        } catch is StoreError {
            return
        }
        // Also if it was right: the process that made it may have died before this was synced.
        changed.insert(place.parent)
    }

    private func restore(
        _ place: FilePath, _ text: FilePath, _ area: String, _ changed: inout ChangedDirectories
    ) throws {
        guard let kind = try disk.stat(place, following: false)?.kind else {
            try directories.ensure(place.parent, &changed)
            return try disk.symlink(text, at: place)
        }
        guard kind == .link else { throw StoreError.linkBlocked(place) }
        if try disk.readlink(place) == text { return }
        let directory = layout.staging.appending(area)
        _ = try disk.mkdir(directory)
        let fresh = directory.appending("link")
        // Left by a process that died while doing this.
        if try disk.stat(fresh, following: false) != nil { try disk.unlink(fresh) }
        try disk.symlink(text, at: fresh)
        try disk.rename(fresh, to: place)
    }

    package func unlink(
        _ path: BucketPath, showing digest: Digest, _ changed: inout ChangedDirectories
    ) throws(DiskError) -> Bool {
        guard try shows(digest, at: path) else { return false }
        let place = layout.link(path)
        try disk.unlink(place)
        changed.insert(place.parent)
        directories.removeEmpty(place.parent, below: layout.buckets, &changed)
        return true
    }

    package func sync(_ changed: ChangedDirectories) throws(DiskError) {
        try directories.sync(changed)
    }

    // MARK: Reading it

    package func shows(_ digest: Digest, at path: BucketPath) throws(DiskError) -> Bool {
        try disk.readlink(layout.link(path)) == layout.linkText(path, digest)
    }

    package func entry(at path: BucketPath) throws(DiskError) -> PathEntry? {
        let place = layout.link(path)
        guard let kind = try disk.stat(place, following: false)?.kind else { return nil }
        let text = kind == .link ? try disk.readlink(place) : nil
        return PathEntry(
            kind: kind, text: text, shown: text.flatMap { layout.digest(ofLink: $0, at: path) })
    }

    package func buckets() throws -> (buckets: [String], others: [ListedObject]) {
        let top = layout.buckets
        let listing: DirectoryListing
        do throws(DiskError) { listing = try disk.list(top) } catch {
            return ([], error.isNotFound ? [] : [.unreadable(error)])
        }
        var buckets: [String] = []
        var others: [ListedObject] = []
        for index in 0..<listing.count {
            let name = listing.name(index)
            let kind = (try? disk.kind(of: index, in: listing, at: top)) ?? .other
            if kind == .directory {
                buckets.append(EscapedName.text(name))
            } else {
                others.append(.stray(top.appending(name)))
            }
        }
        return (buckets, others)
    }

    package func entries(
        of bucket: String, unreadable: @escaping (DiskError) -> Void
    ) -> any PathEntries {
        LinkOrder(layout.buckets.appending(EscapedName.bytes(bucket)), disk, unreadable)
    }

    package func areOne(
        _ path: BucketPath, _ other: BucketPath
    ) throws(DiskError) -> Bool {
        guard let own = try disk.stat(layout.link(path), following: false) else { return false }
        return try disk.stat(layout.link(other), following: false)?.identity == own.identity
    }

    package func isSpelled(_ path: BucketPath) throws(DiskError) -> Bool {
        var name = layout.link(path)
        while name != layout.buckets {
            let listing: DirectoryListing
            do throws(DiskError) { listing = try disk.list(name.parent) } catch {
                if error.isNotFound { return false }
                throw error
            }
            let wanted = name.name
            guard (0..<listing.count).contains(where: { listing.name($0).elementsEqual(wanted) })
            else { return false }
            name = name.parent
        }
        return true
    }
}
