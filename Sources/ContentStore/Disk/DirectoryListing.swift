#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The names of one directory, sorted by their bytes. A directory may hold a million: a name
/// takes its bytes and eight more.
package struct DirectoryListing: Sendable {
    /// As the directory itself says; `unknown` needs a `stat`.
    package enum Kind: UInt8, Sendable { case file, directory, link, other, unknown }

    private struct Entry {
        /// The block in the upper bits, the place in it in the lower ones.
        let start: UInt32
        let count: UInt16
        let kind: Kind
    }

    /// Names lie in blocks, because one array of them would be copied whenever it grows.
    private var blocks: [[UInt8]] = []
    private var entries: [Entry] = []
    private static let blockBits: UInt32 = 18
    private static let blockBytes = 1 << Int(blockBits)

    package var count: Int { entries.count }

    package func name(_ index: Int) -> ArraySlice<UInt8> { name(entries[index]) }

    package func kind(_ index: Int) -> Kind { entries[index].kind }

    /// What a name is, or nil if it is not listed.
    /// - Precondition: the listing is sorted.
    package func kind(of name: String) -> Kind? {
        let name = Array(name.utf8)
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self.name(middle).lexicographicallyPrecedes(name) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < count && self.name(low).elementsEqual(name) ? kind(low) : nil
    }

    package func isHidden(_ index: Int) -> Bool { name(index).first == UInt8(ascii: ".") }

    mutating func add(_ entry: UnsafeMutablePointer<dirent>) {
        // The name is longer than the C array that declares it, so it is read by address.
        let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name)!
        let text = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
        let name = UnsafeBufferPointer(
            start: text, count: strlen(UnsafePointer(OpaquePointer(text))))
        if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { return }
        let kind: Kind =
            switch Int32(entry.pointee.d_type) {
            case Int32(DT_REG): .file
            case Int32(DT_DIR): .directory
            case Int32(DT_LNK): .link
            case Int32(DT_UNKNOWN): .unknown
            default: .other
            }
        add(name, kind)
    }

    private mutating func add(_ name: UnsafeBufferPointer<UInt8>, _ kind: Kind) {
        let full = DirectoryListing.blockBytes - name.count
        if blocks.isEmpty || blocks[blocks.count - 1].count > full {
            precondition(blocks.count < 1 << 14, "a directory with 4 GiB of names")
            blocks.append([])
            // Most directories do not fill their first block.
            if blocks.count > 1 {
                blocks[blocks.count - 1].reserveCapacity(DirectoryListing.blockBytes)
            }
        }
        let last = blocks.count - 1
        let start = UInt32(last) << DirectoryListing.blockBits | UInt32(blocks[last].count)
        blocks[last].append(contentsOf: name)
        entries.append(Entry(start: start, count: UInt16(name.count), kind: kind))
    }

    mutating func sort() {
        entries = SortNames.sorted(entries) { name($0) }
    }

    private func name(_ entry: Entry) -> ArraySlice<UInt8> {
        let start = Int(entry.start) & (DirectoryListing.blockBytes - 1)
        return blocks[Int(entry.start >> DirectoryListing.blockBits)][
            start..<(start + Int(entry.count))]
    }
}
