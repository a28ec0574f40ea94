import Foundation
import Synchronization
package import Values

/// One program's own directory in `staging/`, where files are written before they are published.
///
/// Its lock file shows whether the owner is alive: an area whose lock can be taken belongs to a
/// dead process, and the next program sweeps it.
package final class StagingArea: Sendable {
    package let store: StoreDirectory
    package let name: String
    private let directory, lockPath: FilePath
    private let lock: FileLock
    private let numbers = Atomic<UInt64>(0)

    /// Sweeps the areas of dead processes, then makes one.
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
            // counts only if the file still has its name.
            if try disk.stat(lockPath)?.identity == disk.stat(lock.file).identity {
                self.lock = lock
                break
            }
        }
        try disk.mkdir(directory)
    }

    /// Takes the area `name`, which many programs use in turn.
    /// - Returns: nil where another one has it.
    package static func claim(
        in store: StoreDirectory, name: String,
        sweeping mayGo: (_ name: String) throws -> Bool
    ) throws -> StagingArea? {
        try sweep(store, where: mayGo)
        let path = lockPath(of: name, in: store)
        // What the sweep has left belongs to somebody.
        guard try store.disk.stat(path) == nil,
            let lock = try store.disk.lock(path, .lock, exclusive: true),
            try store.disk.stat(path)?.identity == store.disk.stat(lock.file).identity
        else { return nil }
        return try StagingArea(store, name, lock)
    }

    private init(_ store: StoreDirectory, _ name: String, _ lock: consuming FileLock) throws {
        self.store = store
        self.name = name
        directory = store.layout.staging.appending(name)
        lockPath = StagingArea.lockPath(of: name, in: store)
        self.lock = lock
        try store.disk.mkdir(directory)
    }

    /// Removes the area. What is left in it was not published.
    package func close() {
        try? StagingArea.remove(directory, lockPath, store.disk)
        // The next program sweeps what could not be removed.
        lock.release()
    }

    /// Leaves the area to be swept: its facts must first be truncated, or found to be committed.
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

    /// Writing files from this size on to the disk is started at once, so that it works while
    /// pictures are decoded; smaller ones are faster together.
    private static let earlyBytes = 256 << 10

    /// Copies what is too large for memory, and hashes it on the way.
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

    /// Writes all of standard input, and hashes it. Nil if it is more than `limit` bytes.
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

    /// Makes a hard link to `source` here, without copying. Nil if the file system cannot. Its
    /// permissions stay until it is published: the file may still be refused.
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
        // From a handful of files on, one call for the whole file system is faster; through the
        // lock's descriptor, which has been open since before any of them was written.
        if paths.count > 8, try store.disk.syncFileSystem(of: lock.file) { return }
        for path in paths { try store.disk.sync(path) }
    }

    package func sync(_ staged: [StagedObject]) throws(DiskError) { try sync(staged.map(\.path)) }

    /// Makes changes survive power loss, in one call if that is faster.
    func sync(_ changed: ChangedDirectories) throws(DiskError) {
        try sync(Array(changed.paths))
        store.directories.remember(changed)
    }

    /// The same, directory by directory: the writes of other programs are not waited for.
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
    /// for a file that another library writes.
    package func nextPath() -> FilePath {
        let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
        return directory.appending(String(number))
    }

    /// A place in the area for a file that another library writes.
    package func place(named name: String) -> FilePath { directory.appending(name) }

    /// Removes a staged file that is not needed. If that fails, a sweep removes it.
    package func discard(_ path: FilePath) { try? store.disk.unlink(path) }

    /// Whether the process that made the area `name` still holds it.
    package static func isAlive(
        _ name: String, in store: StoreDirectory
    ) throws(DiskError) -> Bool {
        let path = store.layout.staging.appending(name + ".lock")
        guard try store.disk.stat(path)?.kind == .file else { return false }
        let access: Disk.Access = store.unwritable == nil ? .lock : .read
        return try store.disk.lock(path, access, exclusive: true) == nil
    }

    /// Removes the areas of dead processes.
    /// - Parameter mayGo: asked for each area while its lock is held; if it returns false the area
    ///   stays.
    package static func sweep(
        _ store: StoreDirectory, where mayGo: (_ name: String) throws -> Bool = { _ in true }
    ) throws {
        let disk = store.disk
        let listing = try disk.list(store.layout.staging)
        for index in 0..<listing.count {
            let name = EscapedName.text(listing.name(index))
            if [PartialFiles.name, ResumableFiles.name].contains(name) { continue }
            // A link or a pipe is nobody's area: it stays, and `verify` reports it.
            if [.link, .other].contains(listing.kind(index)) { continue }
            let path = store.layout.staging.appending(listing.name(index))
            if name.hasSuffix(".lock") {
                // Gone by now, or not readable: another program is sweeping it.
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
