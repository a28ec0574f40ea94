/// One box of the ISO base media file format (ISO/IEC 14496-12, 4.2), as a range of its container.
struct BMFFBox {
    let type: Int
    let offset: UInt64
    let content: UInt64
    let end: UInt64

    /// The box at `offset`; nil where there is none, or none that ends within `limit`.
    init?(_ header: ArraySlice<UInt8>, at offset: UInt64, limit: UInt64) {
        guard let size = header.big32(0), let type = header.big32(4) else { return nil }
        self.type = type
        self.offset = offset
        switch size {
        case 0:
            content = offset + 8
            end = limit
        case 1:
            guard let large = header.integer(8, 8, bigEndian: true), large >= 16,
                large <= limit - min(offset, limit)
            else { return nil }
            content = offset + 16
            end = offset + large
        default:
            guard size >= 8, UInt64(size) <= limit - min(offset, limit) else { return nil }
            content = offset + 8
            end = offset + UInt64(size)
        }
    }

    /// The boxes that lie in `bytes`, one after another; offsets are relative to `bytes`.
    static func boxes(in bytes: ArraySlice<UInt8>, limit: Int) -> [BMFFBox] {
        var boxes: [BMFFBox] = []
        var offset = 0
        while boxes.count < limit,
            let box = BMFFBox(
                bytes.part(offset, 16), at: UInt64(offset), limit: UInt64(bytes.count))
        {
            boxes.append(box)
            offset = Int(box.end)
        }
        return boxes
    }

    func bytes(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.part(Int(content), Int(end - content))
    }
}
