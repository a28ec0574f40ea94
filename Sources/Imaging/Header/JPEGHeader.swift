/// Walks the markers of a JPEG up to its first scan (ITU-T T.81, Annex B).
func readJPEGHeader(
    _ reader: inout HeaderReader, _ limits: PictureLimits
) throws(PictureError) -> PictureHeader {
    var header: PictureHeader?
    var exif: [UInt8]?
    var profile = ICCSegments(limit: limits.chunkBytes)
    var sampling: [(horizontal: Int, vertical: Int)] = []
    var offset: UInt64 = 2

    while true {
        // Like libjpeg, skip everything up to the next marker.
        while try reader.byte(at: offset) != 0xFF { offset += 1 }
        while try reader.byte(at: offset) == 0xFF { offset += 1 }
        let marker = try reader.byte(at: offset)
        offset += 1
        if marker == 0 || marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }
        if marker == 0xD9 { break }
        let length = UInt64(try reader.bigEndian16(at: offset))
        guard length >= 2 else { throw .corrupt(.jpeg, "a marker with length \(length)") }
        let body = offset + 2
        let count = Int(length) - 2

        switch marker {
        case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker) && header == nil:
            (header, sampling) = try readFrame(&reader, at: body, count: count, marker: marker)
        case 0xE1 where exif == nil && count >= 6:
            let segment = try reader.bytes(at: body, count: count)
            if segment.starts(with: "Exif\0\0".utf8) { exif = segment }
        case 0xE2 where count > 14:
            profile.add(try reader.bytes(at: body, count: count))
        case 0xDA:
            guard var header else { throw .corrupt(.jpeg, "a scan before any frame") }
            let scanned = Int(try reader.byte(at: body))
            if header.isLayered || scanned < sampling.count {
                header.heldBytes = coefficientBytes(header, sampling)
            }
            header.scratchBytes = fastPathBytes(header, limits)
            if let exif { header.orientation = .fromExif(exif) }
            if let icc = profile.assembled { header.color = .icc(icc) }
            return header
        default: break
        }
        offset += length
    }
    throw .corrupt(.jpeg, "no image in the file")
}

private func readFrame(
    _ reader: inout HeaderReader, at body: UInt64, count: Int, marker: UInt8
) throws(PictureError) -> (PictureHeader, [(horizontal: Int, vertical: Int)]) {
    guard count >= 6 else { throw .corrupt(.jpeg, "a frame header of \(count) bytes") }
    var header = PictureHeader(
        .jpeg, width: UInt32(try reader.bigEndian16(at: body + 3)),
        height: UInt32(try reader.bigEndian16(at: body + 1)))
    header.bitsPerSample = Int(try reader.byte(at: body))
    header.channels = Int(try reader.byte(at: body + 5))
    header.isLayered = [0xC2, 0xC6, 0xCA, 0xCE].contains(marker)
    guard header.channels > 0, count >= 6 + header.channels * 3 else {
        throw .corrupt(.jpeg, "a frame header of \(count) bytes for \(header.channels) components")
    }
    var sampling: [(horizontal: Int, vertical: Int)] = []
    for component in 0..<header.channels {
        let factors = try reader.byte(at: body + 7 + UInt64(component * 3))
        sampling.append((max(1, Int(factors >> 4)), max(1, Int(factors & 15))))
    }
    return (header, sampling)
}

/// The most memory the fast path can need: three channels at half size. Most pictures are decoded
/// at an eighth.
private func fastPathBytes(_ header: PictureHeader, _ limits: PictureLimits) -> UInt64 {
    guard !header.isLayered else { return 0 }
    return min(header.pixels * 3 / 4, limits.fastJPEGBytes, limits.pixelBytes)
}

/// Memory libjpeg needs for a picture in several scans: 64 coefficients of 2 bytes for each block
/// of each component.
private func coefficientBytes(
    _ header: PictureHeader, _ sampling: [(horizontal: Int, vertical: Int)]
) -> UInt64 {
    let widest = sampling.map(\.horizontal).max() ?? 1
    let tallest = sampling.map(\.vertical).max() ?? 1
    return sampling.reduce(0) { total, component in
        let columns =
            (Int(header.storedWidth) * component.horizontal + widest * 8 - 1) / (widest * 8)
        let rows = (Int(header.storedHeight) * component.vertical + tallest * 8 - 1) / (tallest * 8)
        return total + UInt64(columns * rows * 128)
    }
}

/// An ICC profile cut into APP2 segments (ICC.1:2010, B.4), in any order.
private struct ICCSegments {
    let limit: Int
    private var parts: [UInt8: ArraySlice<UInt8>] = [:]
    private var expected = 0
    private var bytes = 0

    init(limit: Int) { self.limit = limit }

    mutating func add(_ segment: [UInt8]) {
        guard segment.starts(with: "ICC_PROFILE\0".utf8), bytes + segment.count <= limit else {
            return
        }
        expected = Int(segment[13])
        bytes += segment.count
        parts[segment[12]] = segment[14...]
    }

    /// Nil if a part is missing: the profile is then ignored, as in other decoders.
    var assembled: [UInt8]? {
        guard expected > 0, parts.count == expected else { return nil }
        var profile: [UInt8] = []
        for number in 1...expected {
            guard let part = parts[UInt8(number)] else { return nil }
            profile += part
        }
        return profile
    }
}
