import Foundation
import Synchronization
package import Values

/// One program's own corner of `staging/`, where files are written before they are published.
///
/// Its lock file says that the owner lives: a corner whose lock can be taken belongs to a dead
/// process and is swept by whoever comes next.
package final class Staging: Sendable {
    package let store: StoreDirectory
    package let name: String
    private let directory, lockPath: FilePath
    private let lock: OpenFile
    private let numbers = Atomic<UInt64>(0)

    /// Sweeps what dead processes left, then opens a corner of its own.
    /// - Parameter mayGo: see `sweep`.
    package init(
        in store: StoreDirectory, name: String,
        sweeping mayGo: (_ name: String) throws -> Bool = { _ in true }
    ) throws {
        self.store = store
        self.name = name
        let disk = store.disk
        try Staging.sweep(store, where: mayGo)
        directory = store.layout.staging.appending(name)
        lockPath = store.layout.staging.appending(name + ".lock")
        while true {
            let lock = try disk.open(lockPath, .lock)
            _ = try disk.lock(lock, exclusive: true, waiting: true)
            // Between its creation and the lock a sweeper may have removed the file: the lock
            // counts only while the file is still there under its name.
            if try disk.stat(lockPath)?.identity == disk.stat(lock).identity {
                self.lock = lock
                break
            }
        }
        try disk.mkdir(directory)
    }

    /// Removes the corner. What is left in it was not published.
    package func close() {
        try? Staging.remove(directory, lockPath, store.disk)
        // What could not be removed is for anyone to sweep.
        store.disk.unlock(lock)
    }

    /// Leaves the corner to be swept: somebody else must first settle what was written here.
    package func abandon() { store.disk.unlock(lock) }

    /// Writes `count` bytes to a new read-only file. Not yet durable. An array may be passed as
    /// it is.
    package func stage(_ bytes: UnsafeRawPointer, count: Int) throws(DiskError) -> FilePath {
        let path = nextPath()
        do throws(DiskError) {
            let file = try store.disk.open(path, .create(mode: 0o444))
            try store.disk.write(bytes, count: count, to: file)
            if count >= Staging.earlyBytes { try store.disk.startWriting(file) }
        } catch {
            discard(path)
            throw error
        }
        return path
    }

    /// Files from this size on are handed to the disk as soon as they are written, so that it
    /// works while pictures are decoded; smaller ones are better off together.
    private static let earlyBytes = 256 << 10

    /// Copies a file that is too large to hold, hashing what is copied.
    package func stageCopy(
        of source: borrowing OpenFile
    ) throws(DiskError) -> (path: FilePath, digest: Digest, size: UInt64) {
        let path = nextPath()
        do throws(DiskError) {
            let target = try store.disk.open(path, .create(mode: 0o444))
            if try store.disk.clone(source, into: target) {
                let copy = try store.disk.open(path)
                let (digest, size) = try Staging.hash(copy, store.disk)
                return (path, digest, size)
            }
            var hasher = Digest.Hasher()
            let size = try Staging.readPieces(of: source, store.disk) { piece throws(DiskError) in
                hasher.update(piece)
                try store.disk.write(piece.baseAddress!, count: piece.count, to: target)
            }
            try store.disk.startWriting(target)
            return (path, hasher.finalize(), size)
        } catch {
            discard(path)
            throw error
        }
    }

    /// Writes all of standard input, hashing it. Nil when it is more than `limit` bytes.
    package func stageStandardInput(
        limit: UInt64
    ) throws(DiskError) -> (path: FilePath, digest: Digest, size: UInt64)? {
        let path = nextPath()
        let target = try store.disk.open(path, .create(mode: 0o444))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
        defer { buffer.deallocate() }
        var hasher = Digest.Hasher()
        var size: UInt64 = 0
        while true {
            let got = try store.disk.readStandardInput(into: buffer)
            if got == 0 { return (path, hasher.finalize(), size) }
            size += UInt64(got)
            guard size <= limit else {
                discard(path)
                return nil
            }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<got])
            hasher.update(piece)
            try store.disk.write(piece.baseAddress!, count: got, to: target)
        }
    }

    /// Gives `source` a second name here, without copying. Nil where the file system cannot.
    /// Its permissions stay until it is published: it may yet be refused.
    package func stageLink(to source: FilePath) throws(DiskError) -> FilePath? {
        let path = nextPath()
        do throws(DiskError) {
            try store.disk.link(source, to: path)
            return path
        } catch {
            discard(path)
            guard error.call == .link else { throw error }
            return nil
        }
    }

    /// Makes all that was written to the file system since this corner was taken survive power
    /// loss; false where there is no call for it.
    func syncFileSystem() throws(DiskError) -> Bool { try store.disk.syncFileSystem(of: lock) }

    /// Hashes a whole file in pieces.
    package static func hash(
        _ source: borrowing OpenFile, _ disk: Disk
    ) throws(DiskError) -> (Digest, UInt64) {
        var hasher = Digest.Hasher()
        let size = try readPieces(of: source, disk) { hasher.update($0) }
        return (hasher.finalize(), size)
    }

    /// A path in the corner that nothing has yet: for a link that will be renamed into the tree, or
    /// for a file that something else writes.
    package func nextPath() -> FilePath {
        let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
        return directory.appending(String(number))
    }

    /// A place in the corner for a file that another library writes.
    package func place(named name: String) -> FilePath { directory.appending(name) }

    /// Removes a staged file that is not needed. A failure leaves it to the sweep.
    package func discard(_ path: FilePath) { try? store.disk.unlink(path) }

    /// Reads a file in pieces, to its end or as far as `limit`.
    /// - Returns: how many bytes that were.
    static func readPieces(
        of source: borrowing OpenFile, from start: UInt64 = 0, upTo limit: UInt64 = .max,
        _ disk: Disk, _ take: (UnsafeRawBufferPointer) throws(DiskError) -> Void
    ) throws(DiskError) -> UInt64 {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var end = start
        while end < limit {
            let wanted = Int(min(UInt64(buffer.count), limit - end))
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
            let got = try disk.read(source, at: end, into: piece)
            try take(UnsafeRawBufferPointer(rebasing: piece[..<got]))
            end += UInt64(got)
            if got < wanted { break }
        }
        return end - start
    }

    /// Whether the process that took the corner `name` still has it.
    package static func isAlive(
        _ name: String, in store: StoreDirectory
    ) throws(DiskError) -> Bool {
        let path = store.layout.staging.appending(name + ".lock")
        guard try store.disk.stat(path)?.kind == .file else { return false }
        let lock = try store.disk.open(path, store.unwritable == nil ? .lock : .read)
        return try !store.disk.lock(lock, exclusive: true, waiting: false)
    }

    /// Removes the corners of dead processes.
    /// - Parameter mayGo: asked for each corner while its lock is held; if it says no it stays.
    package static func sweep(
        _ store: StoreDirectory, where mayGo: (_ name: String) throws -> Bool = { _ in true }
    ) throws {
        let disk = store.disk
        let listing = try disk.list(store.layout.staging)
        for index in 0..<listing.count {
            let name = EscapedName.text(listing.name(index))
            if name == PartialFiles.name { continue }
            // A link or a pipe is nobody's corner: it stays for a verification to name.
            if [.link, .other].contains(listing.kind(index)) { continue }
            let path = store.layout.staging.appending(listing.name(index))
            if name.hasSuffix(".lock") {
                // Gone by now, or not ours to open: another program is sweeping it.
                guard let lock = try? disk.open(path, .lock),
                    try disk.lock(lock, exclusive: true, waiting: false)
                else { continue }
                let corner = String(name.dropLast(5))
                guard try mayGo(corner) else { continue }
                try? remove(store.layout.staging.appending(corner), path, disk)
            } else if try disk.stat(store.layout.staging.appending(name + ".lock")) == nil {
                // The lock file is made first and removed last, so nobody owns this.
                if try mayGo(name) { try? remove(path, nil, disk) }
            }
        }
    }

    private static func remove(
        _ directory: FilePath, _ lock: FilePath?, _ disk: Disk
    ) throws(DiskError) {
        if try disk.stat(directory, following: false)?.kind == .directory {
            let listing = try disk.list(directory)
            for index in 0..<listing.count {
                try disk.unlink(directory.appending(listing.name(index)))
            }
            try disk.rmdir(directory)
        }
        if let lock { try disk.unlink(lock) }
    }
}
