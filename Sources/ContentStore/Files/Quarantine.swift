import Foundation
package import Values

/// Where damaged or foreign files are moved, each with a note that says when and why. The program
/// deletes nothing in it.
struct Quarantine: Sendable {
    private let layout: StoreLayout
    private let disk: Disk

    init(_ layout: StoreLayout, _ disk: Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// - Parameter digest: the actual digest of its bytes, if it is known.
    func move(_ path: FilePath, reason: String, digest: Digest? = nil) throws(DiskError) {
        var stamp = WallClock.system.now()
        // Room for the time and the note's ending.
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
        // Otherwise a crash could bring it back to its old place.
        try disk.sync(path.parent)
    }
}

extension StoreDirectory {
    /// Moves something in the store to quarantine.
    /// - Parameter path: as a listing or an error of this store has named it.
    package func quarantine(
        _ path: FilePath, reason: String, digest: Digest? = nil
    ) throws(DiskError) {
        try Quarantine(layout, disk).move(path, reason: reason, digest: digest)
    }
}
