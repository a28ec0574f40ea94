import Catalog
import ContentStore

// What is neither an object nor made from one.
extension Replica {
    /// Brings the journal, which only grows: files that differ in size, or changed since. It is
    /// taken behind the snapshot, so that it has a fact of everything in it.
    func bringJournal(_ tally: inout BackupTally) async throws {
        tally.counts.journalsCopied += try await workers.run {
            let listing = try disk.list(source.journal)
            var copied = 0
            var batch: [Replacement] = []
            for index in 0..<listing.count {
                if stop.isRequested { break }
                let from = source.journal.appending(listing.name(index))
                let to = target.layout.journal.appending(listing.name(index))
                guard try isNewer(from, than: to) else { continue }
                batch.append(try staging.stageReplacement(of: to, from: from, mode: 0o644))
                copied += 1
                if batch.count == Replica.pageItems {
                    try staging.replace(batch)
                    batch = []
                }
            }
            if !batch.isEmpty { try staging.replace(batch) }
            return copied
        }
    }

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

    private func isNewer(_ source: FilePath, than target: FilePath) throws(DiskError) -> Bool {
        guard let now = try disk.stat(source, following: false), now.kind == .file else {
            return false
        }
        guard let before = try disk.stat(target, following: false) else { return true }
        return before.size != now.size || before.modified < now.modified
    }

    /// Nil where there is no such file.
    private func bytes(of path: FilePath) throws(DiskError) -> [UInt8]? {
        guard try disk.stat(path) != nil else { return nil }
        return try disk.contents(of: path, upTo: 1 << 20)
    }
}
