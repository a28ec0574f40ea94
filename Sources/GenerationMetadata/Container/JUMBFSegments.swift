/// JUMBF boxes that lie in several APP11 segments of a JPEG (ISO/IEC 19566-5, D.2): `JP`, a box
/// instance number, a sequence number, and the box's length and type, which each segment repeats.
struct JUMBFSegments {
    private struct Segment {
        let sequence: Int
        let offset: UInt64
        let bytes: ArraySlice<UInt8>
    }

    private var instances: [Int: [Segment]] = [:]
    private var order: [Int] = []
    private var bytesLeft: Int

    init(limits: MetadataLimits) { bytesLeft = limits.payloadBytes }

    mutating func add(_ payload: ArraySlice<UInt8>, at offset: UInt64) {
        guard payload.starts(with: "JP"), let instance = payload.big16(2),
            let sequence = payload.big32(4), payload.count <= bytesLeft
        else { return }
        bytesLeft -= payload.count
        if instances[instance] == nil { order.append(instance) }
        // A copy: a slice would keep all that was read around it.
        instances[instance, default: []].append(
            Segment(sequence: sequence, offset: offset, bytes: Array(payload.part(8))[...]))
    }

    /// Sequences begin at 1 by the standard, and at 0 by Microsoft.
    func collect(into collector: inout SlotCollector) {
        for instance in order {
            let segments = instances[instance, default: []].sorted { $0.sequence < $1.sequence }
            guard let first = segments.first else { continue }
            let header = first.bytes.big32(0) == 1 ? 16 : 8
            var bytes = Array(first.bytes)
            for segment in segments.dropFirst() {
                bytes.append(contentsOf: segment.bytes.part(header))
            }
            collector.add(EmbeddedSlot(.jpegC2PA, offset: first.offset, bytes: bytes))
        }
    }
}
