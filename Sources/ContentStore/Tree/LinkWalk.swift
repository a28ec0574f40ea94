package import Values

/// The links of a store's tree, directory by directory, and the directories that become empty.
///
/// No link is followed. Memory follows the largest directories on one way down.
package final class LinkWalk {
    package struct Link: Sendable {
        package let place: FilePath
        /// As the catalogue writes them.
        package let bucket, path: String
    }

    private struct Level {
        let directory: FilePath
        /// The bucket, then the path in it.
        let components: [[UInt8]]
        let listing: DirectoryListing
        var next = 0
        /// This walk removed something from it.
        var wasThinned = false
    }

    private let disk: Disk
    private let layout: StoreLayout
    private var levels: [Level] = []

    package init(_ store: StoreFiles) throws(DiskError) {
        disk = store.disk
        layout = store.layout
        levels = [
            Level(
                directory: layout.buckets, components: [],
                listing: try disk.list(layout.buckets))
        ]
    }

    /// The next link, or nil at the end.
    package func next() throws(DiskError) -> Link? {
        while let level = levels.last {
            guard level.next < level.listing.count else {
                leave(level)
                continue
            }
            levels[levels.count - 1].next += 1
            let name = Array(level.listing.name(level.next))
            let place = level.directory.appending(name)
            switch try disk.kind(of: level.next, in: level.listing, at: level.directory) {
            case .directory:
                levels.append(
                    Level(
                        directory: place, components: level.components + [name],
                        listing: try disk.list(place)))
            case .link:
                guard let bucket = level.components.first else { continue }
                let path = level.components.dropFirst() + [name]
                return Link(
                    place: place, bucket: EscapedName.text(bucket),
                    path: EscapedName.text(Array(path.joined(separator: [UInt8(ascii: "/")]))))
            case .file, .other, .unknown: continue
            }
        }
        return nil
    }

    /// Whether a link's text has the form of a store's links, wherever it leads.
    package func isStoresOwn(_ link: Link) throws(DiskError) -> Bool {
        guard let text = try disk.readlink(link.place)?.text else { return false }
        return text.hasPrefix("../") && text.contains("/objects/sha256/")
    }

    /// Removes a link that `next` has just returned, and its directory if it becomes empty.
    package func remove(_ link: Link) throws(DiskError) {
        try disk.unlink(link.place)
        levels[levels.count - 1].wasThinned = true
    }

    private func leave(_ level: Level) {
        levels.removeLast()
        guard !levels.isEmpty, level.wasThinned || level.listing.count == 0 else { return }
        do {
            try disk.rmdir(level.directory)
            levels[levels.count - 1].wasThinned = true
        } catch {
            // Something else is in it: it stays.
        }
    }
}
