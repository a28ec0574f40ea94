/// Walks the segments of a JPEG (ITU T.81, B.1.1) up to its pixels.
enum JPEGSlots {
    static let xmpPrefix: StaticString = "http://ns.adobe.com/xap/1.0/\0"
    private static let photoshopPrefix: StaticString = "Photoshop 3.0\0"

    /// Fill bytes and markers without a length among them.
    private static let markerLimit = 65_536

    static func collect(into collector: inout SlotCollector) {
        var offset: UInt64 = 2
        var segments = 0
        var markers = 0
        var boxes = JUMBFSegments(limits: collector.limits)
        walk: while markers < markerLimit {
            markers += 1
            let marker = collector.window.bytes(at: offset, count: 4)
            guard marker.count >= 2, marker.part(0).first == 0xFF, let code = marker.part(1).first
            else { break }
            switch code {
            case 0xFF:  // fill bytes before a marker
                offset += 1
                continue
            case 0x01, 0xD0...0xD8:  // markers without a length
                offset += 2
                continue
            case 0xDA, 0xD9: break walk  // the pixels, or the end
            default: break
            }
            guard let length = marker.big16(2), length >= 2 else { break }
            segments += 1
            guard segments <= collector.limits.chunks else {
                collector.problem(
                    .overLimit(
                        part: "the number of JPEG segments", limit: collector.limits.chunks,
                        offset: offset))
                break
            }
            if [0xFE, 0xE1, 0xEB, 0xED].contains(code),
                let payload = collector.payload(
                    at: offset + 4, count: UInt64(length - 2), part: "a JPEG segment")
            {
                collect(code, payload, at: offset, boxes: &boxes, into: &collector)
            }
            offset += 2 + UInt64(length)
        }
        boxes.collect(into: &collector)
    }

    private static func collect(
        _ code: UInt8, _ payload: ArraySlice<UInt8>, at offset: UInt64,
        boxes: inout JUMBFSegments, into collector: inout SlotCollector
    ) {
        switch code {
        case 0xFE:
            collector.add(EmbeddedSlot(.jpegComment, offset: offset, bytes: Array(payload)))
        case 0xE1 where payload.starts(with: "Exif\0"):
            collector.add(
                EmbeddedSlot(.jpegEXIF, offset: offset, bytes: Array(payload.withoutEXIFPrefix)))
        case 0xE1 where payload.starts(with: xmpPrefix):
            let packet = payload.dropFirst(xmpPrefix.utf8CodeUnitCount)
            collector.add(EmbeddedSlot(.jpegXMP, offset: offset, bytes: Array(packet)))
        case 0xEB: boxes.add(payload, at: offset)
        case 0xED where payload.starts(with: photoshopPrefix):
            let blocks = payload.dropFirst(photoshopPrefix.utf8CodeUnitCount)
            collector.add(EmbeddedSlot(.jpegPhotoshop, offset: offset, bytes: Array(blocks)))
        default: break
        }
    }
}
