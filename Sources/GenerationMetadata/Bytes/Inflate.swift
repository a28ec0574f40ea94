/// Inflates DEFLATE streams (RFC 1951), bare or in a zlib (RFC 1950) or gzip (RFC 1952) wrapper.
///
/// Output is bounded, and what came before the damage of a damaged stream is kept, which a library
/// made for speed does not offer. Checksums behind the stream are not read: a text whose pixels
/// decode is worth more than its Adler-32.
struct Inflate {
    enum End: Equatable {
        case whole
        case truncated
        case overLimit
        case damaged(String)
    }

    private var bits: DeflateBits
    private var output: [UInt8] = []
    private let limit: Int

    private init(_ bytes: ArraySlice<UInt8>, limit: Int) {
        bits = DeflateBits(bytes)
        self.limit = limit
    }

    static func zlib(_ bytes: ArraySlice<UInt8>, limit: Int) -> (bytes: [UInt8], end: End) {
        guard let header = bytes.big16(0) else { return ([], .truncated) }
        guard header >> 8 & 15 == 8, header % 31 == 0 else {
            return ([], .damaged("no zlib header"))
        }
        guard header & 0x20 == 0 else { return ([], .damaged("a preset dictionary is wanted")) }
        return raw(bytes.part(2), limit: limit)
    }

    static func gzip(_ bytes: ArraySlice<UInt8>, limit: Int) -> (bytes: [UInt8], end: End) {
        guard bytes.count >= 10 else { return ([], .truncated) }
        guard bytes.big16(0) == 0x1F8B, bytes.part(2).first == 8, let flags = bytes.part(3).first
        else { return ([], .damaged("no gzip header")) }
        var offset = 10
        if flags & 4 != 0 {
            guard let extra = bytes.little16(offset) else { return ([], .truncated) }
            offset += 2 + extra
        }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {  // a name, a comment
            guard let end = bytes.part(offset).firstIndex(of: 0) else { return ([], .truncated) }
            offset = end - bytes.startIndex + 1
        }
        if flags & 2 != 0 { offset += 2 }
        return raw(bytes.part(offset), limit: limit)
    }

    static func raw(_ bytes: ArraySlice<UInt8>, limit: Int) -> (bytes: [UInt8], end: End) {
        var inflate = Inflate(bytes, limit: limit)
        let end = inflate.run()
        return (inflate.output, end)
    }

    /// Writers fill a block with thousands of symbols; blocks of none would cost time for nothing.
    private static let blockLimit = 65_536

    private mutating func run() -> End {
        for _ in 0..<Self.blockLimit {
            guard let last = bits.read(1), let kind = bits.read(2) else { return .truncated }
            let end: End?
            switch kind {
            case 0: end = stored()
            case 1: end = coded(.fixedLiterals, .fixedDistances)
            case 2: end = dynamic()
            default: end = .damaged("a block of kind 3")
            }
            if let end { return end }
            if last == 1 { return .whole }
        }
        return .damaged("more blocks than a text has")
    }

    private mutating func stored() -> End? {
        bits.alignToByte()
        guard let length = bits.read(16), let inverse = bits.read(16) else { return .truncated }
        guard length ^ inverse == 0xFFFF else { return .damaged("a stored block's length") }
        for _ in 0..<length {
            guard let byte = bits.read(8) else { return .truncated }
            guard output.count < limit else { return .overLimit }
            output.append(UInt8(byte))
        }
        return nil
    }

    private mutating func dynamic() -> End? {
        guard let literals = bits.read(5), let distances = bits.read(5), let codes = bits.read(4)
        else { return .truncated }
        var lengths = [UInt8](repeating: 0, count: 19)
        for position in Self.codeOrder.prefix(codes + 4) {
            guard let length = bits.read(3) else { return .truncated }
            lengths[position] = UInt8(length)
        }
        guard let lengthCode = HuffmanCode(lengths[...]) else {
            return .damaged("the code of code lengths")
        }
        let total = literals + 257 + distances + 1
        var all: [UInt8] = []
        while all.count < total {
            guard let symbol = bits.symbol(lengthCode) else { return ended() }
            var repeated = UInt8(0)
            var count = 1
            switch symbol {
            case 0..<16: repeated = UInt8(symbol)
            case 16:
                guard let previous = all.last else { return .damaged("a length of nothing") }
                guard let more = bits.read(2) else { return .truncated }
                (repeated, count) = (previous, more + 3)
            default:
                guard let more = bits.read(symbol == 17 ? 3 : 7) else { return .truncated }
                count = more + (symbol == 17 ? 3 : 11)
            }
            guard all.count + count <= total else { return .damaged("too many code lengths") }
            all.append(contentsOf: repeatElement(repeated, count: count))
        }
        guard let literalCode = HuffmanCode(all[..<(literals + 257)]),
            let distanceCode = HuffmanCode(all[(literals + 257)...])
        else { return .damaged("a code") }
        return coded(literalCode, distanceCode)
    }

    private mutating func coded(_ literals: HuffmanCode, _ distances: HuffmanCode) -> End? {
        while true {
            guard let symbol = bits.symbol(literals) else { return ended() }
            if symbol < 256 {
                guard output.count < limit else { return .overLimit }
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return nil }
            guard symbol < 286 else { return .damaged("a length code") }
            guard let moreLength = bits.read(Self.lengthBits[symbol - 257]) else {
                return .truncated
            }
            let length = Self.lengthBases[symbol - 257] + moreLength
            guard let distanceSymbol = bits.symbol(distances) else { return ended() }
            guard distanceSymbol < 30 else { return .damaged("a distance code") }
            guard let moreDistance = bits.read(Self.distanceBits[distanceSymbol]) else {
                return .truncated
            }
            let distance = Self.distanceBases[distanceSymbol] + moreDistance
            guard distance <= output.count else { return .damaged("a distance before the start") }
            guard output.count + length <= limit else { return .overLimit }
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }

    private func ended() -> End { bits.isAtEnd ? .truncated : .damaged("a code word") }

    // RFC 1951, 3.2.5 and 3.2.7.
    private static let codeOrder = [
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
    ]
    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1_025,
        1_537, 2_049, 3_073, 4_097, 6_145, 8_193, 12_289, 16_385, 24_577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
        13, 13,
    ]
}
