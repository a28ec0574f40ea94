package import ContentStore
import Synchronization
package import Values

/// A tree of paths in memory: what one is without symbolic links.
package final class InMemoryTree: PathTree {
    private let paths = Mutex<[BucketPath: Digest]>([:])

    package init() {}

    package func location(of path: BucketPath) -> FilePath {
        FilePath("memory:buckets").appending(path.bucket).appending(path.path)
    }

    package func folders(of path: BucketPath) -> [FilePath] {
        var folders: [FilePath] = []
        var folder = location(of: path).parent
        for _ in path.components {
            folders.append(folder)
            folder = folder.parent
        }
        return folders
    }

    package func prepare(_ path: BucketPath, _ changed: inout ChangedDirectories) throws {
        let place = location(of: path)
        guard path.components.allSatisfy({ $0.count <= 255 }) else {
            throw StoreError.nameRefused(place, reason: "File name too long")
        }
        let folders = Set(folders(of: path))
        for other in paths.withLock({ Array($0.keys) }) where other != path {
            if folders.contains(location(of: other)) {
                throw StoreError.occupied(location(of: other))
            }
            if self.folders(of: other).contains(place) { throw StoreError.linkBlocked(place) }
        }
    }

    package func link(
        _ path: BucketPath, to digest: Digest, from staging: StagingArea,
        _ changed: inout ChangedDirectories
    ) throws {
        try prepare(path, &changed)
        paths.withLock { $0[path] = digest }
    }

    package func restore(
        _ path: BucketPath, to digest: Digest, area: String, _ changed: inout ChangedDirectories
    ) throws {
        guard (try? prepare(path, &changed)) != nil else { return }
        paths.withLock { $0[path] = digest }
    }

    package func unlink(
        _ path: BucketPath, showing digest: Digest, _ changed: inout ChangedDirectories
    ) throws(DiskError) -> Bool {
        paths.withLock { paths in
            guard paths[path] == digest else { return false }
            paths[path] = nil
            return true
        }
    }

    package func sync(_ changed: ChangedDirectories) throws(DiskError) {}

    package func shows(_ digest: Digest, at path: BucketPath) throws(DiskError) -> Bool {
        paths.withLock { $0[path] == digest }
    }

    package func entry(at path: BucketPath) throws(DiskError) -> PathEntry? {
        if let digest = paths.withLock({ $0[path] }) {
            return PathEntry(kind: .link, text: FilePath(digest.hex), shown: digest)
        }
        let place = location(of: path)
        let isFolder = paths.withLock { $0.keys.contains { folders(of: $0).contains(place) } }
        return isFolder ? PathEntry(kind: .directory, text: nil, shown: nil) : nil
    }

    package func buckets() throws -> (buckets: [String], others: [ListedObject]) {
        (Set(paths.withLock { $0.keys.map(\.bucketText) }).sorted(), [])
    }

    package func entries(
        of bucket: String, unreadable: @escaping (DiskError) -> Void
    ) -> any PathEntries {
        Entries(paths.withLock { $0.keys.filter { $0.bucketText == bucket }.map(\.pathText) })
    }

    package func areOne(_ path: BucketPath, _ other: BucketPath) throws(DiskError) -> Bool {
        path == other ? try isSpelled(path) : false
    }

    package func isSpelled(_ path: BucketPath) throws(DiskError) -> Bool {
        paths.withLock { $0[path] != nil }
    }

    private final class Entries: PathEntries {
        private var rest: ArraySlice<String>

        init(_ paths: [String]) {
            rest = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }[...]
        }

        func next() -> (path: String, kind: DirectoryListing.Kind)? {
            rest.popFirst().map { ($0, .link) }
        }
    }
}
