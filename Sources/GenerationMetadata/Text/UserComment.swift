import Foundation

/// Decodes the EXIF tag UserComment (EXIF 2.32, 4.6.5): eight bytes that name the character code,
/// then the text.
enum UserComment {
    static func decode(_ value: ArraySlice<UInt8>, bigEndian: Bool) -> String {
        let text = decodeWhole(value, bigEndian: bigEndian)
        let scalars = text.unicodeScalars
        guard let end = scalars.firstIndex(of: "\0") else { return text }
        return String(scalars[..<end])
    }

    private static func decodeWhole(_ value: ArraySlice<UInt8>, bigEndian: Bool) -> String {
        let rest = value.dropFirst(8)
        if value.starts(with: "UNICODE\0") { return decodeUTF16(rest, bigEndian: bigEndian) }
        if value.starts(with: "ASCII\0\0\0") || value.starts(with: "\0\0\0\0\0\0\0\0") {
            return TextDecoding.lossyUTF8(rest)
        }
        if value.starts(with: "JIS\0\0\0\0\0") {
            return String(data: Data(rest), encoding: .iso2022JP) ?? TextDecoding.text(rest)
        }
        return TextDecoding.text(value)
    }

    /// The order of the TIFF block is no guide: Civitai writes big-endian text into little-endian
    /// blocks. Prompts have spaces and ASCII enough that the zero bytes show the order.
    private static func decodeUTF16(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String {
        if bytes.big16(0) == 0xFEFF {
            return TextDecoding.utf16(bytes.dropFirst(2), bigEndian: true)
        }
        if bytes.big16(0) == 0xFFFE {
            return TextDecoding.utf16(bytes.dropFirst(2), bigEndian: false)
        }
        var zeros = (even: 0, odd: 0)
        for (index, byte) in bytes.enumerated() where byte == 0 {
            if index & 1 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
        }
        let order = zeros.even == zeros.odd ? bigEndian : zeros.even > zeros.odd
        return TextDecoding.utf16(bytes, bigEndian: order)
    }
}
