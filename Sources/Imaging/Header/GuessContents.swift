/// Guesses from the first 64 bytes what a file that is not a picture contains, for the error
/// message.
package func guessContents(_ start: [UInt8]) -> String {
    if start.isEmpty { return "the file is empty" }
    if let name = mediaContainer(start) ?? portableAnymap(start) ?? magic(start) {
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

private func magic(_ start: [UInt8]) -> String? {
    magics.first { start.dropFirst($0.offset).starts(with: $0.bytes) }?.name
}

/// Signatures of other formats, at an offset, from their specifications. More specific ones come
/// first.
private let magics: [(bytes: [UInt8], offset: Int, name: String)] = [
    (Array("CR\u{2}".utf8), 8, "a Canon CR2 raw picture"),
    (Array("II*\0".utf8), 0, "TIFF"),
    (Array("MM\0*".utf8), 0, "TIFF"),
    (Array("II+\0".utf8), 0, "BigTIFF"),
    (Array("MM\0+".utf8), 0, "BigTIFF"),
    ([0x49, 0x49, 0xBC], 0, "JPEG XR"),
    (Array("IIRO".utf8), 0, "an Olympus raw picture"),
    (Array("IIU\0".utf8), 0, "a Panasonic raw picture"),
    (Array("FUJIFILMCCD-RAW".utf8), 0, "a Fujifilm raw picture"),
    (Array("BM".utf8), 0, "BMP"),
    ([0, 0, 1, 0], 0, "an icon"),
    ([0, 0, 2, 0], 0, "a cursor"),
    (Array("icns".utf8), 0, "an Apple icon (ICNS)"),
    (Array("qoif".utf8), 0, "QOI"),
    ([0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20], 0, "JPEG XL"),
    ([0xFF, 0x0A], 0, "JPEG XL"),
    ([0, 0, 0, 0x0C, 0x6A, 0x50], 0, "JPEG 2000"),
    ([0xFF, 0x4F, 0xFF, 0x51], 0, "JPEG 2000"),
    ([0x97, 0x4A, 0x42, 0x32], 0, "JBIG2"),
    ([0x8A, 0x4D, 0x4E, 0x47], 0, "MNG"),
    ([0x8B, 0x4A, 0x4E, 0x47], 0, "JNG"),
    ([0x76, 0x2F, 0x31, 0x01], 0, "OpenEXR"),
    (Array("#?RADIANCE".utf8), 0, "Radiance HDR"),
    (Array("DDS ".utf8), 0, "DDS"),
    (Array("FLIF".utf8), 0, "FLIF"),
    ([0x42, 0x50, 0x47, 0xFB], 0, "BPG"),
    (Array("SIMPLE  =".utf8), 0, "FITS"),
    (Array("AT&TFORM".utf8), 0, "DjVu"),
    (Array("gimp xcf".utf8), 0, "a GIMP picture"),
    (Array("8BPS".utf8), 0, "Photoshop"),
    ([0x1A, 0x45, 0xDF, 0xA3], 0, "Matroska or WebM video"),
    (Array("AVI ".utf8), 8, "AVI video"),
    (Array("%PDF".utf8), 0, "PDF"),
    (Array("%!PS".utf8), 0, "PostScript"),
    (Array("PK\u{3}\u{4}".utf8), 0, "a ZIP archive"),
    ([0x1F, 0x8B], 0, "gzip data"),
]

/// The contents of an ISO base media file (ISO/IEC 14496-12), from the brands of its first box: the
/// major brand, then the compatible ones. A codec's brand says more than a general one.
private func mediaContainer(_ start: [UInt8]) -> String? {
    guard start.dropFirst(4).starts(with: "ftyp".utf8) else { return nil }
    let length = Int(start.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    let brands = stride(from: 8, to: min(length, start.count) - 3, by: 4)
        .filter { $0 != 12 }  // the minor version
        .map { String(decoding: start[$0..<($0 + 4)], as: UTF8.self) }
    for (names, format) in pictureBrands where brands.contains(where: names.contains) {
        return format
    }
    return "MP4 or QuickTime video"
}

private let pictureBrands: [(Set<String>, String)] = [
    (["crx "], "a Canon CR3 raw picture"),
    (["avis"], "an AVIF sequence"),
    (["avif"], "AVIF"),
    (["hevc", "hevx", "hevm", "hevs"], "a HEIC sequence"),
    (["heic", "heix", "heim", "heis"], "HEIC"),
    (["jpeg", "jpgs"], "HEIF with JPEG inside"),
    (["j2ki", "j2is"], "HEIF with JPEG 2000 inside"),
    (["jp2 ", "jpx ", "jpm "], "JPEG 2000"),
    (["jxl "], "JPEG XL"),
    (["msf1"], "a HEIF sequence"),
    (["mif1", "mif2", "miaf", "heif"], "HEIF"),
]

/// Netpbm: P and a digit, then white space or a comment; PFM has a letter instead of the digit.
private func portableAnymap(_ start: [UInt8]) -> String? {
    guard start.count > 2, start[0] == UInt8(ascii: "P"),
        [0x09, 0x0A, 0x0D, 0x20, 0x23].contains(start[2])
    else { return nil }
    return switch start[1] {
    case UInt8(ascii: "1"), UInt8(ascii: "4"): "PBM"
    case UInt8(ascii: "2"), UInt8(ascii: "5"): "PGM"
    case UInt8(ascii: "3"), UInt8(ascii: "6"): "PPM"
    case UInt8(ascii: "7"): "PAM"
    case UInt8(ascii: "F"), UInt8(ascii: "f"): "PFM"
    default: nil
    }
}

/// The beginning as one line, if it is UTF-8 without control characters.
private func textBeginning(_ start: [UInt8]) -> String? {
    // The last character may be incomplete.
    for length in (1...24).reversed().prefix(4) {
        guard let text = String(validating: start.prefix(length), as: UTF8.self) else { continue }
        let flat = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return flat.unicodeScalars.contains { $0.properties.generalCategory == .control }
            ? nil : flat
    }
    return nil
}
