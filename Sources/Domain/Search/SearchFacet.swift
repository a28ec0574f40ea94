/// By what the pictures that a search finds are counted.
package enum SearchFacet: String, Sendable, CaseIterable {
    case generator, model, lora, sampler, tag, format
    /// Of creation, UTC: `2024-05`.
    case month
}

/// The values of a document by which it is counted, as they are kept: the id of each as a number of
/// variable length (LEB128).
enum FacetBytes {
    static func bytes(_ ids: [Int64]) -> [UInt8] {
        var bytes: [UInt8] = []
        for id in ids {
            var rest = UInt64(bitPattern: id)
            while rest >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        return bytes
    }

    static func ids(_ bytes: [UInt8]) -> [Int64] {
        var ids: [Int64] = []
        var (id, shift): (UInt64, UInt64) = (0, 0)
        for byte in bytes {
            id |= UInt64(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 {
                ids.append(Int64(bitPattern: id))
                (id, shift) = (0, 0)
            }
        }
        return ids
    }
}
