#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The names of one directory, sorted by their bytes. All names lie in one array, because a
/// directory may hold a million.
package struct DirectoryListing: Sendable {
    /// As far as the directory itself knows; `unknown` needs a `stat`.
    package enum Kind: UInt8, Sendable { case file, directory, link, other, unknown }

    private struct Entry {
        let start: UInt32
        let count: UInt16
        let kind: Kind
    }

    private var names: [UInt8] = []
    private var entries: [Entry] = []

    package var count: Int { entries.count }

    package func name(_ index: Int) -> ArraySlice<UInt8> {
        let entry = entries[index]
        return names[Int(entry.start)..<(Int(entry.start) + Int(entry.count))]
    }

    package func kind(_ index: Int) -> Kind { entries[index].kind }

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
        entries.append(Entry(start: UInt32(names.count), count: UInt16(name.count), kind: kind))
        names += name
    }

    mutating func sort() {
        names.withUnsafeBufferPointer { names in
            entries.sort { left, right in
                let common = Int(min(left.count, right.count))
                let order = memcmp(
                    names.baseAddress! + Int(left.start), names.baseAddress! + Int(right.start),
                    common)
                return order != 0 ? order < 0 : left.count < right.count
            }
        }
    }
}
