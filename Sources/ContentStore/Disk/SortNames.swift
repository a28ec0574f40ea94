/// Sorts names by their bytes.
///
/// Comparing names costs a cache miss each, and the names of a directory often begin alike. So the
/// eight bytes after the common prefix are compared as one number first, and the rest only if those
/// are equal.
enum SortNames {
    private struct Keyed<Name> {
        let key: UInt64
        let name: Name
    }

    static func sorted<Name>(_ names: [Name], _ bytes: (Name) -> ArraySlice<UInt8>) -> [Name] {
        guard let first = names.first else { return [] }
        let common = commonBeginning(bytes(first), names, bytes)
        var keyed = names.map { Keyed(key: key(bytes($0), after: common), name: $0) }
        keyed.sort { left, right in
            left.key != right.key
                ? left.key < right.key
                : bytes(left.name).lexicographicallyPrecedes(bytes(right.name))
        }
        return keyed.map(\.name)
    }

    /// How many bytes all of them have in common at the beginning.
    private static func commonBeginning<Name>(
        _ first: ArraySlice<UInt8>, _ names: [Name], _ bytes: (Name) -> ArraySlice<UInt8>
    ) -> Int {
        var common = first.count
        for name in names {
            let name = bytes(name)
            var same = 0
            while same < min(common, name.count),
                name[name.startIndex + same] == first[first.startIndex + same]
            {
                same += 1
            }
            common = same
            if common == 0 { break }
        }
        return common
    }

    /// Eight bytes as a number that sorts as they do; a name that ends earlier has zeros, which no
    /// name contains.
    private static func key(_ name: ArraySlice<UInt8>, after common: Int) -> UInt64 {
        var key: UInt64 = 0
        let end = min(name.endIndex, name.startIndex + common + 8)
        for index in (name.startIndex + common)..<end { key = key << 8 | UInt64(name[index]) }
        return key << UInt64(8 * (8 - (end - name.startIndex - common)))
    }
}
