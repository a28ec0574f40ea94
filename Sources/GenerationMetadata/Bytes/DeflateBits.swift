/// The bits of a DEFLATE stream, least significant first (RFC 1951, 3.1.1).
struct DeflateBits {
    private let bytes: ArraySlice<UInt8>
    private var next: Int
    private var held: UInt32 = 0
    private var count = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        next = bytes.startIndex
    }

    var isAtEnd: Bool { next == bytes.endIndex }

    /// Up to 16 bits as a number; nil when the stream has ended.
    mutating func take(_ wanted: Int) -> Int? {
        while count < wanted {
            guard next < bytes.endIndex else { return nil }
            held |= UInt32(bytes[next]) << UInt32(count)
            next += 1
            count += 8
        }
        let value = held & ((1 << UInt32(wanted)) - 1)
        held >>= UInt32(wanted)
        count -= wanted
        return Int(value)
    }

    mutating func alignToByte() {
        held >>= UInt32(count & 7)
        count &= ~7
    }

    /// The next symbol of a code; nil when the stream ends or the bits are no word of it.
    mutating func symbol(_ code: HuffmanCode) -> Int? {
        var word = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            guard let bit = take(1) else { return nil }
            word |= bit
            let count = code.counts[length]
            if word - count < first { return code.symbols[index + (word - first)] }
            index += count
            first = (first + count) << 1
            word <<= 1
        }
        return nil
    }
}
