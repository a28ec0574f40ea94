/// Walks the chunks of a PNG (PNG specification, 5.3) to its end, before and behind the pixels.
/// Checksums are not compared: a text whose CRC is wrong is still a text.
enum PNGSlots {
    private static let afterPixels = 16

    static func collect(into collector: inout SlotCollector) {
        collector.found.isLossless = true
        var offset: UInt64 = 8
        var chunks = 0
        var pixelChunks = 0
        while offset + 8 <= collector.window.size {
            let header = collector.window.bytes(at: offset, count: 8)
            guard let length = header.big32(0), let type = header.big32(4) else { return }
            // A length is 31 bits (5.3); more is no chunk, and nothing behind it can be found.
            guard length <= Int32.max else {
                collector.problem(
                    .damaged(part: "a PNG chunk", reason: "its length", offset: offset))
                return
            }
            switch type {
            case 0x4944_4154, 0x6664_4154:  // IDAT, fdAT
                pixelChunks += 1
                collector.window.readAhead = afterPixels
            case 0x4945_4E44: return  // IEND
            default:
                chunks += 1
                if chunks <= collector.limits.chunks, isWanted(type) {
                    collector.window.readAhead = 4_096
                    let chunk = PNGChunk(
                        type: type, offset: offset, length: length,
                        isAfterPixels: pixelChunks > 0)
                    chunk.collect(into: &collector)
                }
            }
            guard chunks <= collector.limits.chunks, pixelChunks <= collector.limits.pixelChunks
            else {
                let isPixels = chunks <= collector.limits.chunks
                let limit =
                    isPixels ? collector.limits.pixelChunks : collector.limits.chunks
                collector.problem(
                    .overLimit(part: "the number of PNG chunks", limit: limit, offset: offset))
                return
            }
            offset += 12 + UInt64(length)
        }
        if !collector.window.hasFailed {
            collector.problem(.truncated(part: "the PNG", offset: collector.window.size))
        }
    }

    private static func isWanted(_ type: Int) -> Bool {
        switch type {
        case PNGChunk.text, PNGChunk.compressedText, PNGChunk.internationalText, PNGChunk.exif,
            PNGChunk.c2pa, PNGChunk.comfy:
            true
        default: false
        }
    }
}
