/// Walks the chunks of a WebP (RFC 9649, 2.3): a name, a little-endian length, padding to even.
enum WebPSlots {
    static func collect(into collector: inout SlotCollector) {
        var offset: UInt64 = 12
        var chunks = 0
        var hasPixels = false
        while offset + 8 <= collector.window.size {
            let header = collector.window.bytes(at: offset, count: 8)
            guard let length = header.little32(4) else { return }
            chunks += 1
            guard chunks <= collector.limits.pixelChunks else {
                collector.problem(
                    .overLimit(
                        part: "the number of WebP chunks", limit: collector.limits.pixelChunks,
                        offset: offset))
                return
            }
            if let kind = kind(of: header) {
                collect(
                    kind, at: offset, length: UInt64(length), isAfterPixels: hasPixels,
                    into: &collector)
            } else if header.starts(with: "VP8L") {
                collector.found.isLossless = true
            }
            if header.starts(with: "VP8") && !header.starts(with: "VP8X")
                || header.starts(with: "ANMF")
            {
                hasPixels = true
                collector.window.readAhead = 4_096
            }
            offset += 8 + UInt64(length) + UInt64(length & 1)
        }
    }

    private static func kind(of header: ArraySlice<UInt8>) -> EmbeddedSlot.Kind? {
        if header.starts(with: "EXIF") { return .webpEXIF }
        if header.starts(with: "XMP ") { return .webpXMP }
        if header.starts(with: "C2PA") { return .webpC2PA }
        return nil
    }

    private static func collect(
        _ kind: EmbeddedSlot.Kind, at offset: UInt64, length: UInt64, isAfterPixels: Bool,
        into collector: inout SlotCollector
    ) {
        guard
            let payload = collector.payload(at: offset + 8, count: length, part: kind.rawValue)
        else { return }
        // Older Pillows write the prefix that belongs to JPEG.
        let bytes = kind == .webpEXIF ? payload.withoutEXIFPrefix : payload
        collector.add(
            EmbeddedSlot(
                kind, offset: offset, bytes: Array(bytes), isAfterPixels: isAfterPixels))
    }
}
