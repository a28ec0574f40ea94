/// Reads the RIFF container of a WebP (RFC 9649).
func readWebPHeader(
    _ reader: inout HeaderReader, _ limits: PictureLimits
) throws(PictureError) -> PictureHeader {
    let kind = try reader.bigEndian32(at: 12)
    var header: PictureHeader
    switch kind {
    case 0x5650_3820:  // "VP8 ": a key frame's start code, then 14 bits of each side (RFC 6386)
        guard try reader.littleEndian24(at: 23) == 0x2A_019D else {
            throw .corrupt(.webp, "the VP8 frame has no start code")
        }
        header = PictureHeader(
            .webp, width: UInt32(try reader.littleEndian16(at: 26) & 0x3FFF),
            height: UInt32(try reader.littleEndian16(at: 28) & 0x3FFF))
    case 0x5650_384C:  // "VP8L": a signature byte, 14 bits of each side less one, an alpha bit
        guard try reader.byte(at: 20) == 0x2F else {
            throw .corrupt(.webp, "the lossless frame has no signature")
        }
        let bits = try reader.littleEndian32(at: 21)
        header = PictureHeader(
            .webp, width: (bits & 0x3FFF) + 1, height: (bits >> 14 & 0x3FFF) + 1)
        header.mayHaveAlpha = bits >> 28 & 1 == 1
    case 0x5650_3858:  // "VP8X": flags, then 24 bits of each side of the canvas less one
        header = PictureHeader(
            .webp, width: try reader.littleEndian24(at: 24) + 1,
            height: try reader.littleEndian24(at: 27) + 1)
        let flags = WebPFlags(rawValue: try reader.byte(at: 20))
        header.mayHaveAlpha = flags.contains(.alpha)
        try readExtendedChunks(&reader, &header, flags, limits)
    default:
        throw .corrupt(.webp, "the first chunk is not VP8, VP8L or VP8X")
    }
    header.channels = header.mayHaveAlpha ? 4 : 3
    // The decoded canvas, libwebp's own planes or lossless pixels (4 bytes each), and the file.
    header.heldBytes = header.pixels * UInt64(header.channels + 4) + reader.size
    return header
}

/// Whether an image's first chunk shows transparency: a bit of VP8L, or an ALPH chunk.
private func isTransparent(
    _ reader: inout HeaderReader, at offset: UInt64, end: UInt64
) throws(PictureError) -> Bool {
    guard offset + 13 <= end else { return false }
    switch try reader.bigEndian32(at: offset) {
    case 0x414C_5048: return true  // "ALPH"
    case 0x5650_384C:  // "VP8L"
        return try reader.littleEndian32(at: offset + 9) >> 28 & 1 == 1
    default: return false
    }
}

/// What a VP8X chunk announces (RFC 9649, 2.7). libwebp ignores metadata, frames and, in a still
/// picture, an alpha chunk that are not announced.
private struct WebPFlags: OptionSet {
    let rawValue: UInt8

    static let animation = WebPFlags(rawValue: 0x02)
    static let exif = WebPFlags(rawValue: 0x08)
    static let alpha = WebPFlags(rawValue: 0x10)
    static let profile = WebPFlags(rawValue: 0x20)
}

private func readExtendedChunks(
    _ reader: inout HeaderReader, _ header: inout PictureHeader, _ flags: WebPFlags,
    _ limits: PictureLimits
) throws(PictureError) {
    var frames = 0
    var (awaitsExif, awaitsProfile) = (flags.contains(.exif), flags.contains(.profile))
    var offset: UInt64 = 30
    // Data after the container is not part of it.
    let end = min(reader.size, UInt64(try reader.littleEndian32(at: 4)) + 8)
    while offset + 8 <= end {
        let kind = try reader.bigEndian32(at: offset)
        let length = UInt64(try reader.littleEndian32(at: offset + 4))
        let body = offset + 8
        guard body + length <= end else { break }  // libwebp reports it when it decodes
        let count = Int(min(length, UInt64(limits.chunkBytes)))
        switch kind {
        case 0x414E_4D46 where length >= 16 && flags.contains(.animation):
            frames += 1  // "ANMF": offsets, then sides less one
            // A first frame smaller than the canvas leaves the rest transparent.
            let width = try reader.littleEndian24(at: body + 6) + 1
            let height = try reader.littleEndian24(at: body + 9) + 1
            let covers = width == header.storedWidth && height == header.storedHeight
            let isClear = try isTransparent(&reader, at: body + 16, end: body + length)
            if frames == 1, !covers || isClear { header.mayHaveAlpha = true }
        case 0x5650_384C:
            if try isTransparent(&reader, at: offset, end: end) { header.mayHaveAlpha = true }
        case 0x4558_4946 where awaitsExif:  // "EXIF"; the first of several
            awaitsExif = false
            header.orientation = .fromExif(try reader.bytes(at: body, count: count))
        case 0x4943_4350 where awaitsProfile:  // "ICCP"
            awaitsProfile = false
            header.color = .icc(try reader.bytes(at: body, count: count))
        default: break
        }
        offset = body + length + length % 2
    }
    if flags.contains(.animation) { header.frames = max(1, frames) }
}
