/// The links of a page: what the anchors of its text refer to.
enum HTMLLinks {
    private static let quotes = Array("\"'".utf8)

    /// As bytes, with the character references of HTML replaced that stand in addresses.
    static func references(in page: [UInt8]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var index = 0
        while let start = page[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = start + 1
            guard index + 1 < page.count, page[index] | 0x20 == UInt8(ascii: "a"),
                isSpace(page[index + 1])
            else { continue }
            index += 1
            while let (name, value) = attribute(of: page, &index) {
                if name == Array("href".utf8) { found.append(unescaped(trimmed(value))) }
            }
        }
        return found
    }

    /// The next attribute of a tag, its name in lower case; nil at the tag's end.
    private static func attribute(
        of page: [UInt8], _ index: inout Int
    ) -> (name: [UInt8], value: [UInt8])? {
        while index < page.count, isSpace(page[index]) || page[index] == UInt8(ascii: "/") {
            index += 1
        }
        guard index < page.count, page[index] != UInt8(ascii: ">") else { return nil }
        let start = index
        index += 1
        while index < page.count, !isSpace(page[index]), !"=>/".utf8.contains(page[index]) {
            index += 1
        }
        let name = page[start..<index].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        skipSpace(page, &index)
        guard index < page.count, page[index] == UInt8(ascii: "=") else { return (name, []) }
        index += 1
        skipSpace(page, &index)
        guard index < page.count else { return (name, []) }
        let first = index
        if quotes.contains(page[index]) {
            let end = page[(index + 1)...].firstIndex(of: page[index]) ?? page.count
            index = min(end + 1, page.count)
            return (name, Array(page[(first + 1)..<end]))
        }
        while index < page.count, !isSpace(page[index]), page[index] != UInt8(ascii: ">") {
            index += 1
        }
        return (name, Array(page[first..<index]))
    }

    /// Blanks around an address are none of it (HTML, 4.6.2).
    private static func trimmed(_ value: [UInt8]) -> [UInt8] {
        guard let last = value.lastIndex(where: { !isSpace($0) }) else { return [] }
        return Array(value[...last].drop(while: isSpace))
    }

    private static func skipSpace(_ page: [UInt8], _ index: inout Int) {
        while index < page.count, isSpace(page[index]) { index += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    ]

    /// `&amp;` and `&#38;` and `&#x26;`
    private static func unescaped(_ value: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        while index < value.count {
            let rest = value[index...].prefix(12)
            if value[index] == UInt8(ascii: "&"), let end = rest.firstIndex(of: UInt8(ascii: ";")) {
                let name = String(decoding: value[(index + 1)..<end], as: UTF8.self)
                if let text = named[name] ?? character(name) {
                    bytes += Array(text.utf8)
                    index = end + 1
                    continue
                }
            }
            bytes.append(value[index])
            index += 1
        }
        return bytes
    }

    private static func character(_ name: String) -> String? {
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let isHex = digits.first == "x" || digits.first == "X"
        let number = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
