import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A shell pattern (POSIX fnmatch: `*`, `?`, `[…]`). If it contains a slash it is matched with the
/// whole path below the root, and `*` crosses slashes; otherwise with the name alone.
package struct NamePattern: Sendable {
    private let pattern: FilePath
    private let wantsPath: Bool

    /// A slash at the end, as people write it for directories, is ignored.
    package init(bytes: [UInt8]) {
        let slash = UInt8(ascii: "/")
        let bytes = bytes.last == slash ? bytes.dropLast() : bytes[...]
        pattern = FilePath(bytes: bytes)
        wantsPath = bytes.contains(slash)
    }

    package init(_ pattern: String) { self.init(bytes: Array(pattern.utf8)) }

    package func matches(_ relative: [UInt8]) -> Bool {
        let path = FilePath(bytes: relative)
        let subject = wantsPath ? path : FilePath(bytes: path.name)
        return pattern.withCString { pattern in
            subject.withCString { fnmatch(pattern, $0, 0) == 0 }
        }
    }
}
