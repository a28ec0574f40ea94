/// Bytes to text, as generators write it.
enum TextDecoding {
    /// UTF-8 where the bytes are that, else Latin-1: the PNG specification says Latin-1, and half
    /// the writers say UTF-8. NULs around the text are no part of it.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let trimmed = withoutNULs(bytes)
        return String(validating: trimmed, as: UTF8.self) ?? latin1(trimmed)
    }

    static func lossyUTF8(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: withoutNULs(bytes), as: UTF8.self)
    }

    static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            if byte < 0x80 {
                utf8.append(byte)
            } else {
                utf8.append(0xC0 | byte >> 6)
                utf8.append(0x80 | byte & 0x3F)
            }
        }
        return String(decoding: utf8, as: UTF8.self)
    }

    /// Lone surrogates become U+FFFD; an odd last byte is left out.
    static func utf16(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(bigEndian ? first << 8 | second : second << 8 | first)
            index += 2
        }
        return String(decoding: units, as: UTF16.self)
    }

    private static func withoutNULs(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while bytes.first == 0 { bytes.removeFirst() }
        while bytes.last == 0 { bytes.removeLast() }
        return bytes
    }
}
