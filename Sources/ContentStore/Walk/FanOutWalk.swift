package import Values

/// Visits the directories `ab/cd` below a root, in order, with the names in each. Memory follows
/// one directory.
package struct FanOutWalk {
    private let root: FilePath
    private let disk: Disk
    private var outer: DirectoryListing?
    private var inner: DirectoryListing?
    private var outerNext = 0
    private var innerNext = 0

    package init(_ root: FilePath, _ disk: Disk) {
        self.root = root
        self.disk = disk
    }

    /// The next directory, or nil at the end. What has other names, or vanishes, is passed over.
    package mutating func next() throws(DiskError) -> (path: FilePath, names: DirectoryListing)? {
        if outer == nil { outer = try list(root) ?? DirectoryListing() }
        guard let outer else { return nil }
        while true {
            if let inner {
                let above = root.appending(outer.name(outerNext - 1))
                while innerNext < inner.count {
                    let index = innerNext
                    innerNext += 1
                    guard isPair(inner, index) else { continue }
                    let path = above.appending(inner.name(index))
                    if let names = try list(path) { return (path, names) }
                }
                self.inner = nil
            }
            guard outerNext < outer.count else { return nil }
            outerNext += 1
            guard isPair(outer, outerNext - 1) else { continue }
            inner = try list(root.appending(outer.name(outerNext - 1)))
            innerNext = 0
        }
    }

    private func list(_ path: FilePath) throws(DiskError) -> DirectoryListing? {
        do throws(DiskError) { return try disk.list(path) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    private func isPair(_ listing: DirectoryListing, _ index: Int) -> Bool {
        let kind = listing.kind(index)
        guard kind == .directory || kind == .unknown else { return false }
        let name = listing.name(index)
        return name.count == 2
            && name.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
