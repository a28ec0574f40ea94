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

    mutating func add(_ payload: ArraySlice<UInt8>, at offset: UInt64) {
        guard payload.starts(with: "JP"), let instance = payload.big16(2),
            let sequence = payload.big32(4)
        else { return }
        if instances[instance] == nil { order.append(instance) }
        instances[instance, default: []].append(
            Segment(sequence: sequence, offset: offset, bytes: payload.part(8)))
    }

    /// Sequences begin at 1 by the standard, and at 0 by Microsoft.
    func collect(into collector: inout SlotCollector) {
        for instance in order {
            let segments = instances[instance, default: []].sorted { $0.sequence < $1.sequence }
            guard let first = segments.first else { continue }
            let header = first.bytes.big32(0) == 1 ? 16 : 8
            let total = segments.reduce(0) { $0 + $1.bytes.count }
            guard total <= collector.limits.payloadBytes else {
                collector.problem(
                    .overLimit(
                        part: "JPEG APP11", limit: collector.limits.payloadBytes,
                        offset: first.offset))
                continue
            }
            var bytes = Array(first.bytes)
            for segment in segments.dropFirst() {
                bytes.append(contentsOf: segment.bytes.part(header))
            }
            collector.add(EmbeddedSlot(.jpegC2PA, offset: first.offset, bytes: bytes))
        }
    }
}
