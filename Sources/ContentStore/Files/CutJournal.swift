import Values

extension StagingArea {
    /// Removes everything after the first `size` bytes from a journal file. The whole file is
    /// copied to quarantine before it is cut.
    /// - Parameter area: the staging area of the process that wrote it, held by the caller.
    package static func cutJournal(
        _ name: String, to size: UInt64, in store: StoreDirectory, area: String, reason: String
    ) throws(DiskError) {
        let disk = store.disk
        let file = store.journal.location(name)
        let directory = store.layout.staging.appending(area)
        _ = try disk.mkdir(directory)
        let kept = directory.appending(file.name)
        // Left by a process that died while doing this.
        if try disk.stat(kept, following: false) != nil { try disk.unlink(kept) }
        let tail = try disk.open(kept, .create(mode: 0o644))
        _ = try disk.reader(file).readPieces(from: size) { piece throws(DiskError) in
            try disk.write(piece.baseAddress!, count: piece.count, to: tail)
        }
        try disk.sync(tail)
        try store.quarantine(kept, reason: reason)
        try disk.truncate(file, to: size)
        try disk.sync(file)
    }
}
