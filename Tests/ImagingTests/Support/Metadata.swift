/// A TIFF structure of one directory with one entry: the orientation, as a SHORT.
func exif(orientation: UInt8, isLittleEndian: Bool = true) -> [UInt8] {
    func bytes(_ integer: some FixedWidthInteger) -> [UInt8] {
        isLittleEndian ? littleEndian(integer) : bigEndian(integer)
    }
    let directory = bytes(UInt16(1)) + bytes(UInt16(0x0112)) + bytes(UInt16(3)) + bytes(UInt32(1))
    return (isLittleEndian ? Array("II".utf8) : Array("MM".utf8)) + bytes(UInt16(42))
        + bytes(UInt32(8)) + directory + bytes(UInt16(orientation)) + [0, 0] + bytes(UInt32(0))
}

/// A JPEG with more segments behind its first marker.
func jpeg(_ jpeg: [UInt8], adding segments: (marker: UInt8, body: [UInt8])...) -> [UInt8] {
    var spliced = Array(jpeg[..<2])
    for (marker, body) in segments {
        spliced += [0xFF, marker] + bigEndian(UInt16(body.count + 2)) + body
    }
    return spliced + jpeg[2...]
}

func exifSegment(_ exif: [UInt8]) -> (marker: UInt8, body: [UInt8]) {
    (0xE1, Array("Exif\0\0".utf8) + exif)
}

/// A chunk of a RIFF container.
func riffChunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let padding: [UInt8] = body.count % 2 == 0 ? [] : [0]
    return Array(name.utf8) + littleEndian(UInt32(body.count)) + body + padding
}

/// The extended form of a WebP (RFC 9649), of the chunks given.
struct ExtendedWebP {
    static let animation: UInt8 = 0x02
    static let exif: UInt8 = 0x08
    static let alpha: UInt8 = 0x10
    static let profile: UInt8 = 0x20

    var width, height: Int
    var flags: UInt8
    var chunks: [[UInt8]]

    var bytes: [UInt8] {
        let canvas = uint24(width - 1) + uint24(height - 1)
        let body = riffChunk("VP8X", [flags, 0, 0, 0] + canvas) + chunks.flatMap { $0 }
        return riffChunk("RIFF", Array("WEBP".utf8) + body)
    }

    /// The picture's own chunk of a plain WebP.
    static func pictureChunk(_ plain: [UInt8]) -> [UInt8] { Array(plain[12...]) }

    /// A frame of an animation; offsets are even.
    static func frame(
        _ plain: [UInt8], left: Int, top: Int, width: Int, height: Int
    ) -> [UInt8] {
        let place = uint24(left / 2) + uint24(top / 2) + uint24(width - 1) + uint24(height - 1)
        return riffChunk("ANMF", place + uint24(100) + [0] + pictureChunk(plain))
    }

    /// Background and loop count.
    static let animationChunk = riffChunk("ANIM", [255, 255, 255, 255, 0, 0])
}

private func uint24(_ integer: Int) -> [UInt8] { Array(littleEndian(UInt32(integer))[..<3]) }
