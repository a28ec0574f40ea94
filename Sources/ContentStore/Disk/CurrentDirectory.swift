package import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The directory that relative paths begin with, byte for byte; `.` if it no longer has a name.
package func currentDirectory() -> FilePath {
    guard let name = getcwd(nil, 0) else { return FilePath(".") }
    defer { free(name) }
    return FilePath(bytes: UnsafeRawBufferPointer(start: name, count: strlen(name)))
}
