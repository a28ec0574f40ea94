package import Values

/// The symbolic links in some directories that lead somewhere, collected before files are moved
/// away from there: what they lead to is kept until it has been read, and links that lead nowhere
/// afterwards can be reported.
package struct SourceLinks: Sendable {
    private var links: [FilePath] = []
    private var targets: Set<FileIdentity> = []

    /// Reads everything below each root; for a root that is a file, everything beside it.
    /// Directories that cannot be read count as empty. Links are not followed, stores are skipped.
    package init(below roots: [FilePath], _ disk: Disk) {
        var beside: Set<FilePath> = []
        for root in roots {
            guard let facts = try? disk.stat(root) else { continue }
            if facts.kind == .directory {
                search(root, disk, isDeep: true)
            } else if beside.insert(root.parent).inserted {
                search(root.parent, disk, isDeep: false)
            }
        }
    }

    /// Whether one of the links leads to the file.
    package func lead(to file: FileIdentity) -> Bool { targets.contains(file) }

    /// The links that still exist and lead nowhere now.
    package func dangling(_ disk: Disk) -> [FilePath] {
        links.filter { link in
            do throws(DiskError) {
                guard try disk.stat(link, following: false)?.kind == .link else { return false }
                return try disk.stat(link) == nil
            } catch {
                // A link that cannot be followed is not reported as leading nowhere.
                return false
            }
        }
    }

    private mutating func search(_ directory: FilePath, _ disk: Disk, isDeep: Bool) {
        guard let listing = try? disk.list(directory), !isStore(listing) else { return }
        for index in 0..<listing.count {
            let kind = listing.kind(index)
            if kind == .file || kind == .other { continue }
            let path = directory.appending(listing.name(index))
            guard let facts = try? disk.stat(path, following: false) else { continue }
            switch facts.kind {
            case .directory: if isDeep { search(path, disk, isDeep: true) }
            case .link:
                guard let target = try? disk.stat(path) else { continue }
                links.append(path)
                targets.insert(target.identity)
            case .file, .other: break
            }
        }
    }
}
