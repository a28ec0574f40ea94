/// Walks all chunks of a PNG (W3C PNG, third edition): `eXIf` may come after the pixels. libpng
/// reports damage in the critical chunks. Other chunks are used only if they are valid, in an
/// allowed position, and the first of their name.
func readPNGHeader(
    _ reader: inout HeaderReader, _ limits: PictureLimits
) throws(PictureError) -> PictureHeader {
    guard try reader.bigEndian32(at: 8) == 13, try reader.bigEndian32(at: 12) == name("IHDR") else {
        throw .corrupt(.png, "the first chunk is not IHDR")
    }
    var header = PictureHeader(
        .png, width: try reader.bigEndian32(at: 16), height: try reader.bigEndian32(at: 20))
    header.bitsPerSample = Int(try reader.byte(at: 24))
    let colorType = try reader.byte(at: 25)
    header.isLayered = try reader.byte(at: 28) != 0
    header.mayHaveAlpha = colorType & 4 != 0
    var chunks = PNGAncillaryChunks(limit: limits.chunkBytes)
    var color = PNGColor()
    var paletteColors = 0
    var announcedFrames = 0
    var packedBytes: UInt64 = 0

    var offset: UInt64 = 33
    while offset + 12 <= reader.size {
        let length = UInt64(try reader.bigEndian32(at: offset))
        let kind = try reader.bigEndian32(at: offset + 4)
        let body = offset + 8
        guard body + length + 4 <= reader.size, kind != name("IEND") else { break }
        switch kind {
        case name("IDAT"):
            packedBytes += length
            chunks.place = .behindPixels
        case name("PLTE"):
            // An invalid palette refuses the picture if one is needed, and is ignored otherwise.
            if chunks.place == .beforePalette { chunks.place = .beforePixels }
            paletteColors = min(Int(length / 3), 1 << min(8, header.bitsPerSample))
        case name("tRNS"):
            guard let chunk = try chunks.read(&reader, kind, at: offset, until: .beforePixels)
            else { break }
            if isTransparency(chunk, colorType, paletteColors) {
                header.mayHaveAlpha = true
                chunks.taken.insert(kind)
            }
        case name("acTL"):
            guard let chunk = try chunks.read(&reader, kind, at: offset, until: .beforePixels),
                chunk.count == 8
            else { break }
            let frames = UInt32(bigEndian: chunk)
            // The format's integers end at 2³¹ - 1 (PNG, 7.1).
            guard (1..<(1 << 31)).contains(frames) else { break }
            announcedFrames = Int(frames)
            chunks.taken.insert(kind)
        case name("fcTL"): chunks.frameControls += 1
        case name("eXIf"):
            guard let chunk = try chunks.read(&reader, kind, at: offset, until: .behindPixels)
            else { break }
            header.orientation = .fromExif(chunk)
            chunks.taken.insert(kind)
        case name("cICP"), name("iCCP"), name("sRGB"), name("gAMA"), name("cHRM"):
            guard let chunk = try chunks.read(&reader, kind, at: offset, until: .beforePalette)
            else { break }
            if color.add(kind, chunk, limits) { chunks.taken.insert(kind) }
        default: break
        }
        offset = body + length + 4
    }

    // An animation without frames is a still picture.
    if chunks.frameControls > 0 { header.frames = max(1, announcedFrames) }
    let colors = colorType & 2 != 0 ? 3 : 1
    header.channels = colors + (header.mayHaveAlpha ? 1 : 0)
    if header.isLayered {
        let sampleBytes: UInt64 = header.bitsPerSample == 16 ? 2 : 1
        // Sides have 32 bits, and limits are not checked yet: the product may exceed 64 bits.
        let held = header.pixels.multipliedReportingOverflow(
            by: UInt64(header.channels) * sampleBytes)
        header.heldBytes = held.overflow ? .max : held.partialValue
    } else if header.bitsPerSample == 8 {
        header.scratchBytes = fastPathBytes(header, colorType, packedBytes, limits)
    }
    header.color = color.meaning(bits: header.bitsPerSample)
    return header
}

/// Whether libpng uses a tRNS chunk: it ignores one of the wrong length, beside an alpha channel,
/// or with more entries than colours.
private func isTransparency(_ chunk: [UInt8], _ colorType: UInt8, _ paletteColors: Int) -> Bool {
    switch colorType {
    case 0: chunk.count == 2
    case 2: chunk.count == 6
    case 3: (1...256).contains(chunk.count) && chunk.count <= paletteColors
    default: false
    }
}

/// Memory of the fast path: the joined compressed pixels and the inflated ones. 0 if that exceeds
/// its limit.
private func fastPathBytes(
    _ header: PictureHeader, _ colorType: UInt8, _ packedBytes: UInt64, _ limits: PictureLimits
) -> UInt64 {
    let channels: UInt64 =
        switch colorType {
        case 0, 3: 1
        case 4: 2
        case 2: 3
        default: 4
        }
    // Sides have 32 bits, and each row one more byte: below 2⁶⁶, which the division brings into 64
    // bits.
    let room = min(limits.fastPNGBytes, limits.pixelBytes)
    let line = channels * UInt64(header.storedWidth) + 1
    guard packedBytes <= room, UInt64(header.storedHeight) <= (room - packedBytes) / line else {
        return 0
    }
    return packedBytes + line * UInt64(header.storedHeight)
}

/// A chunk's four letters as an integer, for comparison.
func name(_ letters: StaticString) -> UInt32 {
    letters.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
}
