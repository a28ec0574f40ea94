/// IPTC IIM datasets, bare or inside Photoshop's 8BIM blocks (IIM 4.2, chapter 3; Adobe Photoshop
/// file formats, "image resource blocks").
struct IPTCBlock {
    private(set) var credit: String?

    /// The resource that holds IIM.
    private static let iptcResource = 0x0404

    init(_ bytes: ArraySlice<UInt8>, limits: MetadataLimits) {
        if bytes.first == 0x1C {
            read(bytes, limits)
            return
        }
        var offset = 0
        for _ in 0..<limits.chunks {
            let block = bytes.part(offset)
            guard block.starts(with: "8BIM"), let id = block.big16(4),
                let name = block.part(6).first
            else { return }
            let nameBytes = (Int(name) + 2) & ~1  // a length byte and the name, padded to even
            guard let size = block.big32(6 + nameBytes) else { return }
            if id == Self.iptcResource { read(block.part(10 + nameBytes, size), limits) }
            offset += 10 + nameBytes + size + size & 1
        }
    }

    /// A dataset: 1C, record, number, 16-bit length, value. Lengths above 32,767 have another form,
    /// which no text that is read here has.
    private mutating func read(_ bytes: ArraySlice<UInt8>, _ limits: MetadataLimits) {
        var offset = 0
        for _ in 0..<limits.chunks {
            let dataset = bytes.part(offset)
            guard dataset.first == 0x1C, let id = dataset.big16(1), let size = dataset.big16(3),
                size < 0x8000
            else { return }
            let value = TextDecoding.text(dataset.part(5, size)).trimmedOrNil
            if id == 0x026E { credit = value }  // 2:110
            offset += 5 + size
        }
    }
}
