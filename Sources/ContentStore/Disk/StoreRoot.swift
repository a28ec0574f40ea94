package import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A store's directory, held open. Paths below it are resolved from here, one name after the other,
/// and never through a symbolic link: whatever is planted in a store, nothing outside of it is
/// opened, moved or removed. It is also why paths below it may be longer than the system's limit.
///
/// The path of the directory itself may contain links: the owner chose it.
package final class StoreRoot: Sendable {
    let path: FilePath
    private let prefix: [UInt8]
    private let descriptor: Int32

    fileprivate init(path: FilePath, descriptor: Int32) {
        self.path = path
        prefix = path.bytes + [UInt8(ascii: "/")]
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// How many bytes of `path` lead to the name below the directory; nil outside of it.
    fileprivate func bytesAbove(_ path: FilePath) -> Int? {
        if path.bytes.starts(with: prefix) { return prefix.count }
        return path == self.path ? path.bytes.count : nil
    }

    /// Calls `body` with the directory that `name` is in and the name in it. -1 with `errno`
    /// `ENOTDIR` where a link, or something else that is no directory, is on the way.
    fileprivate func inParent<Result: SignedInteger>(
        of relative: ArraySlice<UInt8>, _ body: (Int32, UnsafePointer<CChar>) -> Result
    ) -> Result {
        if relative.isEmpty { return body(descriptor, ".") }
        guard let slash = relative.lastIndex(of: UInt8(ascii: "/")) else {
            return withName(relative) { body(descriptor, $0) }
        }
        let parent = openParent(relative[..<slash])
        guard parent >= 0 else { return -1 }
        let result = withName(relative[(slash + 1)...]) { body(parent, $0) }
        let code = errno
        close(parent)
        errno = code
        return result
    }

    private func openParent(_ relative: ArraySlice<UInt8>) -> Int32 {
        if let found = withName(relative, { openBeneath(descriptor, $0) }) {
            if found < 0, errno == ELOOP || errno == EXDEV { errno = ENOTDIR }
            return found
        }
        // For a system without such a call: the same, name by name.
        var directory = descriptor
        for name in relative.split(separator: UInt8(ascii: "/")) {
            let above = directory
            let next = withName(name) { openStep(above, $0) }
            let code = errno
            if directory != descriptor { close(directory) }
            guard next >= 0 else {
                errno = code == ELOOP ? ENOTDIR : code
                return -1
            }
            directory = next
        }
        return directory
    }

    private func withName<Result>(
        _ name: ArraySlice<UInt8>, _ body: (UnsafePointer<CChar>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: name.count + 1) { buffer in
            name.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
            buffer[name.count] = 0
            return body(UnsafePointer(buffer.baseAddress!))
        }
    }
}

extension Disk {
    /// The same disk, which reaches files below `root` without following a link.
    package func confined(to root: FilePath) throws(DiskError) -> Disk {
        try before?(.open, root)
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let descriptor = root.withCString { systemOpen($0, flags, 0) }
        guard descriptor >= 0 else { throw DiskError(.open, root, errno) }
        var confined = self
        confined.roots.append(StoreRoot(path: root, descriptor: descriptor))
        return confined
    }

    func isInStore(_ path: FilePath) -> Bool { roots.contains { $0.bytesAbove(path) != nil } }

    /// Calls `body` with an open directory, or with that of the process, and a name that leads
    /// from there to `path`; with whether that is in a store, where no link is to be followed.
    func at<Result: SignedInteger>(
        _ path: FilePath, _ body: (Int32, UnsafePointer<CChar>, _ inStore: Bool) -> Result
    ) -> Result {
        for root in roots {
            guard let start = root.bytesAbove(path) else { continue }
            return root.inParent(of: path.bytes[start...]) { body($0, $1, true) }
        }
        return path.withCString { body(AT_FDCWD, $0, false) }
    }
}
