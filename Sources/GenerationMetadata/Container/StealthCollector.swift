/// Reads what a generator wrote into the lowest bits of the pixels ("stealth pnginfo", as NovelAI
/// and AUTOMATIC1111's extension write it).
///
/// Rows of 8-bit samples come one after another, from the top, as the file stores them: not turned
/// upright, not multiplied by alpha, not converted. The bits run down the columns, left to right;
/// most significant first they are a signature of 15 bytes, a length in bits (32, big-endian) and
/// the text, plain or gzipped.
package struct StealthCollector {
    package enum Mode: Sendable {
        /// One bit of each alpha; samples are RGBA.
        case alpha
        /// One bit each of red, green and blue; samples are RGB or RGBA. Try it only when nothing
        /// else was found.
        case rgb
    }

    private let mode: Mode
    private let width: Int
    private let height: Int
    private let channels: Int
    private let limits: MetadataLimits
    private var bits: [UInt64] = []
    private var rows = 0
    /// Words that one row takes.
    private let rowWords: Int
    private var isPossible: Bool

    private var perPixel: Int { mode == .alpha ? 1 : 3 }

    package init(
        _ mode: Mode, width: Int, height: Int, channels: Int,
        limits: MetadataLimits = MetadataLimits()
    ) {
        precondition(channels == 4 || (channels == 3 && mode == .rgb))
        self.mode = mode
        self.width = width
        self.height = height
        self.channels = channels
        self.limits = limits
        // No more columns are kept than the longest payload fills.
        let columnBits = max(1, height * (mode == .alpha ? 1 : 3))
        let columns = min(width, (limits.payloadBytes * 8 + 152) / columnBits + 1)
        rowWords = (columns * (mode == .alpha ? 1 : 3) + 63) / 64
        isPossible = width > 0 && height > 0
    }

    /// False as soon as the pixels cannot hold anything; the rest of the rows may be left out.
    package var wantsRows: Bool { isPossible && rows < height }

    package mutating func append(row: UnsafeBufferPointer<UInt8>) {
        guard wantsRows else { return }
        precondition(row.count >= width * channels)
        let start = bits.count
        bits.append(contentsOf: repeatElement(0, count: rowWords))
        let count = min(width * perPixel, rowWords * 64)
        let fits = bits.withUnsafeMutableBufferPointer { words in
            mode == .alpha
                ? Self.packAlpha(row, into: words, at: start, pixels: width, kept: count)
                : Self.packRGB(row, channels, into: words, at: start, kept: count)
        }
        rows += 1
        if !fits || (rows == min(height, 120) && !mayStart()) {
            isPossible = false
            bits = []
        }
    }

    /// The text that was found, gunzipped. Call it when all rows were appended.
    package func finish() -> EmbeddedSlot? {
        guard isPossible, rows == height, let signature = Signature(bytes(0, 15)),
            signature.mode == mode
        else { return nil }
        let header = bytes(15, 4)
        guard let length = header[...].big32(0), length > 0, length % 8 == 0,
            length / 8 <= limits.payloadBytes, 152 + length <= width * height * perPixel
        else { return nil }
        var payload = bytes(19, length / 8)
        if signature.isCompressed {
            payload = Inflate.gzip(payload[...], limit: limits.payloadBytes).bytes
        }
        guard !payload.isEmpty else { return nil }
        return EmbeddedSlot(mode == .alpha ? .stealthAlpha : .stealthRGB, bytes: payload)
    }

    private struct Signature {
        let mode: Mode
        let isCompressed: Bool

        init?(_ bytes: [UInt8]) {
            switch String(decoding: bytes, as: UTF8.self) {
            case "stealth_pnginfo": (mode, isCompressed) = (.alpha, false)
            case "stealth_pngcomp": (mode, isCompressed) = (.alpha, true)
            case "stealth_rgbinfo": (mode, isCompressed) = (.rgb, false)
            case "stealth_rgbcomp": (mode, isCompressed) = (.rgb, true)
            default: return nil
            }
        }
    }

    /// Whether the bits so far can be the start of a signature, which is `stealth_` in all of them.
    /// Decides by the first column when it is tall enough.
    private func mayStart() -> Bool {
        guard rows >= 64 else { return true }
        return bytes(0, 8) == Array("stealth_".utf8)
    }

    /// Bytes of the stream, from the byte `first` on. Bits past the columns that were kept are 0.
    private func bytes(_ first: Int, _ count: Int) -> [UInt8] {
        (first..<(first + count)).map { index in
            var byte: UInt8 = 0
            for bit in (index * 8)..<(index * 8 + 8) { byte = byte << 1 | self.bit(bit) }
            return byte
        }
    }

    private func bit(_ index: Int) -> UInt8 {
        // While rows are still coming the first column is as tall as it will ever be.
        let pixel = index / perPixel
        let column = pixel / height
        let row = pixel % height
        let within = column * perPixel + index % perPixel
        guard row < rows, within < rowWords * 64 else { return 0 }
        return UInt8(truncatingIfNeeded: bits[row * rowWords + within / 64] >> UInt64(within % 64))
            & 1
    }

    /// False when an alpha is neither 254 nor 255, which no writer leaves.
    private static func packAlpha(
        _ row: UnsafeBufferPointer<UInt8>, into words: UnsafeMutableBufferPointer<UInt64>,
        at start: Int, pixels: Int, kept: Int
    ) -> Bool {
        var all: UInt8 = 0xFF
        for pixel in 0..<pixels {
            let alpha = row[pixel * 4 + 3]
            all &= alpha | 1
            if pixel < kept { words[start + pixel / 64] |= UInt64(alpha & 1) << UInt64(pixel % 64) }
        }
        return all == 0xFF
    }

    private static func packRGB(
        _ row: UnsafeBufferPointer<UInt8>, _ channels: Int,
        into words: UnsafeMutableBufferPointer<UInt64>, at start: Int, kept: Int
    ) -> Bool {
        for index in 0..<kept {
            let sample = row[index / 3 * channels + index % 3]
            words[start + index / 64] |= UInt64(sample & 1) << UInt64(index % 64)
        }
        return true
    }
}
