package import Values

extension StoreDirectory {
    /// Takes what stands behind the first `size` bytes out of a journal file. It is kept in
    /// quarantine, whole, before the file is cut.
    /// - Parameter corner: the corner of staging of the process that wrote it, held by the caller.
    package func cutJournal(
        _ file: FilePath, to size: UInt64, corner: String, reason: String
    ) throws(DiskError) {
        let directory = layout.staging.appending(corner)
        _ = try disk.mkdir(directory)
        let kept = directory.appending(file.name)
        // Of one who died while doing this.
        if try disk.stat(kept, following: false) != nil { try disk.unlink(kept) }
        let tail = try disk.open(kept, .create(mode: 0o644))
        _ = try Staging.readPieces(of: try disk.open(file), from: size, disk) {
            piece throws(DiskError) in
            try disk.write(piece.baseAddress!, count: piece.count, to: tail)
        }
        try disk.sync(tail)
        try quarantine(kept, reason: reason)
        try disk.truncate(file, to: size)
        try disk.sync(file)
    }
}
