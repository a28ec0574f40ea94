/// Finds Exif, XMP and C2PA in AVIF and HEIF (ISO/IEC 23008-12; C2PA specification, A.5.1).
enum BMFFSlots {
    private static let meta = 0x6D65_7461
    private static let uuid = 0x7575_6964
    /// The user type of C2PA's box: d8fec3d6-1b0e-483c-9297-5828877ec481.
    private static let c2paUUID: [UInt8] = [
        0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4,
        0x81,
    ]

    static func collect(into collector: inout SlotCollector) {
        var offset: UInt64 = 0
        var count = 0
        while offset < collector.window.size, count < collector.limits.boxes,
            let box = BMFFBox(
                collector.window.bytes(at: offset, count: 16), at: offset,
                limit: collector.window.size)
        {
            count += 1
            switch box.type {
            case meta: collectMeta(box, into: &collector)
            case uuid: collectUUID(box, into: &collector)
            default: break
            }
            collector.window.readAhead = 4_096
            offset = box.end
        }
    }

    /// Version and flags, the purpose as a NUL-terminated text, an offset of 8 bytes, then JUMBF.
    private static func collectUUID(_ box: BMFFBox, into collector: inout SlotCollector) {
        guard collector.window.bytes(at: box.content, count: 16).elementsEqual(c2paUUID),
            let payload = collector.payload(
                at: box.content + 16, count: box.end - min(box.end, box.content + 16),
                part: "HEIF C2PA"),
            let purpose = payload.dropFirst(4).firstIndex(of: 0)
        else { return }
        let boxes = payload[(purpose + 1)...].dropFirst(8)
        collector.add(EmbeddedSlot(.bmffC2PA, offset: box.offset, bytes: Array(boxes)))
    }

    private static func collectMeta(_ box: BMFFBox, into collector: inout SlotCollector) {
        guard
            let payload = collector.payload(
                at: box.content + 4, count: box.end - min(box.end, box.content + 4),
                part: "the HEIF meta box")
        else { return }
        let items = BMFFItems(payload, limits: collector.limits)
        for item in items.wanted {
            guard let bytes = items.bytes(of: item, &collector) else { continue }
            switch item.kind {
            case .bmffEXIF:
                guard let block = exifBlock(bytes[...]) else { continue }
                collector.add(EmbeddedSlot(.bmffEXIF, offset: box.offset, bytes: block))
            default:
                collector.add(EmbeddedSlot(item.kind, offset: box.offset, bytes: bytes))
            }
        }
    }

    /// The TIFF header stands behind an offset and perhaps a prefix; writers disagree on both, so
    /// it is searched for, as ComfyUI's own reader does.
    private static func exifBlock(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        for start in 0..<min(bytes.count, 64) {
            let rest = bytes.part(start)
            if rest.starts(with: "II*\0") || rest.starts(with: "MM\0*") { return Array(rest) }
        }
        return nil
    }
}
