import Catalog
import ContentStore
import Imaging
import Values

/// Empty directories of the tree, and of recipes that are no more. Those among the objects and of
/// present recipes stay: there is a bounded number of them, and they are soon used again.
final class CollectDirectories: CollectPart {
    private struct Level {
        let path: FilePath
        let listing: DirectoryListing
        var next = 0
        /// Whether all that was seen in it so far is empty directories.
        var isEmpty = true
    }

    private var roots: [FilePath]?
    private var levels: [Level] = []

    private static let directories = 256

    init(_ run: CollectRun) {}

    func step(_ run: CollectRun) throws -> Bool {
        if roots == nil { roots = try findRoots(run) }
        var empty: [FilePath] = []
        for _ in 0..<CollectDirectories.directories {
            if levels.isEmpty {
                guard let root = roots?.popLast() else { break }
                try enter(root, run)
                continue
            }
            if let path = try advance(run) { empty.append(path) }
        }
        if !empty.isEmpty { try remove(empty, run) }
        return !levels.isEmpty || roots?.isEmpty == false
    }

    /// Each bucket, and each directory of a recipe that the configuration does not have.
    private func findRoots(_ run: CollectRun) throws -> [FilePath] {
        let layout = run.directory.layout
        let current = Set(run.library.configuration.recipes.map(\.recipe.id))
        var roots: [FilePath] = []
        for parent in [layout.buckets, layout.renditions] {
            let listing = try run.directory.disk.list(parent)
            for index in 0..<listing.count where listing.kind(index) == .directory {
                let path = parent.appending(listing.name(index))
                if parent == layout.renditions, current.contains(EscapedName.text(path.name)) {
                    continue
                }
                roots.append(path)
            }
        }
        return roots
    }

    private func enter(_ path: FilePath, _ run: CollectRun) throws {
        do throws(DiskError) {
            levels.append(Level(path: path, listing: try run.directory.disk.list(path)))
        } catch {
            // Gone, or not ours to read.
            if !levels.isEmpty { levels[levels.count - 1].isEmpty = false }
        }
    }

    /// Goes on by one entry; answers a directory once it is seen to be empty.
    private func advance(_ run: CollectRun) throws -> FilePath? {
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
            try enter(level.path.appending(level.listing.name(next)), run)
            return nil
        }
        let isEmpty = levels[top].isEmpty
        levels.removeLast()
        if !isEmpty, !levels.isEmpty { levels[levels.count - 1].isEmpty = false }
        return isEmpty ? level.path : nil
    }

    /// The tree changes only where the catalogue's rows cannot: a link that is about to be made
    /// keeps its directory.
    private func remove(_ paths: [FilePath], _ run: CollectRun) throws {
        let gone =
            if run.session == nil {
                paths
            } else {
                try run.directory.collecting {
                    try run.catalog.write { _ in
                        // Below itself only: those above it come in their turn.
                        paths.filter { !run.removeEmpty($0, below: $0.parent).isEmpty }
                    }
                }
            }
        for path in gone { run.tell(CollectedItem(.directory, .empty, run.name(path))) }
    }
}
