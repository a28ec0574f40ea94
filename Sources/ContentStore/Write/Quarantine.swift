import Foundation
package import Values

extension StoreDirectory {
    /// Whether the object of a digest is there with exactly its bytes. Reads all of them, unless
    /// it has another size.
    package func isWhole(_ digest: Digest, size: UInt64) throws(DiskError) -> Bool {
        let path = layout.object(digest)
        guard let facts = try disk.stat(path, following: false), facts.kind == .file,
            facts.size == size
        else { return false }
        do throws(DiskError) {
            return try Staging.hash(try disk.open(path), disk).0 == digest
        } catch {
            // Collected between the two.
            if error.isNotFound { return false }
            throw error
        }
    }

    /// Moves what is damaged, or does not belong where it lies, aside, with a note that says when
    /// and why. Nothing is deleted.
    /// - Parameter digest: what its bytes really have, where that is known.
    package func quarantine(
        _ path: FilePath, reason: String, digest: Digest? = nil
    ) throws(DiskError) {
        var stamp = WallClock.system.now()
        // Room is left for the time and the note's ending.
        let own = String(decoding: EscapedName.text(path.name).utf8.prefix(180), as: UTF8.self)
        while true {
            let name = own + "-\(stamp)"
            let place = layout.quarantine.appending(name)
            let noteFile: OpenFile
            do throws(DiskError) {
                noteFile = try disk.open(
                    layout.quarantine.appending(name + ".json"), .create(mode: 0o644))
            } catch {
                // Two of one name in one millisecond.
                guard error.isAlreadyThere else { throw error }
                stamp += 1
                continue
            }
            var note = ["from": path.text, "reason": reason, "time": String(stamp)]
            note["digest"] = digest?.hex
            let bytes = [UInt8]((try? JSONEncoder().encode(note)) ?? Data())
            try disk.write(bytes, count: bytes.count, to: noteFile)
            try disk.sync(noteFile)
            try disk.rename(path, to: place)
            break
        }
        try disk.sync(layout.quarantine)
        // Or a crash could bring it back to where it was.
        try disk.sync(path.parent)
    }
}
