import Crypto

/// The SHA-256 digest (FIPS 180-4) that names a blob.
package struct Digest: Sendable, Hashable {
    /// The bytes as four big-endian words, as the catalogue's lookups have them.
    package let words: SIMD4<UInt64>

    package init(words: SIMD4<UInt64>) { self.words = words }

    /// - Precondition: 32 bytes.
    package init(bytes: some Collection<UInt8>) {
        precondition(bytes.count == 32)
        var words = SIMD4<UInt64>()
        for (index, byte) in bytes.enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.words = words
    }

    /// 64 hexadecimal digits, or nil.
    package init?(hex: some StringProtocol) {
        guard hex.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var rest = hex.utf8[...]
        while let high = rest.popFirst(), let low = rest.popFirst() {
            guard let high = Character(UnicodeScalar(high)).hexDigitValue,
                let low = Character(UnicodeScalar(low)).hexDigitValue
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        self.init(bytes: bytes)
    }

    package static func of(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var hasher = Hasher()
        hasher.update(bytes)
        return hasher.finalize()
    }

    package var bytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - $0 % 8 * 8)) }
    }

    /// In the order of their bytes, which is that of their names.
    package func precedes(_ other: Digest) -> Bool {
        for index in 0..<4 where words[index] != other.words[index] {
            return words[index] < other.words[index]
        }
        return false
    }

    /// 64 lower-case hexadecimal digits, as `sha256sum` prints them.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 64) { text in
            for (index, byte) in bytes.enumerated() {
                text[index * 2] = digits[Int(byte >> 4)]
                text[index * 2 + 1] = digits[Int(byte & 15)]
            }
            return 64
        }
    }

    /// Adds some of the 64 hexadecimal digits, lower case.
    package func appendHexDigits(_ range: Range<Int>, to text: inout [UInt8]) {
        for index in range {
            let word = words[index >> 4] >> UInt64(60 - 4 * (index & 15))
            let digit = UInt8(truncatingIfNeeded: word & 15)
            text.append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
    }

    /// Hashes bytes that come in pieces.
    package struct Hasher {
        private var sha = SHA256()

        package init() {}

        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            sha.update(bufferPointer: bytes)
        }

        package func finalize() -> Digest {
            sha.finalize().withUnsafeBytes { Digest(bytes: $0) }
        }
    }
}
