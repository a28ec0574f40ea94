#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

// The system calls whose names `Disk` gives to its own methods, and the variadic one.

typealias systemStat = stat

func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
    open(path, flags, mode)
}

func systemOpenAt(
    _ directory: Int32, _ name: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t
) -> Int32 { openat(directory, name, flags, mode) }

func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}

/// Any change of a file's times changes its change time; here that of the last access.
func systemMarkChanged(_ directory: Int32, _ name: UnsafePointer<CChar>) -> Int32 {
    #if canImport(Darwin)
        let (now, omit) = (Int(UTIME_NOW), Int(UTIME_OMIT))
    #else
        // linux/stat.h; glibc has them as macros that are not imported.
        let (now, omit) = ((1 << 30) - 1, (1 << 30) - 2)
    #endif
    var times = [timespec(tv_sec: 0, tv_nsec: now), timespec(tv_sec: 0, tv_nsec: omit)]
    return utimensat(directory, name, &times, AT_SYMLINK_NOFOLLOW)
}

/// The boot id of the machine; empty if it is not available.
func systemBootID() -> String {
    #if os(Linux)
        guard let file = fopen("/proc/sys/kernel/random/boot_id", "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count].filter { $0 > 0x20 }, as: UTF8.self)
    #else
        var bytes = [UInt8](repeating: 0, count: 64)
        var count = bytes.count
        guard sysctlbyname("kern.bootsessionuuid", &bytes, &count, nil, 0) == 0 else { return "" }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #endif
}
