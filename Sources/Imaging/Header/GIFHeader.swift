/// Walks the blocks of a GIF (GIF89a specification) to count its frames and find its canvas.
func readGIFHeader(_ reader: inout HeaderReader) throws(PictureError) -> PictureHeader {
    var width = UInt32(try reader.littleEndian16(at: 6))
    var height = UInt32(try reader.littleEndian16(at: 8))
    let flags = try reader.byte(at: 10)
    var offset = 13 + colorTableBytes(flags)
    var frames = 0
    var mayHaveAlpha = false
    var isInterlaced = false
    var firstFramePixels: UInt64 = 0

    var isAnnounced = false  // the next frame, by a graphic control extension

    walk: while true {
        // A missing trailer is fine, but not a missing frame that was announced.
        guard offset < reader.size else {
            if isAnnounced { throw cut(frames + 1) }
            break
        }
        switch try reader.byte(at: offset) {
        case 0x21:  // an extension; a graphic control extension may name a transparent index
            guard offset + 4 <= reader.size else { throw cut(frames + 1) }
            let label = try reader.byte(at: offset + 1)
            if label == 0xF9 {
                isAnnounced = true
                if frames == 0 { mayHaveAlpha = try reader.byte(at: offset + 3) & 1 == 1 }
            }
            offset = try skipSubBlocks(&reader, from: offset + 2, frames + 1)
        case 0x2C:  // a frame
            guard offset + 10 <= reader.size else { throw cut(frames + 1) }
            let left = UInt32(try reader.littleEndian16(at: offset + 1))
            let top = UInt32(try reader.littleEndian16(at: offset + 3))
            let frameWidth = UInt32(try reader.littleEndian16(at: offset + 5))
            let frameHeight = UInt32(try reader.littleEndian16(at: offset + 7))
            let frameFlags = try reader.byte(at: offset + 9)
            if frames == 0 {
                guard frameWidth > 0, frameHeight > 0 else {
                    throw .corrupt(
                        .gif, "the first frame has \(frameWidth) x \(frameHeight) pixels")
                }
                if left > 0 || top > 0 || frameWidth < width || frameHeight < height {
                    mayHaveAlpha = true
                }
                // Like browsers, enlarge a canvas that is too small for its first frame.
                width = max(width, left + frameWidth)
                height = max(height, top + frameHeight)
                isInterlaced = frameFlags & 0x40 != 0
                firstFramePixels = UInt64(frameWidth) * UInt64(frameHeight)
            }
            frames += 1
            isAnnounced = false
            let pixels = offset + 10 + colorTableBytes(frameFlags)
            guard pixels < reader.size else { throw cut(frames) }
            let codeSize = try reader.byte(at: pixels)
            guard codeSize <= 8 else {
                throw .corrupt(
                    .gif, "frame \(frames) has an LZW code size of \(codeSize); 8 is the most")
            }
            offset = try skipSubBlocks(&reader, from: pixels + 1, frames)
        case 0:  // some writers leave an extra byte between blocks, and decoders skip it
            offset += 1
            guard offset < reader.size else {
                throw .truncated(.gif, "nothing but zeros behind \(frames) frames")
            }
        case 0x3B: break walk
        case let kind:
            throw .corrupt(
                .gif, "behind \(frames) frames a block begins with \(kind), which is none")
        }
    }
    guard frames > 0 else { throw .corrupt(.gif, "no image in the file") }
    var header = PictureHeader(.gif, width: width, height: height)
    header.frames = frames
    header.channels = 4
    header.mayHaveAlpha = mayHaveAlpha
    header.isLayered = isInterlaced
    header.heldBytes = isInterlaced ? firstFramePixels : 0
    return header
}

private func colorTableBytes(_ flags: UInt8) -> UInt64 {
    flags & 0x80 == 0 ? 0 : 3 << (UInt64(flags & 7) + 1)
}

private func skipSubBlocks(
    _ reader: inout HeaderReader, from start: UInt64, _ frame: Int
) throws(PictureError) -> UInt64 {
    var offset = start
    while offset < reader.size {
        let length = UInt64(try reader.byte(at: offset))
        offset += 1 + length
        if length == 0 { return offset }
    }
    throw cut(frame)
}

private func cut(_ frame: Int) -> PictureError {
    .truncated(.gif, "the file ends inside frame \(frame)")
}
