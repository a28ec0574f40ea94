import CCodecs

/// Decides which ancillary chunks of a PNG are used, as libpng does: the first one of its name that
/// is valid, in an allowed position (W3C PNG, third edition, 5.6), with the right checksum.
struct PNGAncillaryChunks {
    /// The part of the file that the walk is in.
    enum Place: Comparable {
        case beforePalette, beforePixels, behindPixels
    }

    var place = Place.beforePalette
    /// Frames of an animation that have begun.
    var frameControls = 0
    /// The names of chunks that are used.
    var taken: Set<UInt32> = []
    private let limit: Int

    /// - Parameter limit: the largest chunk that is read, in bytes.
    init(limit: Int) { self.limit = limit }

    /// The body of the chunk at `offset`; nil if it is not used.
    func read(
        _ reader: inout HeaderReader, _ kind: UInt32, at offset: UInt64, until last: Place
    ) throws(PictureError) -> [UInt8]? {
        let length = try reader.bigEndian32(at: offset)
        guard place <= last, length <= limit, !taken.contains(kind) else { return nil }
        let chunk = try reader.bytes(at: offset + 4, count: Int(length) + 4)
        let sum = chunk.withUnsafeBufferPointer { ss_crc32($0.baseAddress, $0.count) }
        guard sum == (try reader.bigEndian32(at: offset + 8 + UInt64(length))) else { return nil }
        return Array(chunk[4...])
    }
}

extension UInt32 {
    /// The first four bytes, which must exist.
    init(bigEndian bytes: some Collection<UInt8>) {
        self = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}
