package import ContentStore
package import Values

/// The links that one transaction changes.
///
/// They are gathered while it is decided what becomes of each path, and changed when the facts are
/// durable that tell of it: so none is changed that no fact names, whenever the process dies.
package struct LinkChanges {
    private enum Change {
        case show(BucketPath, Digest)
        case remove(BucketPath, Digest)
    }

    private let staging: StagingArea
    /// What the tree would not take when it was tried.
    private let refused: [BucketPath: StoreError]
    private var changes: [Change] = []
    /// Where links will be.
    private var places: Set<FilePath> = []
    private var changed = ChangedDirectories()

    private var tree: any PathTree { staging.store.tree }

    package init(_ staging: StagingArea, refused: [BucketPath: StoreError] = [:]) {
        self.staging = staging
        self.refused = refused
    }

    /// The path is to show the digest.
    /// - Throws: `StoreError` where the tree has something else or cannot hold the name.
    package mutating func link(_ path: BucketPath, _ digest: Digest) throws {
        if let error = refused[path] { throw error }
        for folder in tree.folders(of: path) where places.contains(folder) {
            throw StoreError.occupied(folder)
        }
        try tree.prepare(path, &changed)
        places.insert(tree.location(of: path))
        changes.append(.show(path, digest))
    }

    /// The path is to show nothing, if it shows the digest.
    package mutating func remove(_ path: BucketPath, showing digest: Digest) {
        changes.append(.remove(path, digest))
    }

    /// Makes all of it so, durably.
    /// - Throws: `LinksRefused` for names that cannot be, when all others are made.
    package mutating func make() throws {
        var refusals: [BucketPath: StoreError] = [:]
        for change in changes {
            switch change {
            case .show(let path, let digest):
                do {
                    try tree.link(path, to: digest, from: staging, &changed)
                } catch let error as StoreError {
                    refusals[path] = error
                }
            case .remove(let path, let digest):
                try tree.unlink(path, showing: digest, &changed)
            }
        }
        if !refusals.isEmpty { throw LinksRefused(errors: refusals) }
        // One by one: what other programs are writing is not waited for. A directory that is gone
        // by now is the business of who removed it.
        try tree.sync(changed)
    }
}

/// Links that the tree refused, although the checks before had passed.
struct LinksRefused: Error {
    let errors: [BucketPath: StoreError]
}
