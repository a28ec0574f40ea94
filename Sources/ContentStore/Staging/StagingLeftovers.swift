package import Values

extension StagingArea {
    /// The areas of dead processes, with the bytes in them. The next program that makes one sweeps
    /// them.
    package static func leftovers(
        in store: StoreDirectory
    ) throws(DiskError) -> [(path: FilePath, bytes: UInt64)] {
        let staging = store.layout.staging
        let listing = try store.disk.list(staging)
        var leftovers: [(path: FilePath, bytes: UInt64)] = []
        for index in 0..<listing.count {
            let name = EscapedName.text(listing.name(index))
            if [PartialFiles.name, ResumableFiles.name].contains(name) || name.hasSuffix(".lock") {
                continue
            }
            if try isAlive(name, in: store) { continue }
            let path = staging.appending(listing.name(index))
            leftovers.append((path, try size(of: path, store.disk)))
        }
        return leftovers
    }

    /// Whether an area has a directory; its lock file is another matter.
    package static func hasDirectory(
        _ name: String, in store: StoreDirectory
    ) throws(DiskError) -> Bool {
        let directory = store.layout.staging.appending(EscapedName.bytes(name))
        return try store.disk.stat(directory, following: false)?.kind == .directory
    }

    private static func size(of path: FilePath, _ disk: Disk) throws(DiskError) -> UInt64 {
        guard let facts = try disk.stat(path, following: false) else { return 0 }
        guard facts.kind == .directory else { return facts.size }
        var bytes: UInt64 = 0
        let listing = try disk.list(path)
        for index in 0..<listing.count {
            let file = path.appending(listing.name(index))
            bytes += try disk.stat(file, following: false)?.size ?? 0
        }
        return bytes
    }
}
