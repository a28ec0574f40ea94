/// Names that are longer than file systems take.
enum LongName {
    /// The name, or as much as fits: whole characters, a mark that tells it apart from others with
    /// the same beginning, and its extension.
    static func fitted(_ name: [UInt8], to limit: Int) -> [UInt8] {
        guard name.count > limit else { return name }
        let mark = Array(("~" + Redaction.mark(of: name)).utf8)
        let ending = ending(of: name)
        return prefix(name, limit - mark.count - ending.count) + mark + ending
    }

    /// The first bytes, `limit` at most, that end no character in its middle.
    static func prefix(_ name: [UInt8], _ limit: Int) -> [UInt8] {
        if let text = String(validating: name, as: UTF8.self) {
            var count = 0
            for character in text {
                let next = count + character.utf8.count
                if next > limit { break }
                count = next
            }
            if count > 0 { return Array(name[..<count]) }
        }
        // One character with very many combining marks, or no text: cut between two scalars at
        // least.
        var count = limit
        while count > limit - 4, name[count] & 0xC0 == 0x80 { count -= 1 }
        return Array(name[..<count])
    }

    /// The extension with its dot; of an address with a query that of the path before it.
    private static func ending(of name: [UInt8]) -> [UInt8] {
        let path = name.prefix { $0 != UInt8(ascii: "?") }
        return plainEnding(path) ?? plainEnding(name[...]) ?? []
    }

    private static func plainEnding(_ name: ArraySlice<UInt8>) -> [UInt8]? {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
            return nil
        }
        let ending = name[dot...]
        let isPlain = ending.dropFirst().allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber)
        }
        return (2...11).contains(ending.count) && isPlain ? Array(ending) : nil
    }
}
