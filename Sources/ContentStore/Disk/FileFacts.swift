#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What `stat` says of a file.
package struct FileFacts: Sendable, Equatable {
    package enum Kind: Sendable {
        case file, directory, link, other

        /// For a sentence.
        package var words: String {
            switch self {
            case .file: "a file"
            case .directory: "a directory"
            case .link: "a symbolic link"
            case .other: "a pipe, a socket or a device"
            }
        }
    }

    package let kind: Kind
    package let size: UInt64
    /// The identity of the file, whatever its name.
    package let identity: FileIdentity
    /// Nanoseconds since 1970; dates beyond 64 bits are clamped.
    package let modified, changed: Int64
    /// When the contents were changed, in milliseconds since 1970 (rounded down), for dates to the
    /// year 292 million; nil beyond.
    package let modifiedMilliseconds: Int64?
    /// How many names (hard links) the file has.
    package let names: Int
    private let owner: UInt32

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
        modified = nanoseconds(modification)
        changed = nanoseconds(change)
        modifiedMilliseconds = milliseconds(modification)
        names = Int(facts.st_nlink)
        owner = facts.st_uid
    }

    /// The facts of bytes that are not on a disk.
    /// - Parameter identity: another one for other bytes.
    package init(size: UInt64, identity: FileIdentity, changedAt milliseconds: Int64) {
        kind = .file
        self.size = size
        self.identity = identity
        modified = milliseconds * 1_000_000
        changed = modified
        modifiedMilliseconds = milliseconds
        names = 1
        owner = geteuid()
    }

    /// Whether this is the same file as `other`, with the same contents as far as size and
    /// modification time show. The change time is left out: making and removing hard links changes
    /// it too.
    package func hasContents(of other: FileFacts) -> Bool {
        identity == other.identity && size == other.size && modified == other.modified
    }

    /// Whether the file is so much larger than expected that it is not read: a sparse file can
    /// claim a terabyte. One that is a little larger is read, because it may be whole and its row
    /// wrong.
    package func isFarLarger(than size: Int64) -> Bool {
        self.size > UInt64(max(0, size)) + FileFacts.readableExcess
    }

    /// Hashed in a tenth of a second.
    private static let readableExcess: UInt64 = 64 << 20

    /// Whether this process may change the file's permissions.
    package var isOurs: Bool { geteuid() == 0 || geteuid() == owner }
}

/// File systems have dates before 1678 and after 2262, which do not fit 64 bits of nanoseconds.
private func nanoseconds(_ time: timespec) -> Int64 {
    let (product, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflowsToo) = product.addingReportingOverflow(Int64(time.tv_nsec))
    return overflow || overflowsToo ? (time.tv_sec < 0 ? .min : .max) : sum
}

private func milliseconds(_ time: timespec) -> Int64? {
    let (product, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1000)
    let (sum, overflowsToo) = product.addingReportingOverflow(Int64(time.tv_nsec / 1_000_000))
    return overflow || overflowsToo ? nil : sum
}

package struct FileIdentity: Sendable, Hashable {
    package let device, inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}
