package import Values

/// Checks whether objects, and the links of a bucket that show them, are there: for very many, so
/// the directories are held open and nothing is allocated for each. For objects and links on a
/// disk; anywhere else the catalogue alone decides.
package struct PresenceProbe {
    private let store: StoreDirectory
    private let disk: Disk
    /// Nil where there is no such directory.
    private let objects: OpenDirectory?
    private let bucket: FilePath
    /// The directory of the last link, by its path in the bucket: names come directory by
    /// directory.
    private var above: (path: [UInt8], directory: OpenDirectory?)?
    /// Of the directories of objects, by the first byte of digests.
    private var isOwn = [Bool](repeating: false, count: 256)
    private var link: [UInt8] = []
    private var expected: [UInt8] = []
    private var found: [CChar] = []

    package init(_ store: StoreDirectory, bucket: [UInt8]) throws(DiskError) {
        self.store = store
        disk = store.disk
        objects = try PresenceProbe.open(store.layout.objects, disk)
        self.bucket = store.layout.buckets.appending(bucket)
    }

    /// The size of the object with this digest; nil unless it exists and `path` is a link to it.
    package mutating func size(
        of digest: Digest, shownAt path: [UInt8]
    ) throws(DiskError) -> UInt64? {
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        guard let objects, let directory = try directory(of: path[..<(slash ?? 0)])
        else { return nil }
        let place = expectText(of: path, digest)
        guard try hasOwnFanOut(digest, objects, place) else { return nil }
        let object = try expected.withUnsafeBufferPointer { text throws(DiskError) in
            // The end of the text is the object's name below the directory of objects.
            try disk.stat(asName(text.baseAddress! + place), in: objects, following: false)
        }
        guard let object else { return nil }
        link.removeAll(keepingCapacity: true)
        link += path[(slash.map { $0 + 1 } ?? 0)...]
        link.append(0)
        // One byte more than is expected, to see a longer text.
        while found.count < expected.count { found.append(0) }
        let count = try link.withUnsafeBufferPointer { link throws(DiskError) in
            try found.withUnsafeMutableBufferPointer { found throws(DiskError) in
                try disk.readlink(asName(link.baseAddress!), in: directory, into: found)
            }
        }
        guard count == expected.count - 1 else { return nil }
        let isLink = expected.withUnsafeBytes { expected in
            found.withUnsafeBytes { $0[..<count!].elementsEqual(expected[..<count!]) }
        }
        return isLink ? object.size : nil
    }

    /// Whether the object would be in real directories of the store, and not behind a link: both
    /// are checked, the upper one first, each once.
    private mutating func hasOwnFanOut(
        _ digest: Digest, _ objects: OpenDirectory, _ place: Int
    ) throws(DiskError) -> Bool {
        if store.directories.isKnownFanOut(of: digest) { return true }
        let first = Int(digest.prefix >> 56)
        for length in isOwn[first] ? [5] : [2, 5] {
            let kind = try expected.withUnsafeMutableBufferPointer { text throws(DiskError) in
                let name = text.baseAddress! + place
                name[length] = 0
                defer { name[length] = UInt8(ascii: "/") }
                return try disk.stat(asName(name), in: objects, following: false)?.kind
            }
            if kind != .directory { return false }
        }
        isOwn[first] = true
        store.directories.rememberFanOut(of: digest)
        return true
    }

    private mutating func directory(
        of path: ArraySlice<UInt8>
    ) throws(DiskError) -> OpenDirectory? {
        if let above, above.path.elementsEqual(path) { return above.directory }
        let directory = try PresenceProbe.open(path.isEmpty ? bucket : bucket.appending(path), disk)
        above = (Array(path), directory)
        return directory
    }

    /// Sets `expected` to the text of a link at `path` (as `StoreLayout.linkText`), ended by a
    /// zero; returns where in it the object's name begins.
    private mutating func expectText(of path: [UInt8], _ digest: Digest) -> Int {
        expected.removeAll(keepingCapacity: true)
        let up: StaticString = "../"
        expected.append(up)
        expected.append(up)
        for byte in path where byte == UInt8(ascii: "/") { expected.append(up) }
        expected.append("objects/sha256/")
        let place = expected.count
        digest.appendHexDigits(0..<2, to: &expected)
        expected.append(UInt8(ascii: "/"))
        digest.appendHexDigits(2..<4, to: &expected)
        expected.append(UInt8(ascii: "/"))
        digest.appendHexDigits(0..<64, to: &expected)
        expected.append(0)
        return place
    }

    private static func open(_ path: FilePath, _ disk: Disk) throws(DiskError) -> OpenDirectory? {
        do throws(DiskError) { return try disk.open(directory: path) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
