import CCodecs

/// Walks the chunks of a PNG (W3C PNG, third edition), to the end: `eXIf` may stand behind the
/// pixels. Damage is left for libpng to name.
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
    var color = PNGColor()
    var packedBytes: UInt64 = 0

    var offset: UInt64 = 33
    while offset + 12 <= reader.size {
        let length = UInt64(try reader.bigEndian32(at: offset))
        let kind = try reader.bigEndian32(at: offset + 4)
        let body = offset + 8
        guard body + length + 4 <= reader.size, kind != name("IEND") else { break }
        let count = Int(min(length, UInt64(limits.chunkBytes)))
        switch kind {
        case name("IDAT"): packedBytes += length
        case name("tRNS"): header.mayHaveAlpha = true
        case name("acTL") where count >= 8:
            header.frames = max(1, Int(try reader.bigEndian32(at: body)))
        case name("eXIf") where header.orientation == .upright:
            header.orientation = .fromExif(try reader.bytes(at: body, count: count))
        case name("sRGB"): color.isSRGB = true
        case name("gAMA") where count == 4:
            color.gamma = Double(try reader.bigEndian32(at: body)) / 100_000
        case name("cHRM") where count == 32:
            color.primaries = []
            for index in 0..<8 {
                let value = try reader.bigEndian32(at: body + UInt64(index * 4))
                color.primaries.append(Double(value) / 100_000)
            }
        case name("iCCP") where !color.hasProfileChunk:
            // One by the standard; each of a thousand useless ones could inflate to the limit.
            color.hasProfileChunk = true
            color.profile = inflateProfile(
                try reader.bytes(at: body, count: count), limit: limits.chunkBytes)
        default: break
        }
        offset = body + length + 4
    }

    let colors = colorType & 2 != 0 ? 3 : 1
    header.channels = colors + (header.mayHaveAlpha ? 1 : 0)
    if header.isLayered {
        let sampleBytes: UInt64 = header.bitsPerSample == 16 ? 2 : 1
        // Sides of 32 bits: the product passes 64 bits where no limit has been checked yet.
        let held = header.pixels.multipliedReportingOverflow(
            by: UInt64(header.channels) * sampleBytes)
        header.heldBytes = held.overflow ? .max : held.partialValue
    } else if header.bitsPerSample == 8 {
        header.scratchBytes = fastPathBytes(header, colorType, packedBytes, limits)
    }
    header.color = color.meaning
    return header
}

/// What the fast path would hold: the compressed pixels, joined, and the inflated ones. None where
/// that is more than it may.
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
    // Sides of 32 bits, and one more byte a row: below 2⁶⁶, which the division keeps in 64.
    let room = min(limits.fastPNGBytes, limits.pixelBytes)
    let line = channels * UInt64(header.storedWidth) + 1
    guard packedBytes <= room, UInt64(header.storedHeight) <= (room - packedBytes) / line else {
        return 0
    }
    return packedBytes + line * UInt64(header.storedHeight)
}

/// The chunks that say what the samples mean, in the order of their authority.
private struct PNGColor {
    var profile: [UInt8]?
    var hasProfileChunk = false
    var isSRGB = false
    var gamma: Double?
    // Those of sRGB (IEC 61966-2-1), for a gAMA without cHRM.
    var primaries = [0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06]

    var meaning: ColorMeaning {
        if let profile { return .icc(profile) }
        guard !isSRGB, let gamma, gamma > 0.01, gamma < 100 else { return .sRGB }
        let plausible = primaries.allSatisfy { $0 > 0 && $0 <= 1 }
        let standard = PNGColor().primaries
        let sameGamut = zip(primaries, standard).allSatisfy { abs($0 - $1) < 0.002 }
        // Writers of sRGB pictures put 0.45455 there, which browsers take as sRGB itself.
        if abs(gamma - 0.45455) < 0.005, sameGamut || !plausible { return .sRGB }
        return .gamma(gamma, primaries: plausible ? primaries : standard)
    }
}

/// iCCP: a Latin-1 name, a zero, a method byte, a zlib stream. Nil when it is not that.
private func inflateProfile(_ chunk: [UInt8], limit: Int) -> [UInt8]? {
    guard let end = chunk.prefix(80).firstIndex(of: 0), chunk.count > end + 2 else { return nil }
    let packed = chunk[(end + 2)...]
    // The ICC header begins with the profile's size, but only a guess is safe to allocate by.
    var capacity = 4096
    while capacity <= limit {
        var written = 0
        var status = SS_OK
        let profile = [UInt8](unsafeUninitializedCapacity: capacity) { out, count in
            packed.withUnsafeBufferPointer { bytes in
                status = ss_zlib_inflate(
                    bytes.baseAddress, bytes.count, out.baseAddress, capacity, &written)
            }
            count = status == SS_OK ? written : 0
        }
        if status == SS_OK { return profile }
        guard status == SS_LIMIT else { return nil }
        capacity *= 4
    }
    return nil
}

/// A chunk's four letters as the integer they are compared by.
private func name(_ letters: StaticString) -> UInt32 {
    letters.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
}
