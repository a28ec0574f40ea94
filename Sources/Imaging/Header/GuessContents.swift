/// What bytes that are no picture look like, for the message that refuses them. The first 32 tell.
package func guessContents(_ start: [UInt8]) -> String {
    if start.isEmpty { return "the file is empty" }
    for (magic, offset, name) in magics where start.dropFirst(offset).starts(with: magic) {
        return "it looks like \(name), which is not read yet"
    }
    if start.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
        return "it is a PNG that was damaged by a transfer as text"
    }
    if let text = textBeginning(start) { return "it is text that begins \u{201C}\(text)\u{201D}" }
    let hex = start.prefix(8).map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
    return "it begins with the bytes \(hex.joined(separator: " "))"
}

/// The first bytes of other formats, at an offset, as their specifications give them.
private let magics: [([UInt8], Int, String)] = [
    (Array("BM".utf8), 0, "BMP"),
    (Array("II*\0".utf8), 0, "TIFF"),
    (Array("MM\0*".utf8), 0, "TIFF"),
    ([0, 0, 1, 0], 0, "an icon"),
    (Array("ftypavif".utf8), 4, "AVIF"),
    (Array("ftyphei".utf8), 4, "HEIC"),
    (Array("ftypmif1".utf8), 4, "HEIF"),
    (Array("ftyp".utf8), 4, "MP4 or QuickTime video"),
    ([0, 0, 0, 0x0C, 0x6A, 0x58, 0x4C, 0x20], 0, "JPEG XL"),
    ([0xFF, 0x0A], 0, "JPEG XL"),
    ([0xFF, 0x4F, 0xFF, 0x51], 0, "JPEG 2000"),
    (Array("8BPS".utf8), 0, "Photoshop"),
    ([0x1A, 0x45, 0xDF, 0xA3], 0, "Matroska or WebM video"),
    (Array("%PDF".utf8), 0, "PDF"),
    (Array("PK\u{3}\u{4}".utf8), 0, "a ZIP archive"),
    ([0x1F, 0x8B], 0, "gzip data"),
    (Array("P5\n".utf8), 0, "PGM"),
    (Array("P6\n".utf8), 0, "PPM"),
]

/// The beginning as one line, if it is UTF-8 without control characters.
private func textBeginning(_ start: [UInt8]) -> String? {
    // The last character may be cut.
    for length in (1...24).reversed().prefix(4) {
        guard let text = String(validating: start.prefix(length), as: UTF8.self) else { continue }
        let flat = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return flat.unicodeScalars.contains { $0.properties.generalCategory == .control }
            ? nil : flat
    }
    return nil
}
