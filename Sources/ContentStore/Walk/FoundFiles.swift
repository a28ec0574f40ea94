package import Values

/// Files that a walk found in one directory.
package struct FoundFiles: Sendable {
    package let directory: FilePath
    /// The way from the root of the walk to the directory; empty for the root itself.
    let relative: [UInt8]
    let listing: DirectoryListing
    let range: Range<Int>

    package var count: Int { range.count }

    package func path(_ index: Int) -> FilePath { directory.appending(name(index)) }

    /// The path below the root of the walk.
    package func relative(_ index: Int) -> [UInt8] {
        relative.isEmpty ? Array(name(index)) : joined(relative, name(index))
    }

    func name(_ index: Int) -> ArraySlice<UInt8> { listing.name(range.lowerBound + index) }
}

/// Reads the facts of files in one directory, one after another.
package struct FoundFacts {
    private let disk: Disk
    private let directory: OpenDirectory
    private var name: [UInt8] = []

    package init(_ directory: FilePath, _ disk: Disk) throws(DiskError) {
        self.disk = disk
        self.directory = try disk.open(directory: directory)
    }

    /// Nil if the file is gone.
    package mutating func facts(
        of files: FoundFiles, _ index: Int
    ) throws(DiskError) -> FileFacts? {
        name.removeAll(keepingCapacity: true)
        name += files.name(index)
        name.append(0)
        return try name.withUnsafeBufferPointer { name throws(DiskError) in
            try disk.stat(asName(name.baseAddress!), in: directory, following: true)
        }
    }
}

/// Two parts of a path with a slash between them.
func joined(_ first: [UInt8], _ second: ArraySlice<UInt8>) -> [UInt8] {
    var joined: [UInt8] = []
    joined.reserveCapacity(first.count + 1 + second.count)
    joined += first
    joined.append(UInt8(ascii: "/"))
    joined += second
    return joined
}
