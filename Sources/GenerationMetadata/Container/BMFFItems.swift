/// The items of a `meta` box: which ones hold Exif or XMP (`iinf`), and where they lie (`iloc`).
struct BMFFItems {
    struct Item {
        let id: UInt64
        let kind: EmbeddedSlot.Kind
    }

    private struct Extent {
        let offset: UInt64
        let length: UInt64
    }

    private struct Location {
        var isInItemData: Bool
        var extents: [Extent]
    }

    private(set) var wanted: [Item] = []
    private var locations: [UInt64: Location] = [:]
    private var itemData: ArraySlice<UInt8> = []

    init(_ meta: ArraySlice<UInt8>, limits: MetadataLimits) {
        for box in BMFFBox.boxes(in: meta, limit: limits.boxes) {
            let content = box.bytes(in: meta)
            switch box.type {
            case 0x6969_6E66: readInformation(content, limits)  // iinf
            case 0x696C_6F63: readLocations(content, limits)  // iloc
            case 0x6964_6174: itemData = content  // idat
            default: break
            }
        }
    }

    private mutating func readInformation(_ content: ArraySlice<UInt8>, _ limits: MetadataLimits) {
        let entries = content.part(content.first == 0 ? 6 : 8)
        for entry in BMFFBox.boxes(in: entries, limit: limits.boxes) {
            let fields = entry.bytes(in: entries)
            guard let version = fields.first, version >= 2 else { continue }
            let idBytes = version == 2 ? 2 : 4
            guard let id = fields.integer(4, idBytes, bigEndian: true),
                wanted.count < limits.chunks
            else { continue }
            let type = fields.part(4 + idBytes + 2)
            if type.starts(with: "Exif") {
                wanted.append(Item(id: id, kind: .bmffEXIF))
            } else if type.starts(with: "mime"),
                let name = type.dropFirst(4).firstIndex(of: 0),
                type[(name + 1)...].starts(with: "application/rdf+xml")
            {
                wanted.append(Item(id: id, kind: .bmffXMP))
            }
        }
    }

    /// ISO/IEC 14496-12, 8.11.3. The sizes of its fields are fields themselves.
    private mutating func readLocations(_ content: ArraySlice<UInt8>, _ limits: MetadataLimits) {
        guard let version = content.first, version <= 2, let sizes = content.big16(4) else {
            return
        }
        let offsetSize = sizes >> 12
        let lengthSize = sizes >> 8 & 15
        let baseSize = sizes >> 4 & 15
        let indexSize = version == 0 ? 0 : sizes & 15
        var position = 6
        func read(_ size: Int) -> UInt64? {
            guard size <= 8 else { return nil }
            if size == 0 { return 0 }
            defer { position += size }
            return content.integer(position, size, bigEndian: true)
        }
        guard let count = read(version < 2 ? 2 : 4) else { return }
        var left = limits.boxes
        for _ in 0..<min(count, UInt64(limits.boxes)) {
            guard let id = read(version < 2 ? 2 : 4), let method = read(version == 0 ? 0 : 2),
                read(2) != nil, let base = read(baseSize), let extentCount = read(2)
            else { return }
            var location = Location(isInItemData: method & 15 == 1, extents: [])
            for _ in 0..<extentCount {
                guard left > 0, read(indexSize) != nil, let offset = read(offsetSize),
                    let length = read(lengthSize)
                else { return }
                left -= 1
                let (start, overflows) = base.addingReportingOverflow(offset)
                if !overflows { location.extents.append(Extent(offset: start, length: length)) }
            }
            if method & 15 <= 1 { locations[id] = location }
        }
    }

    func bytes(of item: Item, _ collector: inout SlotCollector) -> [UInt8]? {
        guard let location = locations[item.id] else { return nil }
        var bytes: [UInt8] = []
        for extent in location.extents {
            if location.isInItemData {
                guard extent.offset <= UInt64(itemData.count) else { return nil }
                let length = min(extent.length, UInt64(itemData.count))
                bytes.append(contentsOf: itemData.part(Int(extent.offset), Int(length)))
            } else {
                guard
                    let part = collector.payload(
                        at: extent.offset, count: extent.length, part: item.kind.rawValue)
                else { return nil }
                bytes.append(contentsOf: part)
            }
            guard bytes.count <= collector.limits.payloadBytes else {
                collector.problem(
                    .overLimit(
                        part: item.kind.rawValue, limit: collector.limits.payloadBytes,
                        offset: extent.offset))
                return nil
            }
        }
        return bytes
    }
}
