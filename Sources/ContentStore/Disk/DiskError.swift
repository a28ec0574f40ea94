package import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The calls that reach the disk, by the names of their system calls.
package enum DiskCall: String, Sendable, CaseIterable {
    case open, read, write, writeback, fsync, syncfs, rename, link, symlink, readlink, mkdir,
        unlink, rmdir
    case stat, list, chmod, copy, flock, truncate
}

/// A system call that failed: which, on which file, and why.
package struct DiskError: RemediedError, Equatable {
    package let call: DiskCall
    package let path: FilePath
    /// As `errno` counts.
    package let code: Int32

    package init(_ call: DiskCall, _ path: FilePath, _ code: Int32) {
        self.call = call
        self.path = path
        self.code = code
    }

    package var isNotFound: Bool { code == ENOENT || code == ENOTDIR }
    package var isAlreadyThere: Bool { code == EEXIST }
    /// The file, or the media that it is on, cannot be written by this user.
    package var isReadOnly: Bool { [EROFS, EACCES, EPERM].contains(code) }
    /// The disk is full.
    package var isFull: Bool { [ENOSPC, EDQUOT].contains(code) }

    /// The error for `path` when the disk is full.
    package static func full(_ path: FilePath) -> DiskError { DiskError(.write, path, ENOSPC) }

    /// What was written to `path` was read back differently.
    package static func misread(_ path: FilePath) -> DiskError { DiskError(.read, path, EIO) }

    /// The file system cannot have this name; others it can.
    var isAboutTheName: Bool { [ENAMETOOLONG, EILSEQ, EINVAL].contains(code) }
    /// A loop of links.
    var isLoop: Bool { code == ELOOP }

    static func notFound(_ path: FilePath) -> DiskError { DiskError(.stat, path, ENOENT) }

    /// What happened, to which file, and what to do.
    package var message: String {
        "\(call.rawValue) \(path.text): \(explanation)"
    }

    package var remedy: Remedy? { isFull ? .freeSpace : nil }

    /// In the system's words.
    package var words: String { String(cString: strerror(code)) }

    /// The reason alone, for messages that name the file elsewhere.
    package var explanation: String {
        switch code {
        case EACCES, EPERM: "\(words): check its owner and permissions"
        case EROFS: "\(words): remount it writable or choose another store"
        case EMFILE, ENFILE: "\(words): raise the limit of open files (ulimit -n)"
        case ELOOP:
            "it is a symbolic link, which is not followed in a store, or leads in circles: move it away"
        case ENXIO:
            "it is a pipe, a socket or a device and no file: name another, or move it out of the store"
        case ENOTDIR: "\(words): a file or a link lies where a directory on the way must be"
        case EIO: "\(words): the disk failed to do it; check the disk"
        default: words
        }
    }
}
