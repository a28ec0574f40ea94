/// A PNG put together by hand, from samples as they are stored, so that what libpng should give
/// back is known without libpng. Rows are unfiltered and uncompressed.
struct PNGFile {
    enum ColorType: UInt8, CaseIterable, Sendable {
        case grey = 0
        case rgb = 2
        case palette = 3
        case greyAlpha = 4
        case rgba = 6

        var channels: Int {
            switch self {
            case .grey, .palette: 1
            case .greyAlpha: 2
            case .rgb: 3
            case .rgba: 4
            }
        }

        var depths: [Int] {
            switch self {
            case .grey: [1, 2, 4, 8, 16]
            case .palette: [1, 2, 4, 8]
            case .rgb, .greyAlpha, .rgba: [8, 16]
            }
        }
    }

    struct Chunk {
        var name: String
        var body: [UInt8]
        /// The checksum is another one.
        var isDamaged = false

        init(_ name: String, _ body: [UInt8]) {
            self.name = name
            self.body = body
        }

        var bytes: [UInt8] {
            let named = Array(name.utf8) + body
            return bigEndian(UInt32(body.count)) + named
                + bigEndian(crc32(named) ^ (isDamaged ? 0x5A : 0))
        }
    }

    var width, height: Int
    var colorType: ColorType
    var depth = 8
    var isInterlaced = false
    /// Row by row, channel by channel; of `depth` bits.
    var samples: [UInt16]
    var palette: [UInt8] = []
    var beforePixels: [Chunk] = []
    var afterPixels: [Chunk] = []

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func header(
        width: Int, height: Int, _ colorType: ColorType, depth: Int = 8, isInterlaced: Bool = false
    ) -> Chunk {
        Chunk(
            "IHDR",
            bigEndian(UInt32(width)) + bigEndian(UInt32(height))
                + [UInt8(depth), colorType.rawValue, 0, 0, isInterlaced ? 1 : 0])
    }

    var bytes: [UInt8] {
        var chunks = [
            PNGFile.header(
                width: width, height: height, colorType, depth: depth, isInterlaced: isInterlaced)
        ]
        if !palette.isEmpty { chunks.append(Chunk("PLTE", palette)) }
        chunks += beforePixels
        // Cut in two, because readers must join what IDAT chunks hold.
        let pixels = zlibStored(scanlines)
        chunks.append(Chunk("IDAT", Array(pixels[..<(pixels.count / 2)])))
        chunks.append(Chunk("IDAT", Array(pixels[(pixels.count / 2)...])))
        chunks += afterPixels
        chunks.append(Chunk("IEND", []))
        return PNGFile.signature + chunks.flatMap(\.bytes)
    }

    private var scanlines: [UInt8] {
        // Adam7: the first column and row of each pass, and its steps.
        let passes =
            isInterlaced
            ? [
                (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
                (0, 1, 1, 2),
            ] : [(0, 0, 1, 1)]
        var lines: [UInt8] = []
        for (left, top, columns, rows) in passes where left < width {
            for y in stride(from: top, to: height, by: rows) {
                let stored = stride(from: left, to: width, by: columns).flatMap { x in
                    let start = (y * width + x) * colorType.channels
                    return samples[start..<(start + colorType.channels)]
                }
                lines += [0] + packed(stored)
            }
        }
        return lines
    }

    private func packed(_ samples: [UInt16]) -> [UInt8] {
        if depth == 16 { return samples.flatMap(bigEndian) }
        let perByte = 8 / depth
        return stride(from: 0, to: samples.count, by: perByte).map { start in
            (0..<perByte).reduce(UInt8(0)) { byte, index in
                let sample = start + index < samples.count ? UInt8(samples[start + index]) : 0
                return depth == 8 ? sample : byte << UInt8(depth) | sample
            }
        }
    }
}

/// A zlib stream that only wraps its contents (RFC 1950, stored blocks of RFC 1951).
func zlibStored(_ contents: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
        let block = contents[start..<min(start + 65_535, contents.count)]
        start += block.count
        stream.append(start == contents.count ? 1 : 0)
        stream += littleEndian(UInt16(block.count)) + littleEndian(~UInt16(block.count)) + block
    } while start < contents.count
    var sums: (UInt32, UInt32) = (1, 0)
    for byte in contents {
        sums.0 = (sums.0 + UInt32(byte)) % 65_521
        sums.1 = (sums.1 + sums.0) % 65_521
    }
    return stream + bigEndian(sums.1 << 16 | sums.0)
}

func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in
        crcTable[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8
    }
}

private let crcTable: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
}
