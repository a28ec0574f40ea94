import Testing

@testable import Imaging

/// What one of the two ways to decode a PNG made of its bytes.
enum PNGOutcome: Equatable {
    case decoded(PixelShape, [UInt8])
    case refused(PictureError)
}

/// A PNG decoded with the fast path, from pieces and from memory, and by libpng alone.
struct PNGPaths {
    let fast, fastFromMemory, libpng: PNGOutcome
    /// Whether the fast path delivered the picture, rather than leave it to libpng.
    let tookFastPath: Bool

    init(_ bytes: [UInt8], limits: PictureLimits = PictureLimits()) {
        var alone = limits
        alone.fastPNGBytes = 0
        let reads = StartReads()
        (fast, fastFromMemory, libpng) = bytes.withUnsafeBytes { memory in
            (
                outcome(memory, limits, reads), outcome(memory, limits, nil),
                outcome(memory, alone, nil)
            )
        }
        // libpng begins at the signature, and where the fast path gave up it is the second to.
        if case .decoded = fast { tookFastPath = reads.count == 1 } else { tookFastPath = false }
    }

    var agree: Bool { fast == libpng && fastFromMemory == libpng }
}

// Short, because a failed expectation would print all samples.
extension PNGOutcome: CustomStringConvertible {
    var description: String {
        switch self {
        case .decoded(let shape, let bytes): "\(shape), checksum \(crc32(bytes))"
        case .refused(let error): error.reason
        }
    }
}

extension PNGPaths: CustomTestStringConvertible {
    var testDescription: String {
        "fast: \(fast); fast from memory: \(fastFromMemory); libpng: \(libpng)"
    }
}

private func outcome(
    _ memory: UnsafeRawBufferPointer, _ limits: PictureLimits, _ reads: StartReads?
) -> PNGOutcome {
    do throws(PictureError) {
        let whole = ByteSource(memory: memory)
        let header = try probe(whole, limits: limits)
        let rows = RowBytes()
        let source = reads.map { reads in
            ByteSource(size: whole.size) { offset, buffer in
                if offset == 0 { reads.count += 1 }
                return whole.read(at: offset, into: buffer)
            }
        }
        try decode(source ?? whole, header, limits: limits, into: rows)
        return .decoded(rows.shape, rows.bytes)
    } catch {
        return .refused(error)
    }
}

/// How often a decoder began at the start of the file.
private final class StartReads {
    var count = 0
}

/// A PNG made of the lines that its zlib stream should hold, filter bytes included.
struct FilteredPNG {
    var width, height: Int
    var colorType: PNGFile.ColorType
    /// Filter byte and filtered samples, row by row.
    var lines: [UInt8]
    var palette: [UInt8] = []
    var beforePixels: [PNGFile.Chunk] = []
    var afterPixels: [PNGFile.Chunk] = []

    /// Random samples; the filter of row `y` is `filter(y)`.
    init(
        _ width: Int, _ height: Int, _ colorType: PNGFile.ColorType, seed: UInt64,
        filter: (Int) -> UInt8
    ) {
        var random = Seeded(seed)
        (self.width, self.height, self.colorType) = (width, height, colorType)
        lines = (0..<height).flatMap { y in
            [filter(y)]
                + (0..<(width * colorType.channels)).map { _ in
                    // Small steps, as real rows have, and great ones.
                    Bool.random(using: &random)
                        ? UInt8.random(in: 0...255, using: &random)
                        : UInt8(truncatingIfNeeded: Int.random(in: -3...3, using: &random))
                }
        }
        if colorType == .palette { palette = (0..<768).map { UInt8(truncatingIfNeeded: $0 * 7) } }
    }

    var bytes: [UInt8] { bytes(ofPixels: [PNGFile.Chunk("IDAT", zlibStored(lines))]) }

    /// The file with its pixels in chunks of one's own making.
    func bytes(ofPixels pixels: [PNGFile.Chunk]) -> [UInt8] {
        let header = PNGFile.header(width: width, height: height, colorType)
        let colors = palette.isEmpty ? [] : [PNGFile.Chunk("PLTE", palette)]
        let chunks =
            [header] + colors + beforePixels + pixels + afterPixels + [PNGFile.Chunk("IEND", [])]
        return PNGFile.signature + chunks.flatMap(\.bytes)
    }
}
