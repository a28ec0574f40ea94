/// The bits of a DEFLATE stream, least significant first (RFC 1951, 3.1.1).
struct DeflateBits {
    private let bytes: ArraySlice<UInt8>
    private var next: Int
    private var held: UInt64 = 0
    private var count = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        next = bytes.startIndex
    }

    /// Whether too little is left for the longest word.
    var isAtEnd: Bool { next == bytes.endIndex && count < HuffmanCode.longestWord }

    private mutating func fill() {
        while count <= 56, next < bytes.endIndex {
            held |= UInt64(bytes[next]) << UInt64(count)
            next += 1
            count += 8
        }
    }

    private mutating func drop(_ bits: Int) {
        held >>= UInt64(bits)
        count -= bits
    }

    /// Up to 16 bits as a number; nil when the stream has ended.
    mutating func read(_ wanted: Int) -> Int? {
        if count < wanted { fill() }
        guard count >= wanted else { return nil }
        let value = held & ((1 << UInt64(wanted)) - 1)
        drop(wanted)
        return Int(value)
    }

    mutating func alignToByte() { drop(count & 7) }

    /// The next symbol of a code; nil when the stream ends or the bits are no word of it.
    mutating func symbol(_ code: HuffmanCode) -> Int? {
        if count < HuffmanCode.longestWord { fill() }
        let entry = code.short[Int(held & UInt64(HuffmanCode.shortMask))]
        guard entry == 0 else {
            let length = Int(entry & 15)
            guard length <= count else { return nil }
            drop(length)
            return Int(entry >> 4)
        }
        return longSymbol(code)
    }

    private mutating func longSymbol(_ code: HuffmanCode) -> Int? {
        var word = 0
        var first = 0
        var index = 0
        for length in 1...HuffmanCode.longestWord {
            guard let bit = read(1) else { return nil }
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
