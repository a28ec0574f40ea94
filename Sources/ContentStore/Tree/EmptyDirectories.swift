package import Values

/// Finds directories of the tree, and of renditions, that contain nothing but empty directories, in
/// short steps. Those of the originals stay: their number is limited, and they are soon used again.
package final class EmptyDirectories {
    private struct Level {
        let path: FilePath
        let listing: DirectoryListing
        var next = 0
        /// Whether all that was seen in it so far is empty directories.
        var isEmpty = true
    }

    private let store: StoreFiles
    private var roots: [FilePath] = []
    private var levels: [Level] = []

    /// - Parameter kept: recipes whose directories stay too.
    package init(_ store: StoreFiles, keeping kept: Set<String>) throws(DiskError) {
        self.store = store
        let layout = store.layout
        for parent in [layout.buckets, layout.renditions] {
            let listing = try store.disk.list(parent)
            for index in 0..<listing.count where listing.kind(index) == .directory {
                let path = parent.appending(listing.name(index))
                if parent == layout.renditions, kept.contains(EscapedName.text(path.name)) {
                    continue
                }
                roots.append(path)
            }
        }
    }

    /// Whether everything has been checked.
    package var isDone: Bool { levels.isEmpty && roots.isEmpty }

    /// Checks up to `count` more directories.
    /// - Returns: the empty ones, the deepest first.
    package func next(_ count: Int) -> [FilePath] {
        var empty: [FilePath] = []
        for _ in 0..<count {
            if levels.isEmpty {
                guard let root = roots.popLast() else { break }
                enter(root)
            } else if let path = advance() {
                empty.append(path)
            }
        }
        return empty
    }

    /// Removes a directory if it is empty. Durable once `changed` is synced.
    /// - Returns: whether it is gone; one that could not be removed is not an error.
    package func remove(_ path: FilePath, _ changed: inout ChangedDirectories) -> Bool {
        // Only itself: those above it follow.
        !store.directories.removeEmpty(path, below: path.parent, &changed).isEmpty
    }

    private func enter(_ path: FilePath) {
        do throws(DiskError) {
            levels.append(Level(path: path, listing: try store.disk.list(path)))
        } catch {
            // Gone, or not readable by this user.
            if !levels.isEmpty { levels[levels.count - 1].isEmpty = false }
        }
    }

    /// Advances by one entry; returns a directory once it is known to be empty.
    private func advance() -> FilePath? {
        let top = levels.count - 1
        let level = levels[top]
        // Past the first picture, only directories are of interest.
        var next = level.next
        while next < level.listing.count, level.listing.kind(next) != .directory {
            levels[top].isEmpty = false
            next += 1
        }
        levels[top].next = next + 1
        if next < level.listing.count {
            enter(level.path.appending(level.listing.name(next)))
            return nil
        }
        let isEmpty = levels[top].isEmpty
        levels.removeLast()
        if !isEmpty, !levels.isEmpty { levels[levels.count - 1].isEmpty = false }
        return isEmpty ? level.path : nil
    }
}
