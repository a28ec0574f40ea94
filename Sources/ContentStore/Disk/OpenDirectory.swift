import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A directory that is held open: its path is resolved once for all entries that are checked in it.
/// Closed when it is deallocated.
final class OpenDirectory: Sendable {
    fileprivate let descriptor: Int32
    let path: FilePath

    fileprivate init(descriptor: Int32, path: FilePath) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    fileprivate func entry(_ name: UnsafePointer<CChar>) -> FilePath {
        path.appending(
            UnsafeBufferPointer(start: name, count: strlen(name)).map(UInt8.init(bitPattern:)))
    }
}

/// Bytes that end with a zero, the form of names in system calls.
func asName(_ bytes: UnsafePointer<UInt8>) -> UnsafePointer<CChar> {
    UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
}

extension Disk {
    func open(directory path: FilePath) throws(DiskError) -> OpenDirectory {
        try before?(.open, path)
        let descriptor = openDirectory(path)
        guard descriptor >= 0 else { throw DiskError(.open, path, errno) }
        return OpenDirectory(descriptor: descriptor, path: path)
    }

    /// As `stat` of a path; `name` may lead further down.
    func stat(
        _ name: UnsafePointer<CChar>, in directory: OpenDirectory, following: Bool
    ) throws(DiskError) -> FileFacts? {
        try before?(.stat, directory.entry(name))
        var facts = systemStat()
        let flags = following ? 0 : AT_SYMLINK_NOFOLLOW
        if fstatat(directory.descriptor, name, &facts, flags) == 0 { return FileFacts(facts) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw DiskError(.stat, directory.entry(name), errno)
    }

    /// The length of a symbolic link's text, of which `text` receives as much as it holds; nil if
    /// it is no link.
    func readlink(
        _ name: UnsafePointer<CChar>, in directory: OpenDirectory,
        into text: UnsafeMutableBufferPointer<CChar>
    ) throws(DiskError) -> Int? {
        try before?(.readlink, directory.entry(name))
        let count = readlinkat(directory.descriptor, name, text.baseAddress!, text.count)
        if count >= 0 { return count }
        if errno == ENOENT || errno == EINVAL || errno == ENOTDIR { return nil }
        throw DiskError(.readlink, directory.entry(name), errno)
    }
}
