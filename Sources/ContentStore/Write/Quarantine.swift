import Foundation

extension StoreDirectory {
    /// Whether the object of a digest is there with exactly its bytes. Reads all of them.
    package func isWhole(_ digest: Digest) throws(DiskError) -> Bool {
        let path = layout.object(digest)
        guard try disk.stat(path, following: false)?.kind == .file else { return false }
        return try Staging.hash(try disk.open(path), disk).0 == digest
    }

    /// Moves damaged bytes aside, with a note that says when and why. Nothing is deleted.
    package func quarantine(_ path: FilePath, reason: String) throws(DiskError) {
        // Escaping makes names longer, and they must still be names.
        let start = String(EscapedName.text(path.name).prefix(64))
        var stamp = Int64(Date().timeIntervalSince1970 * 1000)
        // Two files of one name may be moved within a millisecond.
        while try disk.stat(
            layout.quarantine.appending("\(start)-\(stamp).json"), following: false) != nil
        {
            stamp += 1
        }
        let name = "\(start)-\(stamp)"
        let note: [String: String] = [
            "from": path.text, "reason": reason, "time": String(stamp),
        ]
        let bytes = [UInt8]((try? JSONEncoder().encode(note)) ?? Data())
        let noteFile = try disk.open(
            layout.quarantine.appending(name + ".json"), .create(mode: 0o644))
        try disk.write(bytes, count: bytes.count, to: noteFile)
        try disk.sync(noteFile)
        try disk.rename(path, to: layout.quarantine.appending(name))
        try disk.sync(layout.quarantine)
    }
}
