import ContentStore
import Values

/// Encodes any bytes as text that the parser splits correctly, reversibly.
///
/// Printable ASCII stands for itself; every other byte is one scalar of the last private-use plane.
/// So invalid UTF-8 is kept, a combining mark after `=` or `/` does not hide it, and no control
/// character reaches a terminal in the parser's messages.
enum ArgumentEscape {
    private static let base: UInt32 = 0x10FE00

    static func text(_ bytes: [UInt8]) -> String {
        if bytes.allSatisfy(isPlain) { return String(decoding: bytes, as: UTF8.self) }
        var text = String.UnicodeScalarView()
        for byte in bytes {
            text.append(
                isPlain(byte) ? UnicodeScalar(byte) : UnicodeScalar(base + UInt32(byte))!)
        }
        return String(text)
    }

    /// The bytes that `text` encoded.
    static func bytes(_ text: String) -> [UInt8] {
        if text.utf8.allSatisfy(isPlain) { return Array(text.utf8) }
        return text.unicodeScalars.flatMap { scalar in
            byte(scalar).map { [$0] } ?? Array(String(scalar).utf8)
        }
    }

    /// A message that contains arguments, for a terminal.
    static func shown(_ message: String) -> String {
        var shown = ""
        var escaped: [UInt8] = []
        func flush() {
            if escaped.isEmpty { return }
            shown += printable(EscapedName.readable(escaped))
            escaped = []
        }
        for scalar in message.unicodeScalars {
            if let byte = byte(scalar) {
                escaped.append(byte)
            } else {
                flush()
                shown.unicodeScalars.append(scalar)
            }
        }
        flush()
        return shown
    }

    private static func isPlain(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) }

    private static func byte(_ scalar: UnicodeScalar) -> UInt8? {
        (base...(base + 0xFF)).contains(scalar.value) ? UInt8(scalar.value - base) : nil
    }
}
