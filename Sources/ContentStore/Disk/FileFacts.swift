#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What `stat` says of a file.
package struct FileFacts: Sendable, Equatable {
    package enum Kind: Sendable { case file, directory, link, other }

    package let kind: Kind
    package let size: UInt64
    /// Which file it is, whatever its name.
    package let identity: FileIdentity
    /// Nanoseconds since 1970.
    package let modified, changed: Int64
    package let links: UInt64

    init(_ facts: stat) {
        kind =
            switch facts.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        size = UInt64(facts.st_size)
        identity = FileIdentity(
            device: UInt64(truncatingIfNeeded: facts.st_dev),
            inode: UInt64(truncatingIfNeeded: facts.st_ino))
        #if canImport(Darwin)
            let (modification, change) = (facts.st_mtimespec, facts.st_ctimespec)
        #else
            let (modification, change) = (facts.st_mtim, facts.st_ctim)
        #endif
        modified = Int64(modification.tv_sec) * 1_000_000_000 + Int64(modification.tv_nsec)
        changed = Int64(change.tv_sec) * 1_000_000_000 + Int64(change.tv_nsec)
        links = UInt64(facts.st_nlink)
    }

    /// Whether the contents can be taken as unchanged since `other` was noted.
    package func isSameContent(as other: FileFacts) -> Bool {
        identity == other.identity && size == other.size && modified == other.modified
            && changed == other.changed
    }
}

package struct FileIdentity: Sendable, Hashable {
    package let device, inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}
