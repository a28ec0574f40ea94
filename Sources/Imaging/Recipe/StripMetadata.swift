/// Makes a file without what it says beside its pixels: no prompts, authors, places, previews or manifests.
///
/// The compressed pixels are copied as they are. What decides how they look stays: colour profiles, gamma,
/// transparency, frames and their timing, density; of the EXIF data only the orientation, if it turns the
/// picture. What is hidden in the pixels themselves stays too.
/// - Throws: `PictureError` for a file whose parts do not follow each other as its format says.
package func strippedOfMetadata(
    _ source: ByteSource, _ header: PictureHeader
) throws(PictureError) -> [UInt8] {
    let count = Int(clamping: source.size)
    let bytes = try HeaderReader(source, header.format).bytes(at: 0, count: count)
    let stripped =
        switch header.format {
        case .jpeg: strippedJPEG(bytes, header.orientation)
        case .png: strippedPNG(bytes, header.orientation)
        case .webp: strippedWebP(bytes, header.orientation)
        case .gif: strippedGIF(bytes)
        }
    guard let stripped else {
        throw .corrupt(header.format, "its parts do not follow each other as they should")
    }
    return stripped
}

/// The smallest EXIF data that has an orientation: a TIFF header and a directory of one entry.
private func exif(_ orientation: Orientation) -> [UInt8] {
    [
        0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0,
        orientation.rawValue, 0, 0, 0, 0, 0, 0,
    ]
}

/// Segments up to the end marker; what follows it, such as a second picture, is left out.
private func strippedJPEG(_ bytes: [UInt8], _ orientation: Orientation) -> [UInt8]? {
    var kept: [UInt8] = [0xFF, 0xD8]
    guard bytes.starts(with: kept) else { return nil }
    var needsOrientation = orientation != .upright
    var offset = 2
    while offset + 2 <= bytes.count {
        // Fill bytes may come before a marker.
        guard bytes[offset] == 0xFF else { return nil }
        let marker = bytes[offset + 1]
        if marker == 0xFF {
            offset += 1
            continue
        }
        if marker == 0xD9 { return kept + [0xFF, 0xD9] }
        if marker == 0x01 || (0xD0...0xD7).contains(marker) {
            kept += bytes[offset..<(offset + 2)]
            offset += 2
            continue
        }
        guard offset + 4 <= bytes.count else { return nil }
        let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
        var end = offset + 2 + length
        guard length >= 2, end <= bytes.count else { return nil }
        let body = bytes[(offset + 4)..<end]
        if marker != 0xE0, needsOrientation {
            let data = Array("Exif\0\0".utf8) + exif(orientation)
            kept += [0xFF, 0xE1, 0, UInt8(data.count + 2)] + data
            needsOrientation = false
        }
        if marker == 0xDA { end = endOfScan(bytes, from: end) }
        if isKept(marker, body) { kept += bytes[offset..<end] }
        offset = end
    }
    // The end marker may be missing.
    return kept + [0xFF, 0xD9]
}

private func isKept(_ marker: UInt8, _ body: ArraySlice<UInt8>) -> Bool {
    switch marker {
    case 0xE0: body.starts(with: Array("JFIF\0".utf8))
    case 0xE2: body.starts(with: Array("ICC_PROFILE\0".utf8))
    case 0xEE: body.starts(with: Array("Adobe".utf8))
    case 0xE1...0xEF, 0xFE: false
    default: true
    }
}

/// The next marker that does not belong to the scan's data.
private func endOfScan(_ bytes: [UInt8], from start: Int) -> Int {
    var end = start
    while end + 1 < bytes.count {
        if bytes[end] == 0xFF, bytes[end + 1] != 0, !(0xD0...0xD7).contains(bytes[end + 1]),
            bytes[end + 1] != 0xFF
        {
            return end
        }
        end += 1
    }
    return bytes.count
}

private let keptChunks: Set<String> = [
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "hIST",
    "pHYs", "sPLT", "cICP", "mDCV", "cLLI", "acTL", "fcTL", "fdAT",
]

private func strippedPNG(_ bytes: [UInt8], _ orientation: Orientation) -> [UInt8]? {
    guard bytes.count > 8 else { return nil }
    var kept = Array(bytes[..<8])
    var offset = 8
    while offset + 12 <= bytes.count {
        let length = Int(number(bytes, offset))
        let end = offset + 12 + length
        guard end <= bytes.count else { return nil }
        let kind = String(decoding: bytes[(offset + 4)..<(offset + 8)], as: UTF8.self)
        if keptChunks.contains(kind) { kept += bytes[offset..<end] }
        if kind == "IHDR", orientation != .upright { kept += chunk("eXIf", exif(orientation)) }
        if kind == "IEND" { return kept }
        offset = end
    }
    return nil
}

private func chunk(_ kind: String, _ body: [UInt8]) -> [UInt8] {
    let named = Array(kind.utf8) + body
    return bigEndian(UInt32(body.count)) + named + bigEndian(checksum(named))
}

/// The CRC of PNG's chunks: PNG specification, annex D.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

private func number(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
}

private func strippedWebP(_ bytes: [UInt8], _ orientation: Orientation) -> [UInt8]? {
    guard bytes.count >= 20 else { return nil }
    func length(at offset: Int) -> Int {
        bytes[offset..<(offset + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let turns = orientation != .upright
    let whole = min(bytes.count, 8 + length(at: 4))
    var kept: [UInt8] = []
    var offset = 12
    while offset + 8 <= whole {
        let kind = String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self)
        let size = length(at: offset + 4)
        let end = offset + 8 + size + size % 2
        // The padding of the last chunk may be missing.
        guard offset + 8 + size <= bytes.count else { return nil }
        if ["VP8 ", "VP8L", "VP8X", "ICCP", "ANIM", "ANMF", "ALPH"].contains(kind) {
            var part = Array(bytes[offset..<min(end, bytes.count)])
            if part.count % 2 == 1 { part.append(0) }
            // Flags of EXIF and XMP.
            if kind == "VP8X", size >= 1 { part[8] = part[8] & ~0x0C | (turns ? 0x08 : 0) }
            kept += part
        }
        offset = end
    }
    if turns {
        let data = exif(orientation)
        kept += Array("EXIF".utf8) + littleEndian(data.count) + data
    }
    return Array("RIFF".utf8) + littleEndian(kept.count + 4) + Array("WEBP".utf8) + kept
}

private func littleEndian(_ value: Int) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// Blocks up to the trailer. Of application extensions those stay that say how often frames repeat, and
/// colour profiles.
private func strippedGIF(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count > 13 else { return nil }
    func table(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
    var offset = 13 + table(bytes[10])
    guard offset <= bytes.count else { return nil }
    var kept = Array(bytes[..<offset])
    /// Behind the data blocks that begin at a place.
    func endOfBlocks(_ start: Int) -> Int? {
        var place = start
        while place < bytes.count {
            if bytes[place] == 0 { return place + 1 }
            place += Int(bytes[place]) + 1
        }
        return nil
    }
    while offset < bytes.count {
        switch bytes[offset] {
        case 0x3B: return kept + [0x3B]
        case 0x2C:
            guard offset + 10 < bytes.count,
                let end = endOfBlocks(offset + 11 + table(bytes[offset + 9]))
            else { return nil }
            kept += bytes[offset..<end]
            offset = end
        case 0x21:
            guard offset + 2 < bytes.count, let end = endOfBlocks(offset + 2) else { return nil }
            let label = bytes[offset + 1]
            let name = bytes[min(offset + 3, end)..<min(offset + 14, end)]
            let isLooping = ["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"]
                .contains { name.elementsEqual($0.utf8) }
            if label == 0xF9 || label == 0x01 || (label == 0xFF && isLooping) {
                kept += bytes[offset..<end]
            }
            offset = end
        // Padding between blocks.
        case 0: offset += 1
        default: return nil
        }
    }
    return kept + [0x3B]
}
