/// The formats that are read, recognised by content and never by file name.
package enum PictureFormat: String, Sendable, CaseIterable {
    case jpeg, png, webp, gif

    /// The format's usual name.
    package var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        case .gif: "GIF"
        }
    }

    package var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

    /// The format of a file that begins with these bytes; twelve are enough.
    package static func sniff(_ start: some Collection<UInt8>) -> PictureFormat? {
        if start.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if start.starts(with: "GIF87a".utf8) || start.starts(with: "GIF89a".utf8) { return .gif }
        if start.starts(with: "RIFF".utf8), start.dropFirst(8).starts(with: "WEBP".utf8) {
            return .webp
        }
        return nil
    }
}
