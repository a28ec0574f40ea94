package import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

// The calls that make, move and remove names, or change the file that a name stands for.
extension Disk {
    /// Renames a file unless the new name exists, which is an error.
    package func renameExclusively(
        _ source: FilePath, to target: FilePath
    ) throws(DiskError) {
        try before?(.rename, target)
        if at2(source, target, { systemRenameExclusively($0, $1, $2, $3) }) == 0 { return }
        guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else {
            throw DiskError(.rename, target, errno)
        }
        // Not on this file system (NFS, some of FUSE): a hard link first, which never replaces a
        // file, then the old name is removed. One that stays is swept with its staging area.
        try link(source, to: target)
        try? unlink(source)
    }

    package func rename(_ source: FilePath, to target: FilePath) throws(DiskError) {
        try before?(.rename, target)
        try check(.rename, target, at2(source, target) { renameat($0, $1, $2, $3) })
    }

    package func link(_ source: FilePath, to target: FilePath) throws(DiskError) {
        try before?(.link, target)
        // If the source is a symbolic link its file is meant; not in a store.
        let flags = isInStore(source) ? 0 : AT_SYMLINK_FOLLOW
        try check(.link, target, at2(source, target) { linkat($0, $1, $2, $3, flags) })
    }

    package func symlink(_ text: FilePath, at path: FilePath) throws(DiskError) {
        try before?(.symlink, path)
        let result = text.withCString { text in
            at(path) { directory, name, _ in symlinkat(text, directory, name) }
        }
        try check(.symlink, path, result)
    }

    /// The text of a symbolic link, or nil if it is none.
    package func readlink(_ path: FilePath) throws(DiskError) -> FilePath? {
        try before?(.readlink, path)
        var failure: Int32 = 0
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            let count = at(path) { directory, name, _ in
                readlinkat(directory, name, buffer.baseAddress!, 4096)
            }
            if count < 0 { failure = errno }
            return count < 0 ? [] : buffer[..<count].map { UInt8(bitPattern: $0) }
        }
        if failure == ENOENT || failure == EINVAL || failure == ENOTDIR { return nil }
        // A recorded name may come from a file system with longer names.
        if failure == ENAMETOOLONG, isInStore(path) { return nil }
        guard failure == 0 else { throw DiskError(.readlink, path, failure) }
        return FilePath(bytes: text)
    }

    package func truncate(_ path: FilePath, to size: UInt64) throws(DiskError) {
        try before?(.truncate, path)
        let result: Int32 = at(path) { directory, name, inStore in
            let flags = O_WRONLY | O_CLOEXEC | O_NONBLOCK | (inStore ? O_NOFOLLOW : 0)
            return onOpen(systemOpenAt(directory, name, flags, 0)) { ftruncate($0, off_t(size)) }
        }
        try check(.truncate, path, result)
    }

    /// Where a path leads with every link followed; nil if it leads nowhere.
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
        if at(path, { directory, name, _ in mkdirat(directory, name, 0o755) }) == 0 { return true }
        guard errno == EEXIST else { throw DiskError(.mkdir, path, errno) }
        return false
    }

    package func unlink(_ path: FilePath) throws(DiskError) {
        try before?(.unlink, path)
        try check(.unlink, path, at(path) { directory, name, _ in unlinkat(directory, name, 0) })
    }

    package func rmdir(_ path: FilePath) throws(DiskError) {
        try before?(.rmdir, path)
        let result = at(path) { directory, name, _ in unlinkat(directory, name, AT_REMOVEDIR) }
        try check(.rmdir, path, result)
    }

    package func chmod(_ path: FilePath, _ mode: UInt16) throws(DiskError) {
        try before?(.chmod, path)
        let result: Int32 = at(path) { directory, name, inStore in
            guard inStore else { return fchmodat(directory, name, mode_t(mode), 0) }
            // Not every system can change the mode of a name without following links.
            let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW
            return onOpen(systemOpenAt(directory, name, flags, 0)) { fchmod($0, mode_t(mode)) }
        }
        try check(.chmod, path, result)
    }

    /// Sets the change time of a file to now, whatever it is; its modification time stays.
    package func markChanged(_ path: FilePath) throws(DiskError) {
        try before?(.chmod, path)
        try check(
            .chmod, path, at(path) { directory, name, _ in systemMarkChanged(directory, name) })
    }

    private func check(_ call: DiskCall, _ path: FilePath, _ result: Int32) throws(DiskError) {
        if result != 0 { throw DiskError(call, path, errno) }
    }

    private func at2(
        _ source: FilePath, _ target: FilePath,
        _ body: (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>) -> Int32
    ) -> Int32 {
        at(source) { from, source, _ in
            at(target) { to, target, _ in body(from, source, to, target) }
        }
    }

    /// -1 with the `errno` of the first call that failed.
    private func onOpen(_ descriptor: Int32, _ body: (Int32) -> Int32) -> Int32 {
        guard descriptor >= 0 else { return -1 }
        let result = body(descriptor)
        let code = errno
        close(descriptor)
        errno = code
        return result
    }
}
