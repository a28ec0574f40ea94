/// What is known of a picture before any pixel is decoded.
package struct PictureHeader: Sendable, Equatable {
    package let format: PictureFormat
    /// As stored, before the orientation is applied.
    package let storedWidth, storedHeight: UInt32
    /// How to turn the stored picture upright.
    package var orientation = Orientation.upright
    /// Bits of one stored sample: 1…16.
    package var bitsPerSample = 8
    /// Channels that the decoded rows may have; a palette counts as its colours.
    package var channels = 3
    /// Whether pixels *may* be transparent; only decoding shows whether any is.
    package var mayHaveAlpha = false
    /// Frames of an animation; 1 for a still picture.
    package var frames = 1
    /// Progressive or interlaced.
    package var isLayered = false
    package var color = ColorMeaning.sRGB
    /// Bytes that decoding holds at once, besides single rows.
    package var heldBytes: UInt64 = 0
    /// Bytes that decoding holds for speed if the limits allow it; otherwise a slower path is used.
    package var scratchBytes: UInt64 = 0

    init(_ format: PictureFormat, width: UInt32, height: UInt32) {
        self.format = format
        storedWidth = width
        storedHeight = height
    }

    /// Upright, as people see it.
    package var width: UInt32 { orientation.swapsAxes ? storedHeight : storedWidth }
    package var height: UInt32 { orientation.swapsAxes ? storedWidth : storedHeight }
    package var pixels: UInt64 { UInt64(storedWidth) * UInt64(storedHeight) }
}

/// Reads the header of a picture and checks it against the limits. No allocation depends on sizes
/// that a hostile header states.
package func probe(
    _ source: ByteSource, limits: PictureLimits
) throws(PictureError) -> PictureHeader {
    let start = try HeaderReader(source, .png).bytes(at: 0, count: Int(min(64, source.size)))
    guard let format = PictureFormat.sniff(start) else {
        throw .notAPicture(looksLike: guessContents(start))
    }
    var reader = HeaderReader(source, format)
    let header =
        switch format {
        case .jpeg: try readJPEGHeader(&reader, limits)
        case .png: try readPNGHeader(&reader, limits)
        case .webp: try readWebPHeader(&reader, limits)
        case .gif: try readGIFHeader(&reader)
        }
    try check(header, limits)
    return header
}

private func check(_ header: PictureHeader, _ limits: PictureLimits) throws(PictureError) {
    let size = "\(header.storedWidth) x \(header.storedHeight) pixels"
    if header.pixels == 0 {
        throw .corrupt(header.format, "its header says \(size)")
    }
    if max(header.storedWidth, header.storedHeight) > limits.side {
        throw .overLimit(header.format, "\(size), the limit is \(limits.side) a side", limit: .side)
    }
    if header.pixels > limits.pixels {
        throw .overLimit(
            header.format, "\(size) are \(header.pixels), the limit is \(limits.pixels)",
            limit: .pixels)
    }
    if header.heldBytes > limits.pixelBytes {
        throw .overLimit(
            header.format,
            "\(size) need \(header.heldBytes >> 20) MiB at once, the limit is \(limits.pixelBytes >> 20) MiB",
            limit: .pixelBytes)
    }
}
