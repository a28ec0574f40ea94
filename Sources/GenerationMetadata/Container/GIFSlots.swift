/// Walks the blocks of a GIF (GIF89a specification, 15 ff.) in search of comments and XMP.
enum GIFSlots {
    private static let readAhead = 65_536

    static func collect(into collector: inout SlotCollector) {
        collector.window.readAhead = readAhead
        guard let flags = collector.window.byte(at: 10) else { return }
        var offset = 13 + colorTableBytes(flags)
        var blocks = 0
        var hasPixels = false
        while let introducer = collector.window.byte(at: offset) {
            blocks += 1
            guard blocks <= collector.limits.pixelChunks,
                offset <= UInt64(collector.limits.gifBytes)
            else {
                collector.problem(
                    .overLimit(
                        part: "the search for comments", limit: collector.limits.gifBytes,
                        offset: offset))
                return
            }
            switch introducer {
            case 0x21:
                offset = collectExtension(at: offset, isAfterPixels: hasPixels, into: &collector)
            case 0x2C:
                hasPixels = true
                guard let local = collector.window.byte(at: offset + 9) else { return }
                offset = skip(from: offset + 11 + colorTableBytes(local), &collector)
            case 0: offset += 1  // writers leave a byte too many between blocks
            default: return
            }
        }
    }

    private static func collectExtension(
        at offset: UInt64, isAfterPixels: Bool, into collector: inout SlotCollector
    ) -> UInt64 {
        let label = collector.window.byte(at: offset + 1)
        let name = collector.window.bytes(at: offset + 3, count: 11)
        if label == 0xFF, name.starts(with: "XMP DataXMP") {
            return collectXMP(at: offset, isAfterPixels: isAfterPixels, into: &collector)
        }
        guard label == 0xFE else { return skip(from: offset + 2, &collector) }
        var text: [UInt8] = []
        var position = offset + 2
        while let length = collector.window.byte(at: position), length > 0 {
            text.append(contentsOf: collector.window.bytes(at: position + 1, count: Int(length)))
            position += 1 + UInt64(length)
            guard text.count <= collector.limits.payloadBytes else {
                collector.problem(
                    .overLimit(
                        part: "a GIF comment", limit: collector.limits.payloadBytes,
                        offset: offset))
                return skip(from: position, &collector)
            }
        }
        collector.add(
            EmbeddedSlot(
                .gifComment, offset: offset, bytes: text, isAfterPixels: isAfterPixels))
        return position + 1
    }

    /// XMP lies in a GIF as bare bytes, whose last 258 make sense of it as sub-blocks (XMP
    /// specification part 3, 1.1.2).
    private static func collectXMP(
        at offset: UInt64, isAfterPixels: Bool, into collector: inout SlotCollector
    ) -> UInt64 {
        let start = offset + 14
        let end = skip(from: start, &collector)
        guard end > start + 258,
            let packet = collector.payload(
                at: start, count: end - start - 258, part: "GIF XMP")
        else { return end }
        collector.add(
            EmbeddedSlot(
                .gifXMP, offset: offset, bytes: Array(packet), isAfterPixels: isAfterPixels))
        collector.window.readAhead = readAhead
        return end
    }

    private static func skip(from start: UInt64, _ collector: inout SlotCollector) -> UInt64 {
        var offset = start
        while let length = collector.window.byte(at: offset),
            offset <= UInt64(collector.limits.gifBytes)
        {
            offset += 1 + UInt64(length)
            if length == 0 { break }
        }
        return offset
    }

    private static func colorTableBytes(_ flags: UInt8) -> UInt64 {
        flags & 0x80 == 0 ? 0 : 3 << (UInt64(flags & 7) + 1)
    }
}
