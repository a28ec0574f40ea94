/// Names as text, reversibly.
///
/// A byte that is not part of valid UTF-8 becomes `%XX`; a percent sign becomes `%25` only where
/// two hexadecimal digits follow it, so that ordinary names stay as they are.
package enum EscapedName {
    package static func text(_ bytes: some Collection<UInt8>) -> String {
        // Nearly every name is ASCII without a percent sign, or at least UTF-8 without one.
        if isPlain(bytes) { return String(decoding: bytes, as: UTF8.self) }
        if !bytes.contains(UInt8(ascii: "%")), let text = String(validating: bytes, as: UTF8.self) {
            return text
        }
        let bytes = Array(bytes)
        var escaped: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let length = validSequence(bytes, at: index)
            if length == 0 {
                escaped += escape(bytes[index])
                index += 1
            } else if bytes[index] == UInt8(ascii: "%"), isEscape(bytes, at: index) {
                escaped += escape(bytes[index])
                index += 1
            } else {
                escaped += bytes[index..<(index + length)]
                index += length
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    /// For messages and records: what is UTF-8 stays as it is.
    package static func readable(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? text(bytes)
    }

    /// The bytes of the text.
    package static func textBytes(_ bytes: [UInt8]) -> [UInt8] {
        isPlain(bytes) ? bytes : Array(text(bytes).utf8)
    }

    private static func isPlain(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "%") }
    }

    /// The bytes that `text` gave this text for.
    package static func bytes(_ text: String) -> [UInt8] {
        let escaped = Array(text.utf8)
        guard escaped.contains(UInt8(ascii: "%")) else { return escaped }
        var bytes: [UInt8] = []
        var index = 0
        while index < escaped.count {
            if isEscape(escaped, at: index) {
                bytes.append(digit(escaped[index + 1])! << 4 | digit(escaped[index + 2])!)
                index += 3
            } else {
                bytes.append(escaped[index])
                index += 1
            }
        }
        return bytes
    }

    private static func isEscape(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes[index] == UInt8(ascii: "%") && index + 2 < bytes.count
            && digit(bytes[index + 1]) != nil && digit(bytes[index + 2]) != nil
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// The length of the UTF-8 sequence that begins at `index`, or 0.
    private static func validSequence(_ bytes: [UInt8], at index: Int) -> Int {
        for length in 1...4 where index + length <= bytes.count {
            let slice = bytes[index..<(index + length)]
            if let text = String(validating: slice, as: UTF8.self), text.unicodeScalars.count == 1 {
                return length
            }
        }
        return 0
    }
}
