/// scrypt (RFC 7914): a key from a password, made to take memory as well as time. For systems whose
/// libraries have none.
package struct Scrypt: Sendable {
    /// The cost N is 2 to the power of this.
    package let log2Cost: Int
    package let blockSize: Int
    package let parallelism: Int

    /// - Precondition: all are at least 1, and the memory, `128 × blockSize × 2^log2Cost` bytes, is at most
    ///   1 GiB.
    package init(log2Cost: Int, blockSize: Int, parallelism: Int) {
        precondition(Scrypt.allows(log2Cost, blockSize, parallelism))
        (self.log2Cost, self.blockSize) = (log2Cost, blockSize)
        self.parallelism = parallelism
    }

    /// Whether these take no more than the memory that is allowed: hashes come from outside, too.
    package static func allows(_ log2Cost: Int, _ blockSize: Int, _ parallelism: Int) -> Bool {
        (1...24).contains(log2Cost) && (1...64).contains(blockSize)
            && (1...64).contains(parallelism) && (128 * blockSize) << log2Cost <= 1 << 30
    }

    package func key(_ password: [UInt8], salt: [UInt8], count: Int) -> [UInt8] {
        let size = 128 * blockSize
        let mixed = pbkdf2(password, salt: salt, count: parallelism * size)
        let blocks = (0..<parallelism).flatMap { index in
            mix(Array(mixed[(index * size)..<((index + 1) * size)]))
        }
        return pbkdf2(password, salt: blocks, count: count)
    }

    /// `scryptROMix` of the RFC, section 5.
    private func mix(_ bytes: [UInt8]) -> [UInt8] {
        let count = 32 * blockSize
        var block = (0..<count).map { index -> UInt32 in
            (0..<4).reduce(0) { $0 | UInt32(bytes[index * 4 + $1]) << UInt32($1 * 8) }
        }
        var scratch = block
        var table = [UInt32](repeating: 0, count: count << log2Cost)
        for row in 0..<(1 << log2Cost) {
            table.replaceSubrange((row * count)..<((row + 1) * count), with: block)
            mixBlock(&block, &scratch)
        }
        for _ in 0..<(1 << log2Cost) {
            // The last 64 bytes, as a little-endian number modulo N.
            let row = Int(block[count - 16]) & ((1 << log2Cost) - 1)
            for index in 0..<count { block[index] ^= table[row * count + index] }
            mixBlock(&block, &scratch)
        }
        return block.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) }
        }
    }

    /// `scryptBlockMix`, section 4.
    private func mixBlock(_ block: inout [UInt32], _ scratch: inout [UInt32]) {
        var last = Array(block[(block.count - 16)...])
        for index in 0..<(2 * blockSize) {
            for word in 0..<16 { last[word] ^= block[index * 16 + word] }
            salsa(&last)
            // Even ones first.
            let place = (index / 2 + (index % 2) * blockSize) * 16
            for word in 0..<16 { scratch[place + word] = last[word] }
        }
        swap(&block, &scratch)
    }

    /// Salsa20/8, section 3.
    private func salsa(_ block: inout [UInt32]) {
        var x = block
        func step(_ target: Int, _ left: Int, _ right: Int, _ shift: UInt32) {
            let sum = x[left] &+ x[right]
            x[target] ^= sum << shift | sum >> (32 - shift)
        }
        for _ in 0..<4 {
            for (a, b, c, d) in Scrypt.quarters {
                step(b, a, d, 7)
                step(c, b, a, 9)
                step(d, c, b, 13)
                step(a, d, c, 18)
            }
        }
        for index in 0..<16 { block[index] &+= x[index] }
    }

    /// Columns, then rows.
    private static let quarters = [
        (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
        (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14),
    ]
}

/// PBKDF2 (RFC 8018, section 5.2) with HMAC-SHA-256 and one iteration.
private func pbkdf2(_ password: [UInt8], salt: [UInt8], count: Int) -> [UInt8] {
    let blocks = (1...((count + 31) / 32)).flatMap { index in
        authenticationCode(
            of: salt + (0..<4).map { UInt8(truncatingIfNeeded: index >> (24 - $0 * 8)) },
            key: password)
    }
    return Array(blocks[..<count])
}
