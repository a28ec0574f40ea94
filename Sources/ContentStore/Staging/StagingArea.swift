import Foundation
import Synchronization
package import Values

/// One program's own directory in `staging/`, where files are written before they are published.
///
/// Its lock file says that the owner lives: an area whose lock can be taken belongs to a dead
/// process and is swept by whoever comes next.
package final class StagingArea: Sendable {
    package let store: StoreDirectory
    package let name: String
    private let directory, lockPath: FilePath
    private let lock: FileLock
    private let numbers = Atomic<UInt64>(0)

    /// Sweeps what dead processes left, then makes an area of its own.
    /// - Parameter mayGo: see `sweep`.
    package init(
        in store: StoreDirectory, name: String,
        sweeping mayGo: (_ name: String) throws -> Bool = { _ in true }
    ) throws {
        self.store = store
        self.name = name
        let disk = store.disk
        try StagingArea.sweep(store, where: mayGo)
        directory = store.layout.staging.appending(name)
        lockPath = store.layout.staging.appending(name + ".lock")
        while true {
            let lock = try disk.lock(lockPath, .lock, exclusive: true, isWaiting: true)!
            // Between its creation and the lock a sweeper may have removed the file: the lock
            // counts only while the file is still there under its name.
            if try disk.stat(lockPath)?.identity == disk.stat(lock.file).identity {
                self.lock = lock
                break
            }
        }
        try disk.mkdir(directory)
    }

    /// Removes the area. What is left in it was not published.
    package func close() {
        try? StagingArea.remove(directory, lockPath, store.disk)
        // What could not be removed is for anyone to sweep.
        lock.release()
    }

    /// Leaves the area to be swept: somebody else must first decide about what was written here.
    package func abandon() { lock.release() }

    /// Writes `count` bytes to a new read-only file. Not yet durable. An array may be passed as
    /// it is.
    package func stage(_ bytes: UnsafeRawPointer, count: Int) throws(DiskError) -> FilePath {
        let path = nextPath()
        do throws(DiskError) {
            let file = try store.disk.open(path, .create(mode: 0o444))
            try store.disk.write(bytes, count: count, to: file)
            if count >= StagingArea.earlyBytes { try store.disk.startWriting(file) }
        } catch {
            discard(path)
            throw error
        }
        return path
    }

    /// Files from this size on are handed to the disk as soon as they are written, so that it
    /// works while pictures are decoded; smaller ones are better off together.
    private static let earlyBytes = 256 << 10

    /// Copies what is too large to hold, hashing what is copied.
    package func stageCopy(
        of source: any ObjectReader
    ) throws(DiskError) -> (path: FilePath, digest: Digest, size: UInt64) {
        let path = nextPath()
        do throws(DiskError) {
            let target = try store.disk.open(path, .create(mode: 0o444))
            if try source.clone(into: target) {
                let (digest, size) = try store.disk.reader(path).digest()
                return (path, digest, size)
            }
            var hasher = Digest.Hasher()
            let size = try source.readPieces { piece throws(DiskError) in
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

    /// Makes staged files survive power loss. Step 2 of the write protocol (docs/format.md).
    package func sync(_ paths: [FilePath]) throws(DiskError) {
        // One call for the whole file system pays from a handful of files on; by the lock, which is
        // open since before any of them was written.
        if paths.count > 8, try store.disk.syncFileSystem(of: lock.file) { return }
        for path in paths { try store.disk.sync(path) }
    }

    package func sync(_ staged: [StagedObject]) throws(DiskError) { try sync(staged.map(\.path)) }

    /// Makes changes survive power loss, in one call where that pays.
    func sync(_ changed: ChangedDirectories) throws(DiskError) {
        try sync(Array(changed.paths))
        store.directories.remember(changed)
    }

    /// The same, directory by directory: what other programs are writing is not waited for.
    package func syncEach(_ changed: ChangedDirectories) throws(DiskError) {
        try store.disk.syncEach(Array(changed.paths))
        store.directories.remember(changed)
    }

    /// The bytes of a file in the area.
    package func reader(_ path: FilePath) throws(DiskError) -> any ObjectReader {
        try store.disk.reader(path)
    }

    /// Whether a file in the area, or one among the partial ones, is still there.
    package func has(_ path: FilePath) throws(DiskError) -> Bool {
        try store.disk.stat(path, following: false) != nil
    }

    /// A path in the area that nothing has yet: for a link that will be renamed into the tree, or
    /// for a file that something else writes.
    package func nextPath() -> FilePath {
        let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
        return directory.appending(String(number))
    }

    /// A place in the area for a file that another library writes.
    package func place(named name: String) -> FilePath { directory.appending(name) }

    /// Removes a staged file that is not needed. A failure leaves it to the sweep.
    package func discard(_ path: FilePath) { try? store.disk.unlink(path) }

    /// Whether the process that took the area `name` still has it.
    package static func isAlive(
        _ name: String, in store: StoreDirectory
    ) throws(DiskError) -> Bool {
        let path = store.layout.staging.appending(name + ".lock")
        guard try store.disk.stat(path)?.kind == .file else { return false }
        let access: Disk.Access = store.unwritable == nil ? .lock : .read
        return try store.disk.lock(path, access, exclusive: true) == nil
    }

    /// Removes the areas of dead processes.
    /// - Parameter mayGo: asked for each area while its lock is held; if it says no it stays.
    package static func sweep(
        _ store: StoreDirectory, where mayGo: (_ name: String) throws -> Bool = { _ in true }
    ) throws {
        let disk = store.disk
        let listing = try disk.list(store.layout.staging)
        for index in 0..<listing.count {
            let name = EscapedName.text(listing.name(index))
            if name == PartialFiles.name { continue }
            // A link or a pipe is nobody's area: it stays for a verification to name.
            if [.link, .other].contains(listing.kind(index)) { continue }
            let path = store.layout.staging.appending(listing.name(index))
            if name.hasSuffix(".lock") {
                // Gone by now, or not ours to open: another program is sweeping it.
                guard let file = try? disk.open(path, .lock),
                    try disk.lock(file, exclusive: true, waiting: false)
                else { continue }
                let area = String(name.dropLast(5))
                guard try mayGo(area) else { continue }
                try? remove(store.layout.staging.appending(area), path, disk)
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
