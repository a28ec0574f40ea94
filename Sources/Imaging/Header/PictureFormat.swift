/// The formats that are read, told apart by content and never by a file's name.
package enum PictureFormat: String, Sendable, CaseIterable {
    case jpeg, png, webp, gif

    /// As people write it.
    package var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        case .gif: "GIF"
        }
    }

    package var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

    package var mediaType: String { "image/\(rawValue)" }

    /// The format that the first bytes announce; twelve are enough.
    package static func sniff(_ start: some Collection<UInt8>) -> PictureFormat? {
        if start.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if start.starts(with: "GIF87a".utf8) || start.starts(with: "GIF89a".utf8) { return .gif }
        if start.starts(with: "RIFF".utf8), start.dropFirst(8).starts(with: "WEBP".utf8) {
            return .webp
        }
        return nil
    }

    /// What unreadable bytes look like, for the message that refuses them.
    static func guess(_ start: [UInt8]) -> String {
        if start.isEmpty { return "the file is empty" }
        let known: [([UInt8], Int, String)] = [
            (Array("BM".utf8), 0, "BMP"), (Array("II*\0".utf8), 0, "TIFF"),
            (Array("MM\0*".utf8), 0, "TIFF"), ([0, 0, 1, 0], 0, "an icon"),
            (Array("ftypavif".utf8), 4, "AVIF"), (Array("ftyphei".utf8), 4, "HEIC"),
            (Array("ftypmif1".utf8), 4, "HEIF"), (Array("ftyp".utf8), 4, "MP4 or QuickTime video"),
            ([0, 0, 0, 0x0C, 0x6A, 0x58, 0x4C, 0x20], 0, "JPEG XL"), ([0xFF, 0x0A], 0, "JPEG XL"),
            ([0xFF, 0x4F, 0xFF, 0x51], 0, "JPEG 2000"), (Array("8BPS".utf8), 0, "Photoshop"),
            ([0x1A, 0x45, 0xDF, 0xA3], 0, "Matroska or WebM video"), (Array("%PDF".utf8), 0, "PDF"),
            (Array("PK\u{3}\u{4}".utf8), 0, "a ZIP archive"), ([0x1F, 0x8B], 0, "gzip data"),
        ]
        for (magic, offset, name) in known where start.dropFirst(offset).starts(with: magic) {
            return "it looks like \(name), which is not read yet"
        }
        let printable = start.prefix(24).allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 || $0 == 10 || $0 == 13 }
        guard printable else {
            let hex = start.prefix(8).map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }
            return "it begins with the bytes \(hex.joined(separator: " "))"
        }
        let text = String(decoding: start.prefix(24), as: UTF8.self)
        let flat = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return "it is text that begins \u{201C}\(flat)\u{201D}"
    }
}
