/// ImageMagick's way to keep a profile in a PNG text: `\n<name>\n<length>\n<hexadecimal>\n`
/// (ImageMagick, coders/png.c, `Magick_png_write_raw_profile`).
struct RawProfile {
    static let keyPrefix = "Raw profile type "

    let kind: EmbeddedSlot.Kind
    let bytes: [UInt8]

    /// Nil when it is no profile that is read, or not written so.
    init?(key: String, text: ArraySlice<UInt8>) {
        guard let bytes = Self.unwrap(text) else { return nil }
        switch key.dropFirst(Self.keyPrefix.count).lowercased() {
        case "exif": kind = .profileEXIF
        case "iptc", "8bim": kind = .profileIPTC
        case "xmp": kind = .profileXMP
        case "app1":
            kind = bytes[...].starts(with: JPEGSlots.xmpPrefix) ? .profileXMP : .profileEXIF
        default: return nil
        }
        switch kind {
        case .profileEXIF: self.bytes = Array(bytes[...].withoutEXIFPrefix)
        case .profileXMP where bytes[...].starts(with: JPEGSlots.xmpPrefix):
            self.bytes = Array(bytes.dropFirst(JPEGSlots.xmpPrefix.utf8CodeUnitCount))
        default: self.bytes = bytes
        }
    }

    private static func unwrap(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let newline = UInt8(ascii: "\n")
        guard let start = text.firstIndex(where: { $0 != newline }),
            let nameEnd = text[start...].firstIndex(of: newline)
        else { return nil }
        var position = nameEnd + 1
        var announced = 0
        while position < text.endIndex, text[position] != newline {
            if let digit = hexDigit(text[position]), digit < 10, announced < 1 << 30 {
                announced = announced * 10 + Int(digit)
            }
            position += 1
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(announced, text.count / 2))
        var high: UInt8?
        for byte in text[min(position, text.endIndex)...] {
            guard let digit = hexDigit(byte) else { continue }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes.isEmpty ? nil : bytes
    }
}
