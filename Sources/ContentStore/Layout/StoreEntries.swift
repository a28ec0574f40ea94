package import Values

/// The directories in a store that are checked for entries that do not belong there.
package enum StorePlace: Sendable, CaseIterable {
    case root, staging, journal, trash
}

/// A name in one of them.
package struct StoreEntry: Sendable {
    package let path: FilePath
    /// Some file systems do not say the kind; an entry that cannot be checked then is `.other`.
    package let kind: DirectoryListing.Kind

    package var name: String { EscapedName.text(path.name) }
}

// Entries of a store that are found by listing it: no link is followed.
extension StoreDirectory {
    package func location(of place: StorePlace) -> FilePath {
        switch place {
        case .root: layout.root
        case .staging: layout.staging
        case .journal: layout.journal
        case .trash: layout.trash
        }
    }

    /// Calls `body` for each name, in the order of their bytes; for none where there is no such
    /// directory.
    package func eachEntry(
        in place: StorePlace, _ body: (StoreEntry) throws -> Void
    ) throws {
        let directory = location(of: place)
        let listing: DirectoryListing
        do throws(DiskError) { listing = try disk.list(directory) } catch {
            if error.isNotFound { return }
            throw error
        }
        for index in 0..<listing.count {
            let kind = (try? disk.kind(of: index, in: listing, at: directory)) ?? .other
            try body(StoreEntry(path: directory.appending(listing.name(index)), kind: kind))
        }
    }

    /// Whether the store itself uses a name in its directory.
    package static func isOwnName(_ name: String) -> Bool { StoreLayout.ownNames.contains(name) }

    /// What is at a path that a listing of this store, or an error, has named.
    package func facts(at path: FilePath) throws(DiskError) -> FileFacts? {
        try disk.stat(path, following: false)
    }

    /// The bytes of the file there.
    package func reader(at path: FilePath) throws(DiskError) -> any ObjectReader {
        try disk.reader(path)
    }

    /// Whether a path there leads to something, by whatever links.
    package func leadsSomewhere(_ path: FilePath) throws(DiskError) -> Bool {
        try disk.leadsSomewhere(path)
    }

    /// A path as people read it, below the store's directory, and back.
    package func shown(_ path: FilePath) -> String { layout.shown(path) }
    package func path(shown text: String) -> FilePath { layout.path(shown: text) }

    /// All files that were moved to quarantine and trash.
    package func filesSetAside() throws(DiskError) -> FileWalk {
        var roots: [FileWalk.Root] = []
        for root in [layout.quarantine, layout.trash] where try disk.stat(root) != nil {
            roots.append(FileWalk.Root(root))
        }
        return try FileWalk(roots: roots, disk: disk, store: nil, isExcluded: nil)
    }
}
