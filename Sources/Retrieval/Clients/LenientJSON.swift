import Foundation

/// JSON as generators write it: Python's `json.dumps` writes `NaN`, `Infinity` and lone surrogates,
/// which JSON does not have. These become null and U+FFFD.
enum LenientJSON {
    /// Nil for what is not even that.
    static func value(_ data: Data) -> Any? {
        if let value = parsed(data) { return value }
        return parsed(Data(repaired([UInt8](data))))
    }

    private static func parsed(_ data: Data) -> Any? {
        try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    }

    private static func repaired(_ given: [UInt8]) -> [UInt8] {
        // Bytes that are no UTF-8 become U+FFFD here.
        let bytes = Array(String(decoding: given, as: UTF8.self).utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        var isInString = false
        while index < bytes.count {
            let byte = bytes[index]
            if isInString {
                if byte == UInt8(ascii: "\\") {
                    index = escape(bytes, index, &result)
                    continue
                }
                isInString = byte != UInt8(ascii: "\"")
            } else if let word = words.first(where: { bytes[index...].starts(with: $0) }) {
                result += Array("null".utf8)
                index += word.count
                continue
            } else {
                isInString = byte == UInt8(ascii: "\"")
            }
            result.append(byte)
            index += 1
        }
        return result
    }

    private static let words = ["NaN", "-NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }

    /// Copies one escape; a surrogate without its other half becomes U+FFFD.
    /// - Returns: where the text goes on.
    private static func escape(_ bytes: [UInt8], _ start: Int, _ result: inout [UInt8]) -> Int {
        guard let unit = unit(bytes, start) else {
            result += bytes[start..<min(start + 2, bytes.count)]
            return start + 2
        }
        if (0xD800..<0xDC00).contains(unit), let low = self.unit(bytes, start + 6),
            (0xDC00..<0xE000).contains(low)
        {
            result += bytes[start..<(start + 12)]
            return start + 12
        }
        if (0xD800..<0xE000).contains(unit) {
            result += Array("\\uFFFD".utf8)
        } else {
            result += bytes[start..<(start + 6)]
        }
        return start + 6
    }

    /// The number of `\uXXXX` at a place; nil where there is none.
    private static func unit(_ bytes: [UInt8], _ start: Int) -> UInt32? {
        guard start + 5 < bytes.count, bytes[start] == UInt8(ascii: "\\"),
            bytes[start + 1] == UInt8(ascii: "u")
        else { return nil }
        var value: UInt32 = 0
        for byte in bytes[(start + 2)..<(start + 6)] {
            guard let digit = hexDigit(byte) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
