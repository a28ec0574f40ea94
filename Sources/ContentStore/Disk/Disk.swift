package import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Every system call of the store, each in one place, with typed errors.
///
/// `before` is called ahead of each call and may fail it: that is how tests fill or break a disk,
/// or kill the process, at any chosen call.
package struct Disk: Sendable {
    package typealias Hook = @Sendable (DiskCall, FilePath) throws(DiskError) -> Void

    let before: Hook?
    let bytes: (any ByteHook)?
    /// Called when a lock is not granted within a moment.
    package var waiting: (@Sendable (LockWait) -> Void)?
    /// Stores below which no link is followed.
    var roots: [StoreRoot] = []

    package init(before: Hook? = nil, bytes: (any ByteHook)? = nil) {
        self.before = before
        self.bytes = bytes
    }

    /// Opens for reading, or creates as `access` says. Only regular files are opened, and
    /// directories for reading: a pipe would block, a device could be read for ever. `stream` opens
    /// these too.
    package func open(
        _ path: FilePath, _ access: Access = .read
    ) throws(DiskError) -> OpenFile {
        try before?(.open, path)
        let mode: mode_t = if case .create(let mode) = access { mode_t(mode) } else { 0o644 }
        // Without blocking, and without becoming the controlling terminal: its kind is checked once
        // it is open.
        let isStream =
            switch access {
            case .stream, .sink: true
            default: false
            }
        let flags = access.flags | O_CLOEXEC | O_NOCTTY | (isStream ? 0 : O_NONBLOCK)
        let descriptor = at(path) { systemOpenAt($0, $1, flags | ($2 ? O_NOFOLLOW : 0), mode) }
        guard descriptor >= 0 else { throw DiskError(.open, path, errno) }
        let file = OpenFile(descriptor: descriptor, path: path)
        if isStream { return file }
        var facts = systemStat()
        guard fstat(descriptor, &facts) == 0 else { throw DiskError(.open, path, errno) }
        guard [.file, .directory].contains(FileFacts(facts).kind) else {
            throw DiskError(.open, path, ENXIO)
        }
        return file
    }

    package enum Access {
        case read
        /// A file that may be a pipe or a terminal, of which reads block.
        case stream
        /// A new file with these permissions; one that exists is an error.
        case create(mode: UInt16)
        case append
        /// An existing pipe or device, which receives the bytes at its own pace.
        case sink
        case lock

        var flags: Int32 {
            switch self {
            case .read, .stream: O_RDONLY
            case .create: O_WRONLY | O_CREAT | O_EXCL
            case .append: O_WRONLY | O_CREAT | O_APPEND
            case .sink: O_WRONLY
            case .lock: O_RDWR | O_CREAT
            }
        }
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
        bytes?.received(UnsafeMutableRawBufferPointer(rebasing: buffer[..<filled]), from: file.path)
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
            if got >= 0 {
                bytes?.received(
                    UnsafeMutableRawBufferPointer(rebasing: buffer[..<got]), from: file.path)
                return got
            }
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
            let rest = count - written
            let some = systemWrite(
                file.descriptor, bytes + written,
                try self.bytes?.writable(rest, to: file.path) ?? rest)
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

    /// Starts writing a file's data to the disk without waiting: a later sync then finds most of
    /// the work done. Does nothing if the system has no such call.
    package func startWriting(_ file: borrowing OpenFile) throws(DiskError) {
        try before?(.writeback, file.path)
        // The later sync reports errors.
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

    /// The same through an open file: errors of writing back are reported since it was opened, also
    /// those that another program has been told already.
    package func syncFileSystem(of file: borrowing OpenFile) throws(DiskError) -> Bool {
        guard canSyncFileSystem else { return false }
        try before?(.syncfs, file.path)
        guard systemSyncfs(file.descriptor) == 0 else { throw DiskError(.syncfs, file.path, errno) }
        return true
    }

    /// Nil if there is no such file. `following` says whether a symbolic link is followed outside
    /// of stores; in a store none is.
    package func stat(_ path: FilePath, following: Bool = true) throws(DiskError) -> FileFacts? {
        try before?(.stat, path)
        var facts = systemStat()
        let result = at(path) { directory, name, inStore in
            fstatat(directory, name, &facts, following && !inStore ? 0 : AT_SYMLINK_NOFOLLOW)
        }
        if result == 0 { return FileFacts(facts) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        if errno == ENAMETOOLONG, isInStore(path) { return nil }
        throw DiskError(.stat, path, errno)
    }

    /// Whether a path exists, with every link followed; also in a store, where nothing else is ever
    /// asked about the target of a link.
    package func leadsSomewhere(_ path: FilePath) throws(DiskError) -> Bool {
        try before?(.stat, path)
        var facts = systemStat()
        let result = path.withCString { fstatat(AT_FDCWD, $0, &facts, 0) }
        if result == 0 { return true }
        if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return false }
        throw DiskError(.stat, path, errno)
    }

    package func stat(_ file: borrowing OpenFile) throws(DiskError) -> FileFacts {
        try before?(.stat, file.path)
        var facts = systemStat()
        guard fstat(file.descriptor, &facts) == 0 else { throw DiskError(.stat, file.path, errno) }
        return FileFacts(facts)
    }

    /// Locks the file, or returns false if another process holds it and `waiting` is false.
    /// - Parameter work: what the holders do, for people who wait.
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

    /// Releases a lock before its file is closed. Cannot fail.
    package func unlock(_ file: borrowing OpenFile) { _ = flock(file.descriptor, LOCK_UN) }

    /// The names in a directory, sorted by their bytes, `.` and `..` left out.
    package func list(_ path: FilePath) throws(DiskError) -> DirectoryListing {
        try before?(.list, path)
        let descriptor = openDirectory(path)
        guard descriptor >= 0 else { throw DiskError(.list, path, errno) }
        guard let directory = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            throw DiskError(.list, path, code)
        }
        defer { closedir(directory) }
        var listing = DirectoryListing()
        errno = 0
        while let entry = readdir(directory) { listing.add(entry) }
        guard errno == 0 else { throw DiskError(.list, path, errno) }
        listing.sort()
        return listing
    }

    /// A descriptor, or -1 with `errno`; `ENOTDIR` for a link in a store.
    func openDirectory(_ path: FilePath) -> Int32 {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let found = at(path) { systemOpenAt($0, $1, flags | ($2 ? O_NOFOLLOW : 0), 0) }
        if found < 0, errno == ELOOP, isInStore(path) { errno = ENOTDIR }
        return found
    }
}

/// An open file; closed when it goes out of scope.
package struct OpenFile: ~Copyable, Sendable {
    let descriptor: Int32
    package let path: FilePath

    deinit { close(descriptor) }
}
