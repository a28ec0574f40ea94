/// DEFLATE streams that tests write: stored blocks, and one that is all one byte.
enum Deflated {
    static func raw(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = []
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            stream += [rest.isEmpty ? 1 : 0] + little(block.count, 2) + little(~block.count, 2)
            stream += block
        } while !rest.isEmpty
        return stream
    }

    static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        [0x78, 0x01] + raw(bytes) + [0, 0, 0, 0]  // the checksum is not read
    }

    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + raw(bytes) + little(0, 4) + little(bytes.count, 4)
    }

    /// A zlib stream of `count` letters `a`, in fixed codes: one literal, then lengths of 258 at
    /// distance 1, which take 13 bits each.
    static func bomb(_ count: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.write(0b011, 3)  // last block, fixed codes; fields are written least bit first
        bits.writeCode(0x30 + 0x61, 8)
        for _ in 0..<(count / 258) {
            bits.writeCode(0b1100_0101, 8)  // 285: length 258
            bits.writeCode(0, 5)  // distance 1
        }
        bits.writeCode(0, 7)  // the end
        return [0x78, 0x01] + bits.finish()
    }
}

private struct BitWriter {
    private var bytes: [UInt8] = []
    private var held: UInt8 = 0
    private var count = 0

    mutating func write(_ value: Int, _ width: Int) {
        for bit in 0..<width { append(UInt8(truncatingIfNeeded: value >> bit & 1)) }
    }

    mutating func writeCode(_ value: Int, _ width: Int) {
        for bit in (0..<width).reversed() { append(UInt8(truncatingIfNeeded: value >> bit & 1)) }
    }

    private mutating func append(_ bit: UInt8) {
        held |= bit << UInt8(count)
        count += 1
        if count == 8 {
            bytes.append(held)
            (held, count) = (0, 0)
        }
    }

    mutating func finish() -> [UInt8] { count == 0 ? bytes : bytes + [held] }
}
