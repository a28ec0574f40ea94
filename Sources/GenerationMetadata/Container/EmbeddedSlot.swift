/// One thing that a file says beside its pixels, as it lies there: where it was found, under which
/// key, and its bytes, inflated and out of their wrapping but not yet decoded as text.
///
/// Slots are what is worth keeping of a file: a later extractor reads them again without it.
package struct EmbeddedSlot: Equatable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case pngText = "PNG tEXt"
        case pngCompressedText = "PNG zTXt"
        case pngInternationalText = "PNG iTXt"
        /// ComfyUI's own chunk in animated PNGs.
        case pngComfy = "PNG comf"
        /// A TIFF block without its `Exif` prefix.
        case pngEXIF = "PNG eXIf"
        /// JUMBF boxes.
        case pngC2PA = "PNG caBX"
        case jpegComment = "JPEG COM"
        case jpegEXIF = "JPEG APP1 Exif"
        case jpegXMP = "JPEG APP1 XMP"
        case jpegC2PA = "JPEG APP11"
        /// 8BIM blocks, which hold IPTC IIM.
        case jpegPhotoshop = "JPEG APP13"
        case webpEXIF = "WebP EXIF"
        case webpXMP = "WebP XMP"
        case webpC2PA = "WebP C2PA"
        case gifComment = "GIF comment"
        case gifXMP = "GIF XMP"
        case bmffEXIF = "HEIF Exif"
        case bmffXMP = "HEIF XMP"
        case bmffC2PA = "HEIF C2PA"
        case profileEXIF = "raw profile exif"
        case profileXMP = "raw profile xmp"
        case profileIPTC = "raw profile iptc"
        case stealthAlpha = "stealth alpha"
        case stealthRGB = "stealth rgb"
        case sidecar = "sidecar"
    }

    package var kind: Kind
    /// The keyword of a PNG text; the suffix of a sidecar; empty elsewhere.
    package var key: String
    /// Where the chunk, segment or box begins in the file; 0 for stealth data and sidecars.
    package var offset: UInt64
    package var bytes: [UInt8]
    /// Behind the pixels, where readers that stop at them see nothing.
    package var isAfterPixels: Bool

    package init(
        _ kind: Kind, key: String = "", offset: UInt64 = 0, bytes: [UInt8],
        isAfterPixels: Bool = false
    ) {
        self.kind = kind
        self.key = key
        self.offset = offset
        self.bytes = bytes
        self.isAfterPixels = isAfterPixels
    }

    /// The slot as text; nil where it is of a binary form.
    package var text: String? {
        switch kind {
        case .pngText, .pngCompressedText, .pngInternationalText, .pngComfy, .jpegComment,
            .jpegXMP, .webpXMP, .gifComment, .gifXMP, .bmffXMP, .profileXMP, .stealthAlpha,
            .stealthRGB, .sidecar:
            TextDecoding.text(bytes[...])
        case .pngEXIF, .pngC2PA, .jpegEXIF, .jpegC2PA, .jpegPhotoshop, .webpEXIF, .webpC2PA,
            .bmffEXIF, .bmffC2PA, .profileEXIF, .profileIPTC:
            nil
        }
    }

    /// How the record names it: `PNG tEXt parameters`.
    package var name: String { key.isEmpty ? kind.rawValue : "\(kind.rawValue) \(key)" }
}
