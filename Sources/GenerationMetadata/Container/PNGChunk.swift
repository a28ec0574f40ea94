/// A chunk of a PNG that may hold metadata.
struct PNGChunk {
    static let text = 0x7445_5874  // tEXt
    static let compressedText = 0x7A54_5874  // zTXt
    static let internationalText = 0x6954_5874  // iTXt
    static let exif = 0x6558_4966  // eXIf
    static let c2pa = 0x6361_4258  // caBX
    static let comfy = 0x636F_6D66  // comf

    let type: Int
    let offset: UInt64
    let length: Int
    let isAfterPixels: Bool

    private var name: String {
        switch type {
        case Self.text: "PNG tEXt"
        case Self.compressedText: "PNG zTXt"
        case Self.internationalText: "PNG iTXt"
        case Self.exif: "PNG eXIf"
        case Self.c2pa: "PNG caBX"
        default: "PNG comf"
        }
    }

    func collect(into collector: inout SlotCollector) {
        guard
            let payload = collector.payload(at: offset + 8, count: UInt64(length), part: name)
        else { return }
        switch type {
        case Self.exif: add(.pngEXIF, "", payload.withoutEXIFPrefix, into: &collector)
        case Self.c2pa: add(.pngC2PA, "", payload, into: &collector)
        default: collectText(payload, into: &collector)
        }
    }

    private func add(
        _ kind: EmbeddedSlot.Kind, _ key: String, _ bytes: ArraySlice<UInt8>,
        into collector: inout SlotCollector
    ) {
        collector.add(
            EmbeddedSlot(
                kind, key: key, offset: offset, bytes: Array(bytes), isAfterPixels: isAfterPixels))
    }

    private func collectText(_ payload: ArraySlice<UInt8>, into collector: inout SlotCollector) {
        guard let end = payload.prefix(collector.limits.keyBytes + 1).firstIndex(of: 0) else {
            collector.problem(
                .damaged(part: name, reason: "no keyword before its text", offset: offset))
            return
        }
        let key = TextDecoding.text(payload[..<end])
        let rest = payload[(end + 1)...]
        switch type {
        case Self.text: addText(.pngText, key, rest, into: &collector)
        case Self.comfy: addText(.pngComfy, key, rest, into: &collector)
        case Self.compressedText:
            // A compression method, 0 being zlib (PNG specification, 11.3.3.3).
            guard rest.first == 0 else {
                collector.problem(
                    .damaged(part: name, reason: "a compression method", offset: offset))
                return
            }
            guard let text = collector.inflate(rest.dropFirst(), part: name, offset: offset)
            else { return }
            addText(.pngCompressedText, key, text[...], into: &collector)
        default: collectInternational(key, rest, into: &collector)
        }
    }

    /// Flag, method, language NUL, translated keyword NUL, text (PNG specification, 11.3.3.4).
    private func collectInternational(
        _ key: String, _ rest: ArraySlice<UInt8>, into collector: inout SlotCollector
    ) {
        let fields = rest.dropFirst(2)
        guard let language = fields.firstIndex(of: 0),
            let translated = fields[(language + 1)...].firstIndex(of: 0)
        else {
            collector.problem(.damaged(part: name, reason: "its fields", offset: offset))
            return
        }
        let text = fields[(translated + 1)...]
        guard rest.first == 1 else {
            addText(.pngInternationalText, key, text, into: &collector)
            return
        }
        guard let inflated = collector.inflate(text, part: name, offset: offset) else { return }
        addText(.pngInternationalText, key, inflated[...], into: &collector)
    }

    private func addText(
        _ kind: EmbeddedSlot.Kind, _ key: String, _ text: ArraySlice<UInt8>,
        into collector: inout SlotCollector
    ) {
        guard key.hasPrefix(RawProfile.keyPrefix), let profile = RawProfile(key: key, text: text)
        else {
            add(kind, key, text, into: &collector)
            return
        }
        add(profile.kind, "", profile.bytes[...], into: &collector)
    }
}
