import ContentStore
import Values

extension RebuildCatalogue {
    /// Puts the finished catalogue in its place; what was there goes to quarantine.
    ///
    /// The old file goes before its log, and both, durably, before the new one comes: at no moment
    /// does a file lie beside the log of another.
    func replaceCatalogue(with fresh: FilePath) throws {
        let disk = directory.disk
        let place = directory.layout.catalog
        try disk.sync(fresh)
        for ending in ["", "-journal", "-wal", "-shm"] {
            let old = FilePath(bytes: place.bytes + Array(ending.utf8))
            guard try disk.stat(old, following: false) != nil else { continue }
            try directory.quarantine(old, reason: "the catalogue was rebuilt")
        }
        try disk.sync(directory.layout.root)
        try disk.rename(fresh, to: place)
        try disk.sync(directory.layout.root)
    }
}
