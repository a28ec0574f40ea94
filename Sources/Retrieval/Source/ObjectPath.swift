/// The target path of a bucket's object: its key, byte for byte, if that is a valid path. Any
/// other key lands at a similar name with a mark of the key, so that no two keys share a path.
enum ObjectPath {
    /// The limits of a bucket path (docs/format.md), and of a name in it.
    private static let pathLimit = 1024, nameLimit = 255
    private static let slash = UInt8(ascii: "/"), tilde = UInt8(ascii: "~")

    static func path(of key: [UInt8]) -> [UInt8] {
        let parts = key.split(separator: slash, omittingEmptySubsequences: false).map { Array($0) }
        let isPlain =
            key.count <= pathLimit && !key.contains(0) && parts.allSatisfy(isName)
            && !isMarked(parts.last ?? [])
        return isPlain ? key : marked(key, parts)
    }

    private static func isName(_ part: [UInt8]) -> Bool {
        !part.isEmpty && part.count <= nameLimit && !isDots(part)
    }

    private static func isDots(_ part: [UInt8]) -> Bool {
        part == [UInt8(ascii: ".")] || part == Array("..".utf8)
    }

    private static func marked(_ key: [UInt8], _ parts: [[UInt8]]) -> [UInt8] {
        let safe = parts.filter { !$0.isEmpty }.map { part in
            let text = isDots(part) ? part.flatMap { _ in Array("%2E".utf8) } : part
            return text.flatMap { $0 == 0 ? Array("%00".utf8) : [$0] }
        }
        let mark = [tilde] + Array(Redaction.mark(of: key).utf8)
        let (stem, ending) = split(safe.last ?? [])
        let name = cut(stem, to: nameLimit - mark.count - ending.count) + mark + ending
        // The end of a key is the most specific.
        var path = name
        for part in safe.dropLast().reversed() {
            let longer = cut(part, to: nameLimit) + [slash] + path
            if longer.count > pathLimit { break }
            path = longer
        }
        return path
    }

    /// A name that could be another key's mark gets one of its own.
    private static func isMarked(_ name: [UInt8]) -> Bool {
        let stem = split(name).stem.suffix(17)
        return stem.count == 17 && stem.first == tilde
            && stem.dropFirst().allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    /// `name` and `.png`
    private static func split(_ name: [UInt8]) -> (stem: [UInt8], ending: [UInt8]) {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0, name.count - dot <= 16
        else {
            return (name, [])
        }
        return (Array(name[..<dot]), Array(name[dot...]))
    }

    private static func cut(_ name: [UInt8], to limit: Int) -> [UInt8] {
        name.count > limit ? LongName.prefix(name, limit) : name
    }
}
