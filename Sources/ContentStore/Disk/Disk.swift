#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Every system call of the store, each once, with typed errors.
///
/// `before` is called ahead of each of them and may fail it: that is how tests make a disk full,
/// broken, or the process die at any chosen call.
package struct Disk: Sendable {
    package typealias Hook = @Sendable (DiskCall, FilePath) throws(DiskError) -> Void

    let before: Hook?
    /// Told when a lock that is waited for does not come within a moment.
    package var waiting: (@Sendable (LockWait) -> Void)?

    package init(before: Hook? = nil) { self.before = before }

    /// Opens for reading, or creates as `create` says.
    package func open(
        _ path: FilePath, _ access: Access = .read
    ) throws(DiskError) -> OpenFile {
        try before?(.open, path)
        let flags: Int32 =
            switch access {
            // Without waiting: a pipe that took a file's place must not hold us up.
            case .read: O_RDONLY | O_NONBLOCK
            case .stream: O_RDONLY
            case .create: O_WRONLY | O_CREAT | O_EXCL
            case .append: O_WRONLY | O_CREAT | O_APPEND
            case .lock: O_RDWR | O_CREAT
            }
        let mode: mode_t = if case .create(let mode) = access { mode_t(mode) } else { 0o644 }
        let descriptor = path.withCString { systemOpen($0, flags | O_CLOEXEC, mode) }
        guard descriptor >= 0 else { throw DiskError(.open, path, errno) }
        return OpenFile(descriptor: descriptor, path: path)
    }

    package enum Access {
        case read
        /// What may be a pipe or a terminal: its bytes are waited for.
        case stream
        /// A new file with these permissions; one that exists is an error.
        case create(mode: UInt16)
        case append
        case lock
    }

    /// Bytes read at `offset`; fewer than the buffer only at the end.
    package func read(
        _ file: borrowing OpenFile, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(DiskError) -> Int {
        try before?(.read, file.path)
        var filled = 0
        while filled < buffer.count {
            let got = pread(
                file.descriptor, buffer.baseAddress! + filled, buffer.count - filled,
                off_t(offset) + off_t(filled))
            if got < 0 {
                if errno == EINTR { continue }
                throw DiskError(.read, file.path, errno)
            }
            if got == 0 { break }
            filled += got
        }
        return filled
    }

    /// Standard input as a file; closing it leaves standard input open.
    package func standardInput() throws(DiskError) -> OpenFile {
        let path = FilePath("standard input")
        try before?(.open, path)
        let descriptor = dup(0)
        guard descriptor >= 0 else { throw DiskError(.open, path, errno) }
        return OpenFile(descriptor: descriptor, path: path)
    }

    /// The next bytes of a file that is read from its beginning to its end; 0 there.
    package func readNext(
        _ file: borrowing OpenFile, into buffer: UnsafeMutableRawBufferPointer
    ) throws(DiskError) -> Int {
        try before?(.read, file.path)
        while true {
            let got = systemRead(file.descriptor, buffer.baseAddress!, buffer.count)
            if got >= 0 { return got }
            if errno != EINTR { throw DiskError(.read, file.path, errno) }
        }
    }

    /// The next bytes of standard input; 0 at its end.
    package func readStandardInput(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(DiskError) -> Int {
        try before?(.read, FilePath("standard input"))
        while true {
            let got = systemRead(0, buffer.baseAddress!, buffer.count)
            if got >= 0 { return got }
            if errno != EINTR { throw DiskError(.read, FilePath("standard input"), errno) }
        }
    }

    /// The first bytes of a file, `limit` at most.
    package func contents(of path: FilePath, upTo limit: Int) throws(DiskError) -> [UInt8] {
        let file = try open(path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 16)
        defer { buffer.deallocate() }
        let count = try read(file, at: 0, into: buffer)
        return Array(buffer[..<count])
    }

    /// Writes all of them. An array may be passed as it is.
    package func write(
        _ bytes: UnsafeRawPointer, count: Int, to file: borrowing OpenFile
    ) throws(DiskError) {
        try before?(.write, file.path)
        var written = 0
        while written < count {
            let some = systemWrite(file.descriptor, bytes + written, count - written)
            if some < 0 {
                if errno == EINTR { continue }
                throw DiskError(.write, file.path, errno)
            }
            written += some
        }
    }

    /// Shares blocks with `source` where the file system can (Btrfs, XFS, APFS by other means);
    /// false where it cannot, which is not an error.
    package func clone(
        _ source: borrowing OpenFile, into target: borrowing OpenFile
    ) throws(DiskError) -> Bool {
        try before?(.copy, target.path)
        #if os(Linux)
            let FICLONE: UInt = 0x4004_9409  // linux/fs.h: _IOW(0x94, 9, int)
            return ioctl(target.descriptor, FICLONE, source.descriptor) == 0
        #else
            return false
        #endif
    }

    /// Lets the disk begin with what was written to a file, without waiting for it: a later sync
    /// then finds most of the work done. Where that cannot be asked for, nothing happens.
    package func startWriting(_ file: borrowing OpenFile) throws(DiskError) {
        try before?(.writeback, file.path)
        // Whether it succeeds is for the sync to say.
        startWriteback(file.descriptor)
    }

    /// Makes one file's, or one directory's, contents survive power loss.
    package func sync(_ path: FilePath) throws(DiskError) {
        let file = try open(path)
        try sync(file)
    }

    package func sync(_ file: borrowing OpenFile) throws(DiskError) {
        try before?(.fsync, file.path)
        #if canImport(Darwin)
            // On macOS fsync alone leaves the data in the drive's cache.
            if fcntl(file.descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        guard fsync(file.descriptor) == 0 else { throw DiskError(.fsync, file.path, errno) }
    }

    /// Makes everything written to the file system of `path` survive power loss, in one call.
    /// False where there is no such call that also reports errors (Linux has one since 5.8).
    package func syncFileSystem(of path: FilePath) throws(DiskError) -> Bool {
        guard canSyncFileSystem else { return false }
        return try syncFileSystem(of: try open(path))
    }

    /// The same by a file that is open: errors of writing back are reported since it was opened,
    /// also those that another program has been told of already.
    package func syncFileSystem(of file: borrowing OpenFile) throws(DiskError) -> Bool {
        guard canSyncFileSystem else { return false }
        try before?(.syncfs, file.path)
        guard systemSyncfs(file.descriptor) == 0 else { throw DiskError(.syncfs, file.path, errno) }
        return true
    }

    /// Gives a file another name unless that is taken, which is an error.
    package func renameExclusively(
        _ source: FilePath, to target: FilePath
    ) throws(DiskError) {
        try before?(.rename, target)
        if on2(source, target, { systemRenameExclusively($0, $1) }) == 0 { return }
        guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else {
            throw DiskError(.rename, target, errno)
        }
        // Not on this file system (NFS, some of FUSE): a new name first, which is never put over
        // another, the old one away afterwards. One that stays is swept with its corner.
        try link(source, to: target)
        try? unlink(source)
    }

    package func rename(_ source: FilePath, to target: FilePath) throws(DiskError) {
        try before?(.rename, target)
        try check(.rename, target, on2(source, target) { systemRename($0, $1) })
    }

    package func link(_ source: FilePath, to target: FilePath) throws(DiskError) {
        try before?(.link, target)
        try check(.link, target, on2(source, target) { systemLink($0, $1) })
    }

    package func symlink(_ text: FilePath, at path: FilePath) throws(DiskError) {
        try before?(.symlink, path)
        try check(.symlink, path, on2(text, path) { systemSymlink($0, $1) })
    }

    /// The text of a symbolic link, or nil where there is none.
    package func readlink(_ path: FilePath) throws(DiskError) -> FilePath? {
        try before?(.readlink, path)
        var failure: Int32 = 0
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            let count = path.withCString { systemReadlink($0, buffer.baseAddress!, 4096) }
            if count < 0 { failure = errno }
            return count < 0 ? [] : buffer[..<count].map { UInt8(bitPattern: $0) }
        }
        if failure == ENOENT || failure == EINVAL || failure == ENOTDIR { return nil }
        guard failure == 0 else { throw DiskError(.readlink, path, failure) }
        return FilePath(bytes: text)
    }

    package func truncate(_ path: FilePath, to size: UInt64) throws(DiskError) {
        try before?(.truncate, path)
        try check(.truncate, path, path.withCString { systemTruncate($0, off_t(size)) })
    }

    /// Where a path leads with every link followed; nil where it leads nowhere.
    package func realPath(_ path: FilePath) throws(DiskError) -> FilePath? {
        try before?(.readlink, path)
        guard let real = path.withCString({ realpath($0, nil) }) else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw DiskError(.readlink, path, errno)
        }
        defer { free(real) }
        return FilePath(
            bytes: UnsafeBufferPointer(start: real, count: strlen(real)).map(
                UInt8.init(bitPattern:)))
    }

    /// True when the directory is new.
    @discardableResult
    package func mkdir(_ path: FilePath) throws(DiskError) -> Bool {
        try before?(.mkdir, path)
        if path.withCString({ systemMkdir($0, 0o755) }) == 0 { return true }
        guard errno == EEXIST else { throw DiskError(.mkdir, path, errno) }
        return false
    }

    package func unlink(_ path: FilePath) throws(DiskError) {
        try before?(.unlink, path)
        try check(.unlink, path, path.withCString { systemUnlink($0) })
    }

    package func rmdir(_ path: FilePath) throws(DiskError) {
        try before?(.rmdir, path)
        try check(.rmdir, path, path.withCString { systemRmdir($0) })
    }

    package func chmod(_ path: FilePath, _ mode: UInt16) throws(DiskError) {
        try before?(.chmod, path)
        try check(.chmod, path, path.withCString { systemChmod($0, mode_t(mode)) })
    }

    /// Has a file, whatever it is, count as changed now; when it was written stays.
    package func markChanged(_ path: FilePath) throws(DiskError) {
        try before?(.chmod, path)
        try check(.chmod, path, path.withCString { systemMarkChanged($0) })
    }

    /// Nil where there is no such file. `following` says whether a symbolic link is followed.
    package func stat(_ path: FilePath, following: Bool = true) throws(DiskError) -> FileFacts? {
        try before?(.stat, path)
        var facts = systemStat()
        let result = path.withCString {
            following ? systemStatCall($0, &facts) : lstat($0, &facts)
        }
        if result == 0 { return FileFacts(facts) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw DiskError(.stat, path, errno)
    }

    package func stat(_ file: borrowing OpenFile) throws(DiskError) -> FileFacts {
        try before?(.stat, file.path)
        var facts = systemStat()
        guard fstat(file.descriptor, &facts) == 0 else { throw DiskError(.stat, file.path, errno) }
        return FileFacts(facts)
    }

    /// Takes the lock, or answers false when another holds it and `waiting` is false.
    /// - Parameter work: what those do who have it, for people who wait.
    package func lock(
        _ file: borrowing OpenFile, exclusive: Bool, waiting: Bool,
        work: String = "works in the store"
    ) throws(DiskError) -> Bool {
        try before?(.flock, file.path)
        let kind = exclusive ? LOCK_EX : LOCK_SH
        guard waiting, let tell = self.waiting else {
            return try lock(file, kind | (waiting ? 0 : LOCK_NB))
        }
        if try lock(file, kind | LOCK_NB) { return true }
        let (path, facts) = (file.path, try stat(file))
        let timer = WaitTimer {
            tell(LockWait(path, work, holders: LockWait.Holder.all(of: facts)))
        }
        defer { timer.end() }
        return try lock(file, kind)
    }

    private func lock(
        _ file: borrowing OpenFile, _ operation: Int32
    ) throws(DiskError) -> Bool {
        while flock(file.descriptor, operation) != 0 {
            if errno == EINTR { continue }
            if errno == EWOULDBLOCK { return false }
            throw DiskError(.flock, file.path, errno)
        }
        return true
    }

    /// Lets go of a lock before its file is closed. Cannot fail.
    package func unlock(_ file: borrowing OpenFile) { _ = flock(file.descriptor, LOCK_UN) }

    /// The names in a directory, sorted by their bytes, `.` and `..` left out.
    package func list(_ path: FilePath) throws(DiskError) -> DirectoryListing {
        try before?(.list, path)
        guard let directory = path.withCString({ opendir($0) }) else {
            throw DiskError(.list, path, errno)
        }
        defer { closedir(directory) }
        var listing = DirectoryListing()
        errno = 0
        while let entry = readdir(directory) { listing.add(entry) }
        guard errno == 0 else { throw DiskError(.list, path, errno) }
        listing.sort()
        return listing
    }

    private func check(_ call: DiskCall, _ path: FilePath, _ result: Int32) throws(DiskError) {
        if result != 0 { throw DiskError(call, path, errno) }
    }

    private func on2(
        _ first: FilePath, _ second: FilePath,
        _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
    ) -> Int32 {
        first.withCString { first in second.withCString { second in body(first, second) } }
    }
}

/// An open file; closed when it goes out of scope.
package struct OpenFile: ~Copyable, Sendable {
    let descriptor: Int32
    package let path: FilePath

    deinit { close(descriptor) }
}
