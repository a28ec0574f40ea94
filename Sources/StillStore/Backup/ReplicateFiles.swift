import Catalog
import ContentStore
import Values

// What is neither an object nor made from one.
extension Replica {
    /// The key of addresses with credentials, for its owner only.
    func bringSecret() throws {
        guard let key = try bytes(of: source.secret), try bytes(of: target.layout.secret) != key
        else { return }
        try staging.replace([
            try staging.stageReplacement(of: target.layout.secret, bytes: key, mode: 0o600)
        ])
    }

    /// Makes the snapshot the replica's catalogue, once SQLite has found it whole.
    func putCatalog() throws {
        try snapshot.check()
        let place = target.layout.catalog
        // The old one was folded into its file when the replica was opened. Were a log of it left
        // here, it would be taken for the new one's.
        for ending in ["-wal", "-shm", "-journal"] {
            let leftover = FilePath(bytes: place.bytes + Array(ending.utf8))
            if try disk.stat(leftover, following: false) != nil { try disk.unlink(leftover) }
        }
        try staging.replace([
            try staging.replacement(of: place, staged: snapshotPath, mode: 0o644)
        ])
    }

    func putConfiguration(_ bytes: [UInt8]) throws {
        let place = target.layout.configuration
        if try self.bytes(of: place) == bytes { return }
        try staging.replace([try staging.stageReplacement(of: place, bytes: bytes, mode: 0o644)])
    }

    /// Nil where there is no such file.
    private func bytes(of path: FilePath) throws(DiskError) -> [UInt8]? {
        guard try disk.stat(path) != nil else { return nil }
        return try disk.contents(of: path, upTo: 1 << 20)
    }
}
