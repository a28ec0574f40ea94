/// The checksums that servers send, written anew so that the tests do not ask the code under test
/// whether it is right.
enum Checksums {
    static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// CRC-32C (RFC 3720, appendix B.4).
    static func crc32c(_ bytes: [UInt8]) -> UInt32 {
        var remainder = UInt32.max
        for byte in bytes {
            remainder = remainder >> 8 ^ crcTable[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)]
        }
        return ~remainder
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
        return value
    }

    /// MD5 (RFC 1321).
    static func md5(_ bytes: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
        let message = padded(bytes, length: littleEndian(UInt64(bytes.count) * 8))
        for start in stride(from: 0, to: message.count, by: 64) {
            let words = (0..<16).map { index in
                (0..<4).reduce(UInt32(0)) {
                    $0 | UInt32(message[start + index * 4 + $1]) << UInt32($1 * 8)
                }
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            for step in 0..<64 {
                let (mixed, index) =
                    switch step / 16 {
                    case 0: (b & c | ~b & d, step)
                    case 1: (d & b | ~d & c, (5 * step + 1) % 16)
                    case 2: (b ^ c ^ d, (3 * step + 5) % 16)
                    default: (c ^ (b | ~d), 7 * step % 16)
                    }
                let sum = a &+ mixed &+ md5Sines[step] &+ words[index]
                let turn = md5Turns[step / 16][step % 4]
                (a, d, c) = (d, c, b)
                b = b &+ (sum << turn | sum >> (32 - turn))
            }
            for (index, value) in [a, b, c, d].enumerated() { state[index] &+= value }
        }
        return state.flatMap { value in (0..<4).map { UInt8(value >> UInt32($0 * 8) & 255) } }
    }

    private static let md5Turns: [[UInt32]] = [
        [7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21],
    ]

    /// SHA-256 (FIPS 180-4).
    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var state = sha256Start
        let length = Array(littleEndian(UInt64(bytes.count) * 8).reversed())
        let message = padded(bytes, length: length)
        for start in stride(from: 0, to: message.count, by: 64) {
            var words = (0..<16).map { index in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(message[start + index * 4 + $1]) }
            }
            for index in 16..<64 {
                let (early, late) = (words[index - 15], words[index - 2])
                let low = turned(early, 7) ^ turned(early, 18) ^ early >> 3
                let high = turned(late, 17) ^ turned(late, 19) ^ late >> 10
                words.append(words[index - 16] &+ low &+ words[index - 7] &+ high)
            }
            var v = state
            for step in 0..<64 {
                let high = turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25)
                let choice = v[4] & v[5] ^ ~v[4] & v[6]
                let first = v[7] &+ high &+ choice &+ sha256Roots[step] &+ words[step]
                let low = turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22)
                let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
                v = [first &+ low &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
            }
            for index in 0..<8 { state[index] &+= v[index] }
        }
        return state.flatMap { value in (0..<4).map { UInt8(value >> UInt32(24 - $0 * 8) & 255) } }
    }

    private static func turned(_ value: UInt32, _ count: UInt32) -> UInt32 {
        value >> count | value << (32 - count)
    }

    private static func littleEndian(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(value >> UInt64($0 * 8) & 255) }
    }

    private static func padded(_ bytes: [UInt8], length: [UInt8]) -> [UInt8] {
        let zeros = (119 - bytes.count % 64) % 64
        return bytes + [0x80] + [UInt8](repeating: 0, count: zeros) + length
    }
}
