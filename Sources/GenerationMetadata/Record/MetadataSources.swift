/// The slots of a file, decoded: texts with their JSON, XMP, IPTC and C2PA.
struct MetadataSources {
    private(set) var texts: [MetadataText] = []
    private(set) var xmp: [(packet: XMPPacket, slot: String)] = []
    private(set) var iptc: [IPTCBlock] = []
    private(set) var c2pa: [ProvenanceClaim] = []
    private(set) var problems: [String] = []
    let limits: MetadataLimits
    private var jsonBytesLeft: Int
    private var exifBytesLeft: Int
    private var cborValuesLeft: Int

    private static let packetLimit = 16

    /// Big, and wanted only by those who find nothing else.
    private static let parsedOnDemand: Set<String> = [
        "workflow", "invokeai_workflow", "invokeai_graph", "smproj",
    ]

    init(_ slots: [EmbeddedSlot], limits: MetadataLimits) {
        self.limits = limits
        jsonBytesLeft = limits.jsonBytes
        exifBytesLeft = limits.payloadBytes
        cborValuesLeft = limits.cborValues
        for slot in slots { add(slot) }
    }

    private mutating func add(_ slot: EmbeddedSlot) {
        switch slot.kind {
        case .pngText, .pngCompressedText, .pngComfy:
            addNamed(slot, TextDecoding.text(slot.bytes[...]))
        case .pngInternationalText:
            addNamed(slot, TextDecoding.lossyUTF8(slot.bytes[...]))
        case .jpegComment, .gifComment:
            addComment(slot)
        case .pngEXIF, .jpegEXIF, .webpEXIF, .bmffEXIF, .profileEXIF:
            addEXIF(slot)
        case .jpegXMP, .webpXMP, .gifXMP, .bmffXMP, .profileXMP:
            addXMP(slot.bytes, slot.name)
        case .pngC2PA, .jpegC2PA, .webpC2PA, .bmffC2PA:
            c2pa.append(
                contentsOf:
                    C2PAStore.claims(slot.bytes, limits: limits, valuesLeft: &cborValuesLeft))
        case .jpegPhotoshop, .profileIPTC:
            iptc.append(IPTCBlock(slot.bytes[...], limits: limits))
        case .stealthAlpha, .stealthRGB:
            addUnlabelled(slot, .stealth)
        case .sidecar:
            addUnlabelled(slot, .sidecar)
        }
    }

    private mutating func addNamed(_ slot: EmbeddedSlot, _ text: String) {
        if slot.key == "XML:com.adobe.xmp" {  // its keyword by the XMP specification, part 3
            addXMP(slot.bytes, slot.name)
        } else {
            add(.embedded, .named(slot.key), slot.name, text)
        }
    }

    /// A comment is metadata when it looks so; most are `Created with GIMP`.
    private mutating func addComment(_ slot: EmbeddedSlot) {
        let text = TextDecoding.text(slot.bytes[...])
        let isJSON = text.trimmed.hasPrefix("{")
        guard isJSON || ByteSearch.contains("Steps: ", in: text) else { return }
        add(.embedded, .comment, slot.name, text)
    }

    private mutating func addEXIF(_ slot: EmbeddedSlot) {
        let block = EXIFBlock(
            slot.bytes[...], limits: limits, bytesLeft: exifBytesLeft)
        exifBytesLeft = block.bytesLeft
        if let problem = block.problem { problems.append("\(slot.name): \(problem)") }
        for (tag, text) in block.texts {
            let name = "\(slot.name) \(tag.name)"
            if let (key, json) = LabelledGraph.split(text) {
                add(.embedded, .named(key), name, json)
            } else {
                add(.embedded, .exif(tag), name, text)
            }
        }
    }

    private mutating func addXMP(_ bytes: [UInt8], _ slot: String) {
        guard xmp.count < Self.packetLimit else { return }
        let packet = XMPPacket(bytes, limits: limits)
        if let problem = packet.problem { problems.append("\(slot): \(problem)") }
        xmp.append((packet, slot))
    }

    /// Text that has no keyword: JSON, whose members are then the texts, an infotext, or lines of
    /// `Key: value`.
    private mutating func addUnlabelled(_ slot: EmbeddedSlot, _ origin: MetadataText.Origin) {
        let text = TextDecoding.text(slot.bytes[...])
        add(origin, .named("parameters"), slot.name, text)
        guard let object = texts.last?.json else {
            if origin == .sidecar { addLines(text, slot.name) }
            return
        }
        for member in object.members.prefix(limits.list) {
            if let text = member.value.string {
                add(origin, .named(member.key), slot.name, text)
            } else if case .object(let value) = member.value {
                texts.append(
                    MetadataText(
                        origin: origin, key: .named(member.key), slot: slot.name, text: "",
                        json: value))
            } else if let text = member.value.scalarText {
                add(origin, .named(member.key), slot.name, text)
            }
        }
    }

    private mutating func addLines(_ text: String, _ slot: String) {
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), maxSplits: 64).prefix(64) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let key = String(line[..<colon]) ?? ""
            let value = String(line[line.index(after: colon)...]) ?? ""
            if key.utf8.count <= 64, !key.isEmpty {
                add(.sidecar, .named(key.trimmed), slot, value.trimmed)
            }
        }
    }

    private mutating func add(
        _ origin: MetadataText.Origin, _ key: MetadataText.Key, _ slot: String, _ text: String
    ) {
        guard texts.count < limits.chunks else { return }
        var entry = MetadataText(origin: origin, key: key, slot: slot, text: text)
        if case .named(let name) = key, Self.parsedOnDemand.contains(name) {
        } else if let first = text.utf8.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") {
            entry.json = parse(text, slot)
        }
        texts.append(entry)
    }

    private mutating func parse(_ text: String, _ slot: String) -> JSONObject? {
        guard text.utf8.count <= jsonBytesLeft else {
            problems.append("\(slot): more than \(limits.jsonBytes) bytes of JSON")
            return nil
        }
        jsonBytesLeft -= text.utf8.count
        do {
            return try JSONParser.parse(text, limits: limits).object
        } catch {
            problems.append("\(slot): \(error.message)")
            return nil
        }
    }

    /// The texts of one origin alone.
    func only(_ origin: MetadataText.Origin) -> MetadataSources {
        var sources = self
        sources.texts.removeAll { $0.origin != origin }
        if origin != .embedded {
            sources.xmp = []
            sources.iptc = []
            sources.c2pa = []
        }
        return sources
    }

    /// The last text under a key: of duplicates the last one counts, as in Pillow.
    func named(_ key: String) -> MetadataText? { texts.last { $0.key == .named(key) } }

    func exif(_ tag: EXIFTag) -> MetadataText? { texts.last { $0.key == .exif(tag) } }

    /// Where writers put parameters that have no keyword of their own.
    var parameterTexts: [MetadataText] {
        [
            named("parameters"), exif(.userComment), texts.last { $0.key == .comment },
            exif(.imageDescription), exif(.model), named("Comment"), exif(.xpComment),
        ].compactMap(\.self)
    }
}
