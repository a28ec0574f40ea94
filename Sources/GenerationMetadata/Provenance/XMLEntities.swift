/// The five entities and the character references of XML (XML 1.0, 4.1 and 4.6). Others stay as
/// they are written.
enum XMLEntities {
    static func decode(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let byte = bytes[position]
            if byte == UInt8(ascii: "&"),
                let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let character = character(bytes[(position + 1)..<end])
            {
                text.append(contentsOf: character.utf8)
                position = end + 1
            } else {
                text.append(byte)
                position += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func character(_ name: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: name, as: UTF8.self)
        switch text {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard text.hasPrefix("#") else { return nil }
            let code =
                text.hasPrefix("#x")
                ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text.dropFirst())
            return code.flatMap(Unicode.Scalar.init).map { String($0) }
        }
    }
}
