/// A stretch of a file that is held in memory, so that many small reads cost one.
struct ByteWindow {
    let reader: ByteReader
    /// How much is read at once; a walk over pixels makes it small.
    var readAhead = 16_384
    private(set) var hasFailed = false
    private var start: UInt64 = 0
    private var held: [UInt8] = []

    init(_ reader: ByteReader) { self.reader = reader }

    var size: UInt64 { reader.size }

    /// Up to `count` bytes from `offset`, fewer where the file ends; none after a failed read.
    mutating func bytes(at offset: UInt64, count: Int) -> ArraySlice<UInt8> {
        guard count > 0, offset < size, !hasFailed else { return [] }
        let wanted = Int(min(UInt64(count), size - offset))
        if offset < start || offset - start + UInt64(wanted) > UInt64(held.count) {
            guard let read = reader.bytes(at: offset, count: max(wanted, readAhead)) else {
                hasFailed = true
                return []
            }
            start = offset
            held = read
        }
        let from = Int(offset - start)
        return held[from..<min(held.count, from + wanted)]
    }

    mutating func byte(at offset: UInt64) -> UInt8? { bytes(at: offset, count: 1).first }
}
