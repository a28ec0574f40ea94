/// A canonical Huffman code, as DEFLATE describes one by its code lengths (RFC 1951, 3.2.2): how
/// many words have each length, and the symbols in the order of their words.
struct HuffmanCode {
    static let longestWord = 15
    /// Words of up to nine bits, which are nearly all of a text's, are looked up at once.
    static let shortMask = 511
    private static let shortBits = 9

    let counts: [Int]
    let symbols: [Int]
    /// By the next nine bits of a stream: a symbol times 16 and its word's length, or 0.
    let short: [UInt16]

    /// Nil when the lengths describe more words than there can be.
    init?(_ lengths: ArraySlice<UInt8>) {
        var counts = [Int](repeating: 0, count: 16)
        for length in lengths { counts[Int(length)] += 1 }
        counts[0] = 0
        var left = 1
        for length in 1...15 {
            left = (left << 1) - counts[length]
            if left < 0 { return nil }
        }
        var starts = [Int](repeating: 0, count: 17)
        for length in 1...15 { starts[length + 1] = starts[length] + counts[length] }
        var symbols = [Int](repeating: 0, count: starts[16])
        for (symbol, length) in lengths.enumerated() where length > 0 {
            symbols[starts[Int(length)]] = symbol
            starts[Int(length)] += 1
        }
        self.counts = counts
        self.symbols = symbols
        short = Self.shortWords(counts, symbols)
    }

    /// Words are written from their first bit on, so the first bit is the lowest of an index.
    private static func shortWords(_ counts: [Int], _ symbols: [Int]) -> [UInt16] {
        var table = [UInt16](repeating: 0, count: shortMask + 1)
        var word = 0
        var index = 0
        for length in 1...shortBits {
            for _ in 0..<counts[length] {
                var reversed = 0
                for bit in 0..<length { reversed |= (word >> bit & 1) << (length - 1 - bit) }
                let entry = UInt16(symbols[index] << 4 | length)
                for padded in stride(from: reversed, through: shortMask, by: 1 << length) {
                    table[padded] = entry
                }
                word += 1
                index += 1
            }
            word <<= 1
        }
        return table
    }

    private init(lengths: [UInt8]) {
        guard let code = HuffmanCode(lengths[...]) else { preconditionFailure("a constant code") }
        self = code
    }

    // RFC 1951, 3.2.6.
    static let fixedLiterals = HuffmanCode(
        lengths: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    static let fixedDistances = HuffmanCode(lengths: [UInt8](repeating: 5, count: 30))
}
