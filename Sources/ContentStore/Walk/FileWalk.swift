package import Values

/// Finds the files under some roots, in the order of their names, a directory at a time.
///
/// Links to files and directories are followed, each directory is entered once, so loops end.
/// Memory follows the largest directory, not the number of files.
package final class FileWalk {
    /// Where a walk begins.
    package struct Root: Sendable {
        let path: FilePath
        /// The name of a file, or the prefix of the names below a directory.
        let relative: [UInt8]

        /// A file is called by its name; below a directory, its own name is left out.
        package init(_ path: FilePath) {
            self.path = path
            relative = []
        }

        /// An entry of a list: its whole path is kept as relative path, without `.` and `..`.
        package init(_ path: FilePath, listedAs listed: FilePath) {
            self.path = path
            let parts = listed.bytes.split(separator: UInt8(ascii: "/"))
            let kept = parts.filter { !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
            relative = Array(kept.joined(separator: [UInt8(ascii: "/")]))
        }
    }

    package enum Found: Sendable {
        /// `relative` is the path below its root, or the name of a root that is a file.
        case file(FilePath, relative: [UInt8])
        case skipped(FilePath, Skip)
        case failed(FilePath, DiskError)
    }

    /// Entries of one directory.
    package enum Stretch: Sendable {
        case files(FoundFiles)
        case single(Found)
    }

    /// Why a found file is skipped.
    package enum Skip: String, Sendable, CaseIterable {
        case hidden, notRegular, excluded, seenBefore, theStoreItself, anotherStore
    }

    private struct Level {
        let directory: FilePath
        let relative: [UInt8]
        let listing: DirectoryListing
        var next = 0

        /// The path of an entry below the root.
        func relative(_ index: Int) -> [UInt8] {
            relative.isEmpty
                ? Array(listing.name(index)) : joined(relative, listing.name(index))
        }
    }

    private let disk: Disk
    private let storeFacts: FileFacts?
    private let storePath: FilePath?
    private let isExcluded: (([UInt8], _ isDirectory: Bool) -> Bool)?
    private var roots: ArraySlice<Root>
    private var levels: [Level] = []
    private var entered: Set<FileIdentity> = []

    /// - Parameters:
    ///   - store: never walked, however it is reached.
    ///   - isExcluded: asked with the path below the root; an excluded directory is not entered. Nil
    ///     excludes nothing, and is faster.
    package init(
        roots: [Root], disk: Disk, store: StoreDirectory?,
        isExcluded: (([UInt8], _ isDirectory: Bool) -> Bool)?
    ) throws(DiskError) {
        self.roots = roots[...]
        self.disk = disk
        storeFacts = try store.flatMap { store throws(DiskError) in
            try disk.stat(store.layout.root)
        }
        storePath = try store.flatMap { store throws(DiskError) in
            try disk.realPath(store.layout.root)
        }
        self.isExcluded = isExcluded
    }

    /// The next find, or nil at the end.
    package func next() -> Found? {
        switch nextStretch(1) {
        case nil: nil
        case .single(let found): found
        case .files(let files): .file(files.path(0), relative: files.relative(0))
        }
    }

    /// The next files of one directory, `limit` at most; or something else; nil at the end.
    package func nextStretch(_ limit: Int) -> Stretch? {
        while true {
            guard let level = levels.last else {
                guard let root = roots.popFirst() else { return nil }
                if let found = enter(root: root) { return .single(found) }
                continue
            }
            guard level.next < level.listing.count else {
                levels.removeLast()
                continue
            }
            let files = plainFiles(level, limit)
            levels[levels.count - 1].next = max(files.upperBound, level.next + 1)
            if !files.isEmpty {
                return .files(
                    FoundFiles(
                        directory: level.directory, relative: level.relative,
                        listing: level.listing, range: files))
            }
            if let found = visit(level, level.next) { return .single(found) }
        }
    }

    /// The following files that need no further checks.
    private func plainFiles(_ level: Level, _ limit: Int) -> Range<Int> {
        var end = level.next
        let limit = min(level.listing.count, end + limit)
        while end < limit, level.listing.kind(end) == .file, !level.listing.isHidden(end),
            isExcluded?(level.relative(end), false) != true
        {
            end += 1
        }
        return level.next..<end
    }

    private func enter(root: Root) -> Found? {
        do throws(DiskError) {
            guard let facts = try disk.stat(root.path) else {
                return .failed(root.path, .notFound(root.path))
            }
            if try leadsIntoStore(root.path) { return .skipped(root.path, .theStoreItself) }
            let isNamed = facts.kind != .directory && root.relative.isEmpty
            let relative = isNamed ? Array(root.path.name) : root.relative
            return resolve(root.path, relative, facts, isRoot: true)
        } catch {
            return .failed(root.path, error)
        }
    }

    private func visit(_ level: Level, _ index: Int) -> Found? {
        let name = level.listing.name(index)
        let path = level.directory.appending(name)
        let relative = level.relative(index)
        if level.listing.isHidden(index) { return .skipped(path, .hidden) }
        switch level.listing.kind(index) {
        // Others are among the plain files.
        case .file: return .skipped(path, .excluded)
        case .other: return .skipped(path, .notRegular)
        case .directory, .link, .unknown: break
        }
        do throws(DiskError) {
            // A link that leads nowhere is not a file.
            guard let facts = try disk.stat(path) else { return .skipped(path, .notRegular) }
            if level.listing.kind(index) != .directory, facts.kind == .directory,
                try leadsIntoStore(path)
            {
                return .skipped(path, .theStoreItself)
            }
            return resolve(path, relative, facts, isRoot: false)
        } catch {
            return error.isLoop ? .skipped(path, .notRegular) : .failed(path, error)
        }
    }

    private func resolve(
        _ path: FilePath, _ relative: [UInt8], _ facts: FileFacts, isRoot: Bool
    ) -> Found? {
        switch facts.kind {
        case .file:
            return !isRoot && isExcluded?(relative, false) == true
                ? .skipped(path, .excluded) : .file(path, relative: relative)
        case .directory:
            if facts.identity == storeFacts?.identity { return .skipped(path, .theStoreItself) }
            if !isRoot, isExcluded?(relative, true) == true { return .skipped(path, .excluded) }
            guard entered.insert(facts.identity).inserted else {
                return .skipped(path, .seenBefore)
            }
            do throws(DiskError) {
                let listing = try disk.list(path)
                if isStore(listing) { return .skipped(path, .anotherStore) }
                levels.append(
                    Level(directory: path, relative: relative, listing: listing))
                return nil
            } catch {
                return .failed(path, error)
            }
        case .link, .other: return .skipped(path, .notRegular)
        }
    }

    /// Roots and links can lead anywhere; a directory inside another one only further down.
    private func leadsIntoStore(_ path: FilePath) throws(DiskError) -> Bool {
        guard let storePath, let real = try disk.realPath(path) else { return false }
        return real == storePath || real.bytes.starts(with: storePath.bytes + [UInt8(ascii: "/")])
    }
}

/// Whether a directory is a store or a backup: its files are StillStore's already. One that is
/// being made does not have all of them yet.
func isStore(_ listing: DirectoryListing) -> Bool {
    guard listing.kind(of: "objects") == .directory else { return false }
    return ["stillstore.json", "catalog.sqlite"].contains { listing.kind(of: $0) == .file }
}
