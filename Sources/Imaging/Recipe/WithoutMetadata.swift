extension Original {
    /// The picture's own bytes without metadata, if they already are what a rendition must be:
    /// upright, sRGB, still, in a form that every program shows. Nil otherwise.
    func withoutMetadata() throws(PictureError) -> EncodedPixels? {
        // Only small pictures are not shrunk; a larger file has mostly other contents.
        guard source.size <= 4 << 20, header.orientation == .upright, header.color == .sRGB,
            header.frames == 1, header.bitsPerSample <= 8
        else { return nil }
        let bytes = try HeaderReader(source, header.format)
            .bytes(at: 0, count: Int(source.size))
        switch header.format {
        case .jpeg:
            return plainJPEG(bytes).map { EncodedPixels(format: .jpeg, bytes: $0) }
        case .png:
            return plainPNG(bytes).map { EncodedPixels(format: .png, bytes: $0) }
        case .webp, .gif: return nil
        }
    }
}

/// The segments of a JPEG that its pixels need, if every program can decode it: baseline, extended
/// or progressive with Huffman codes, grey or YCbCr.
private func plainJPEG(_ bytes: [UInt8]) -> [UInt8]? {
    var kept: [UInt8] = [0xFF, 0xD8]
    var offset = 2
    while offset + 4 <= bytes.count {
        guard bytes[offset] == 0xFF else { return nil }
        let marker = bytes[offset + 1]
        if marker == 0xD9 { return kept + [0xFF, 0xD9] }
        let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
        var end = offset + 2 + length
        guard length >= 2, end <= bytes.count else { return nil }
        switch marker {
        case 0xDB, 0xC4, 0xDD, 0xE0, 0xEE:  // tables, restart intervals, JFIF, Adobe's colours
            kept += bytes[offset..<end]
        case 0xC0, 0xC1, 0xC2:
            guard length >= 8, [1, 3].contains(bytes[offset + 9]) else { return nil }
            kept += bytes[offset..<end]
        case 0xDA:
            // Up to the next marker that does not belong to a scan.
            while end + 1 < bytes.count,
                bytes[end] != 0xFF || bytes[end + 1] == 0 || (0xD0...0xD7).contains(bytes[end + 1])
            {
                end += 1
            }
            kept += bytes[offset..<end]
        case 0xE1...0xEF, 0xFE: break  // metadata, comments
        default: return nil
        }
        offset = end
    }
    // Nothing may follow but the end marker, which may be missing.
    return bytes[min(offset, bytes.count)...].starts(with: [0xFF, 0xD9])
        ? kept + [0xFF, 0xD9] : nil
}

/// The chunks of a PNG that its pixels need.
private func plainPNG(_ bytes: [UInt8]) -> [UInt8]? {
    var kept = Array(bytes[..<8])
    var offset = 8
    var sawPixels = false
    while offset + 12 <= bytes.count {
        let length = Int(UInt32(bigEndian: bytes[offset...]))
        let end = offset + 12 + length
        guard end <= bytes.count else { return nil }
        let kind = UInt32(bigEndian: bytes[(offset + 4)...])
        switch kind {
        case name("IHDR"), name("PLTE"), name("IDAT"), name("IEND"):
            if kind == name("IDAT") { sawPixels = true }
            kept += bytes[offset..<end]
        case name("tRNS"):
            // If libpng would ignore it, it is removed too, and then this is no plain form.
            if sawPixels { return nil }
            kept += bytes[offset..<end]
        default: break
        }
        if kind == name("IEND") { return kept }
        offset = end
    }
    return nil
}
