#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

// System calls that not every system has. Those of Linux are looked up by name, because Swift's
// Glibc module lacks what is not POSIX.

/// Whether syncfs(2) is there and can be relied on: errors of writing back are reported since Linux
/// 5.8; before that it is not used.
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

/// Renames where nothing has the target's name; -1 with `EEXIST` otherwise, and with `ENOSYS`,
/// `EINVAL` or `ENOTSUP` where the system or the file system has no such call.
func systemRenameExclusively(
    _ source: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>
) -> Int32 {
    #if canImport(Darwin)
        return renamex_np(source, target, UInt32(RENAME_EXCL))
    #else
        guard let renameat2 = linuxRenameat2 else {
            errno = ENOSYS
            return -1
        }
        let RENAME_NOREPLACE: UInt32 = 1  // linux/fs.h
        return renameat2(AT_FDCWD, source, AT_FDCWD, target, RENAME_NOREPLACE)
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
    private let linuxSyncfs = lookUp("syncfs", as: (@convention(c) (Int32) -> Int32).self)

    private let linuxRenameat2 = lookUp(
        "renameat2",
        as: (@convention(c) (
            Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
        ) -> Int32).self)

    private let linuxSyncFileRange = lookUp(
        "sync_file_range", as: (@convention(c) (Int32, off_t, off_t, UInt32) -> Int32).self)

    private func lookUp<Function>(_ name: String, as _: Function.Type) -> Function? {
        dlsym(nil, name).map { unsafeBitCast($0, to: Function.self) }
    }
#endif
