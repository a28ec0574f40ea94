package import Values

extension StoreDirectory {
    /// Makes a bucket path show the digest again, whatever link is there. Not yet durable. To be
    /// done inside the catalogue's transaction.
    ///
    /// What is no link was not put there by a program of ours, and stays.
    /// - Parameter corner: a corner of staging that is held by the caller.
    package func restoreLink(
        _ path: BucketPath, to digest: Digest, corner: String,
        _ changed: inout ChangedDirectories
    ) throws {
        let place = layout.link(path)
        let text = layout.linkText(path, digest)
        do {
            do {
                try show(text, at: place, corner, &changed)
            } catch let error as DiskError where error.isNotFound {
                // Another program may have removed directories that we know.
                forgetDirectories()
                changed.made = []
                try show(text, at: place, corner, &changed)
            }
        } catch let error as DiskError where error.isAboutTheName || error.isNotFound {
            // Such a name never was, or its folder is something else.
            return
        } catch is StoreError {
            return
        }
        // Also where it was right: who made it may have died before this was synced.
        changed.insert(place.parent)
    }

    private func show(
        _ text: FilePath, at place: FilePath, _ corner: String,
        _ changed: inout ChangedDirectories
    ) throws {
        guard let kind = try disk.stat(place, following: false)?.kind else {
            try ensure(place.parent, &changed)
            return try disk.symlink(text, at: place)
        }
        guard kind == .link else { throw StoreError.linkBlocked(place) }
        if try disk.readlink(place) != text { try replaceLink(place, text, corner) }
    }

    private func replaceLink(
        _ place: FilePath, _ text: FilePath, _ corner: String
    ) throws(DiskError) {
        let directory = layout.staging.appending(corner)
        _ = try disk.mkdir(directory)
        let fresh = directory.appending("link")
        // Of one who died while doing this.
        if try disk.stat(fresh, following: false) != nil { try disk.unlink(fresh) }
        try disk.symlink(text, at: fresh)
        try disk.rename(fresh, to: place)
    }
}
