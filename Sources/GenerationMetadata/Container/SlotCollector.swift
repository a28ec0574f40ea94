/// What a walk through a container has found, and what it may still keep.
struct SlotCollector {
    var window: ByteWindow
    let limits: MetadataLimits
    var found = EmbeddedSlots()
    private(set) var lastOffset: UInt64 = 0
    private var bytesLeft: Int
    /// Items may name the same bytes again and again; each reading counts.
    private var bytesToRead: Int

    /// A hostile file has a problem in each chunk; the first ones say enough.
    private static let problemLimit = 64

    init(_ window: ByteWindow, limits: MetadataLimits) {
        self.window = window
        self.limits = limits
        bytesLeft = limits.fileBytes
        bytesToRead = limits.fileBytes
    }

    mutating func problem(_ problem: MetadataProblem) {
        if found.problems.count < Self.problemLimit { found.problems.append(problem) }
    }

    /// The bytes of a chunk's payload, cut where the file ends; nil when it is over a limit.
    mutating func payload(at offset: UInt64, count: UInt64, part: String) -> ArraySlice<UInt8>? {
        lastOffset = offset
        guard count <= UInt64(limits.payloadBytes) else {
            problem(.overLimit(part: part, limit: limits.payloadBytes, offset: offset))
            return nil
        }
        guard count <= UInt64(bytesToRead) else {
            problem(.overLimit(part: part, limit: limits.fileBytes, offset: offset))
            return nil
        }
        bytesToRead -= Int(count)
        let bytes = window.bytes(at: offset, count: Int(count))
        if UInt64(bytes.count) < count { problem(.truncated(part: part, offset: offset)) }
        return bytes
    }

    mutating func add(_ slot: EmbeddedSlot) {
        lastOffset = slot.offset
        guard slot.bytes.count <= bytesLeft else {
            problem(
                .overLimit(part: slot.kind.rawValue, limit: limits.fileBytes, offset: slot.offset))
            return
        }
        bytesLeft -= slot.bytes.count
        found.slots.append(slot)
    }

    /// Inflates a zlib text; what came before an end that is too early is kept.
    mutating func inflate(
        _ bytes: ArraySlice<UInt8>, part: String, offset: UInt64
    ) -> [UInt8]? {
        // No more than may still be kept: inflating costs 1,000 times what a bomb's bytes do.
        let limit = min(limits.payloadBytes, bytesLeft)
        let (text, end) = Inflate.zlib(bytes, limit: limit)
        switch end {
        case .whole: return text
        case .truncated:
            problem(.truncated(part: part, offset: offset))
            return text.isEmpty ? nil : text
        case .overLimit:
            problem(.overLimit(part: part, limit: limit, offset: offset))
            bytesLeft -= limit  // the work counts, though nothing is kept
            return nil
        case .damaged(let reason):
            problem(.damaged(part: part, reason: reason, offset: offset))
            return text.isEmpty ? nil : text
        }
    }
}
