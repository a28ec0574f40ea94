package import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Where relative paths begin, byte for byte; `.` where it has no name any more.
package func currentDirectory() -> FilePath {
    guard let name = getcwd(nil, 0) else { return FilePath(".") }
    defer { free(name) }
    return FilePath(bytes: UnsafeRawBufferPointer(start: name, count: strlen(name)))
}
