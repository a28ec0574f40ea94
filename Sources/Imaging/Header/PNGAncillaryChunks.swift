import CCodecs

/// Decides which of a PNG's ancillary chunks count, as libpng does: the first of a name that is
/// what it should be, where it may stand (W3C PNG, third edition, 5.6), with the right checksum.
struct PNGAncillaryChunks {
    /// Where in the file the walk is.
    enum Place: Comparable {
        case beforePalette, beforePixels, behindPixels
    }

    var place = Place.beforePalette
    /// Frames of an animation that have a beginning.
    var frameControls = 0
    /// The names of those that count.
    var taken: Set<UInt32> = []
    private let limit: Int

    /// - Parameter limit: bytes of a chunk that is read.
    init(limit: Int) { self.limit = limit }

    /// The body of the chunk at `offset`, or nil where it cannot count.
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
    /// The first four bytes; there are as many.
    init(bigEndian bytes: some Collection<UInt8>) {
        self = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}
