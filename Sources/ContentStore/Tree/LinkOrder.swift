import Values

/// The entries of a bucket's directory that are no directories, in the order of the bytes of their
/// paths as text: the order of the catalogue's index.
///
/// A directory's own entries are sorted as if its name ended with a slash, and names are compared
/// as the catalogue writes them.
final class LinkOrder: PathEntries {
    private struct Level {
        let directory: FilePath
        /// Of the paths in it: empty, or ending in a slash.
        let prefix: String
        let listing: DirectoryListing
        /// Names that are in the listing's own order, and those that are not: directories, and
        /// names whose text differs from their bytes.
        let plain: [Int32]
        let others: [(key: [UInt8], index: Int32)]
        var nextPlain = 0
        var nextOther = 0
    }

    private let disk: Disk
    private let unreadable: (DiskError) -> Void
    private var levels: [Level] = []

    init(_ bucket: FilePath, _ disk: Disk, _ unreadable: @escaping (DiskError) -> Void) {
        self.disk = disk
        self.unreadable = unreadable
        enter(bucket, "")
    }

    func next() -> (path: String, kind: DirectoryListing.Kind)? {
        while let level = levels.indices.last {
            guard let index = nextIndex(level) else {
                levels.removeLast()
                continue
            }
            let (directory, listing) = (levels[level].directory, levels[level].listing)
            let name = listing.name(index)
            let kind = kind(of: index, in: listing, at: directory)
            let path = levels[level].prefix + EscapedName.text(name)
            if kind == .directory {
                enter(directory.appending(name), path + "/")
            } else {
                return (path, kind)
            }
        }
        return nil
    }

    private func nextIndex(_ level: Int) -> Int? {
        let (plain, others) = (levels[level].nextPlain, levels[level].nextOther)
        let hasPlain = plain < levels[level].plain.count
        let hasOther = others < levels[level].others.count
        guard hasPlain || hasOther else { return nil }
        if hasPlain, hasOther {
            let index = Int(levels[level].plain[plain])
            let name = levels[level].listing.name(index)
            let takesPlain = name.lexicographicallyPrecedes(levels[level].others[others].key)
            return takesPlain ? nextPlain(level) : nextOther(level)
        }
        return hasPlain ? nextPlain(level) : nextOther(level)
    }

    private func nextPlain(_ level: Int) -> Int {
        defer { levels[level].nextPlain += 1 }
        return Int(levels[level].plain[levels[level].nextPlain])
    }

    private func nextOther(_ level: Int) -> Int {
        defer { levels[level].nextOther += 1 }
        return Int(levels[level].others[levels[level].nextOther].index)
    }

    private func enter(_ directory: FilePath, _ prefix: String) {
        guard let listing = listing(of: directory) else { return }
        var plain: [Int32] = []
        var others: [(key: [UInt8], index: Int32)] = []
        plain.reserveCapacity(listing.count)
        for index in 0..<listing.count {
            let name = listing.name(index)
            let isDirectory = kind(of: index, in: listing, at: directory) == .directory
            let text = EscapedName.text(name)
            if !isDirectory, text.utf8.elementsEqual(name) {
                plain.append(Int32(index))
            } else {
                others.append(
                    (Array(text.utf8) + (isDirectory ? [UInt8(ascii: "/")] : []), Int32(index)))
            }
        }
        others.sort { $0.key.lexicographicallyPrecedes($1.key) }
        levels.append(
            Level(
                directory: directory, prefix: prefix, listing: listing, plain: plain,
                others: others))
    }

    private func listing(of directory: FilePath) -> DirectoryListing? {
        do throws(DiskError) { return try disk.list(directory) } catch {
            if !error.isNotFound { unreadable(error) }
            return nil
        }
    }

    private func kind(
        of index: Int, in listing: DirectoryListing, at directory: FilePath
    ) -> DirectoryListing.Kind {
        (try? disk.kind(of: index, in: listing, at: directory)) ?? .other
    }
}
