#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

// System calls that not every system has. Those of Linux are looked up by name, because Swift's
// Glibc module lacks what is not POSIX.

/// Whether syncfs(2) exists and reports errors of writing back, as it does since Linux 5.8; before
/// that it is not used.
let canSyncFileSystem: Bool = {
    #if os(Linux)
        var names = utsname()
        guard uname(&names) == 0, linuxSyncfs != nil else { return false }
        let release = withUnsafeBytes(of: names.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        return numbers.count == 2 && (numbers[0], numbers[1]) >= (5, 8)
    #else
        return false
    #endif
}()

/// - Precondition: `canSyncFileSystem`.
func systemSyncfs(_ descriptor: Int32) -> Int32 {
    #if os(Linux)
        linuxSyncfs!(descriptor)
    #else
        preconditionFailure("asked for only where there is such a call")
    #endif
}

/// Renames if the target does not exist; -1 with `EEXIST` otherwise, and with `ENOSYS`, `EINVAL` or
/// `ENOTSUP` if the system or the file system has no such call.
func systemRenameExclusively(
    _ from: Int32, _ source: UnsafePointer<CChar>, _ to: Int32, _ target: UnsafePointer<CChar>
) -> Int32 {
    #if canImport(Darwin)
        return renameatx_np(from, source, to, target, UInt32(RENAME_EXCL))
    #else
        guard let renameat2 = linuxRenameat2 else {
            errno = ENOSYS
            return -1
        }
        let RENAME_NOREPLACE: UInt32 = 1  // linux/fs.h
        return renameat2(from, source, to, target, RENAME_NOREPLACE)
    #endif
}

/// Opens a directory some names below another without following a link on the way: -1 with `errno`
/// `ELOOP` for a link. Nil if the system has no such call.
func openBeneath(_ directory: Int32, _ name: UnsafePointer<CChar>) -> Int32? {
    #if canImport(Darwin)
        openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW_ANY)
    #else
        canOpenBeneath ? openat2(directory, name) : nil
    #endif
}

/// Opens one directory in another, which may be one that can be entered and not listed.
func openStep(_ directory: Int32, _ name: UnsafePointer<CChar>) -> Int32 {
    #if canImport(Darwin)
        openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    #else
        openat(directory, name, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    #endif
}

/// Hands a file's dirty pages to the disk without waiting for them.
func startWriteback(_ descriptor: Int32) {
    #if os(Linux)
        let SYNC_FILE_RANGE_WRITE: UInt32 = 2  // linux/fs.h
        _ = linuxSyncFileRange?(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE)
    #endif
}

#if os(Linux)
    /// fcntl.h, which shows it only to GNU C.
    private let O_PATH: Int32 = 0o10_000_000

    private let linuxSyncfs = lookUp("syncfs", as: (@convention(c) (Int32) -> Int32).self)

    private let linuxRenameat2 = lookUp(
        "renameat2",
        as: (@convention(c) (
            Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
        ) -> Int32).self)

    /// From Linux 5.6 on, unless a sandbox that knows only older calls forbids it.
    private let canOpenBeneath: Bool = {
        let found = openat2(AT_FDCWD, ".")
        if found >= 0 { close(found) }
        return found >= 0
    }()

    private func openat2(_ directory: Int32, _ name: UnsafePointer<CChar>) -> Int32 {
        // linux/openat2.h: `struct open_how`, with RESOLVE_NO_SYMLINKS and RESOLVE_BENEATH.
        let flags = UInt64(O_PATH | O_DIRECTORY | O_CLOEXEC)
        let how: (UInt64, UInt64, UInt64) = (flags, 0, 0x04 | 0x08)
        guard let linuxSyscall else {
            errno = ENOSYS
            return -1
        }
        return withUnsafeBytes(of: how) { how in
            Int32(linuxSyscall(437, Int(directory), name, how.baseAddress!, how.count))
        }
    }

    /// glibc has no other way to openat2(2). Its number is the same on every architecture.
    private let linuxSyscall = lookUp(
        "syscall",
        as: (@convention(c) (
            Int, Int, UnsafePointer<CChar>, UnsafeRawPointer, Int
        ) -> Int).self)

    private let linuxSyncFileRange = lookUp(
        "sync_file_range", as: (@convention(c) (Int32, off_t, off_t, UInt32) -> Int32).self)

    private func lookUp<Function>(_ name: String, as _: Function.Type) -> Function? {
        dlsym(nil, name).map { unsafeBitCast($0, to: Function.self) }
    }
#endif
