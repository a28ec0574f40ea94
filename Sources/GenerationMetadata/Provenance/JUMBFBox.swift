/// A JUMBF superbox (ISO/IEC 19566-5): a description with a kind and a label, then content, or
/// further superboxes.
struct JUMBFBox {
    /// The first four bytes of its type, which C2PA makes ASCII: `c2pa`, `c2ma`, `c2cl`, `cbor`.
    let kind: String
    let label: String
    /// Inside a superbox.
    private(set) var children: [JUMBFBox] = []
    /// Of the content boxes that are no superboxes, the first.
    private(set) var content: ArraySlice<UInt8> = []

    private static let superbox = 0x6A75_6D62  // jumb
    private static let description = 0x6A75_6D64  // jumd

    /// The superboxes of a store, one after another.
    static func boxes(in bytes: ArraySlice<UInt8>, limits: MetadataLimits) -> [JUMBFBox] {
        var left = limits.boxes
        return boxes(in: bytes, depth: limits.boxDepth, left: &left)
    }

    private static func boxes(
        in bytes: ArraySlice<UInt8>, depth: Int, left: inout Int
    ) -> [JUMBFBox] {
        guard depth > 0 else { return [] }
        var boxes: [JUMBFBox] = []
        for box in BMFFBox.boxes(in: bytes, limit: left) where box.type == superbox {
            guard left > 0 else { break }
            left -= 1
            if let box = JUMBFBox(box.bytes(in: bytes), depth: depth, left: &left) {
                boxes.append(box)
            }
        }
        return boxes
    }

    private init?(_ bytes: ArraySlice<UInt8>, depth: Int, left: inout Int) {
        guard
            let description = BMFFBox(
                bytes.part(0, 16), at: 0, limit: UInt64(bytes.count)),
            description.type == Self.description
        else { return nil }
        let fields = description.bytes(in: bytes)
        kind = TextDecoding.latin1(fields.part(0, 4))
        // A byte of toggles, of which 2 says that a label follows (A.3).
        let hasLabel = fields.part(16).first.map { $0 & 2 != 0 } ?? false
        let text = fields.part(17, 1_024).prefix { $0 != 0 }
        label = hasLabel ? String(decoding: text, as: UTF8.self) : ""
        let rest = bytes.part(Int(description.end))
        children = Self.boxes(in: rest, depth: depth - 1, left: &left)
        if children.isEmpty,
            let first = BMFFBox(rest.part(0, 16), at: 0, limit: UInt64(rest.count))
        {
            content = first.bytes(in: rest)
        }
    }
}
