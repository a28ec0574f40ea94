import Cryptography

/// The SHA-256 digest (FIPS 180-4) that names a blob.
package struct Digest: Sendable, Hashable {
    package static let byteCount = 32

    private let words: Words

    /// The bytes as four big-endian words.
    ///
    /// Not `SIMD4`, which needs 32 bytes of alignment: Swift 6.3.1 sometimes lays out the frame of
    /// an async function with such a value 8 bytes larger than the memory that it requests, and
    /// then writes over the next block of the heap (`Scripts/check-async-frames` finds it).
    private struct Words: Sendable, Hashable {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var third: UInt64 = 0
        var fourth: UInt64 = 0

        subscript(index: Int) -> UInt64 {
            get {
                switch index {
                case 0: first
                case 1: second
                case 2: third
                default: fourth
                }
            }
            set {
                switch index {
                case 0: first = newValue
                case 1: second = newValue
                case 2: third = newValue
                default: fourth = newValue
                }
            }
        }
    }

    /// - Precondition: 32 bytes.
    package init(bytes: some Collection<UInt8>) {
        precondition(bytes.count == Digest.byteCount)
        var words = Words()
        for (index, byte) in bytes.enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.words = words
    }

    /// Nil unless there are 32 bytes.
    package init?(rawBytes: UnsafeRawBufferPointer) {
        guard rawBytes.count == Digest.byteCount else { return nil }
        var words = Words()
        for index in 0..<4 {
            words[index] = UInt64(
                bigEndian: rawBytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        self.words = words
    }

    /// 64 hexadecimal digits, or nil.
    package init?(hex: some StringProtocol) {
        guard hex.utf8.count == 2 * Digest.byteCount else { return nil }
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

    /// Calls `body` with the 32 bytes, without an allocation.
    package func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows
        -> Value
    {
        let stored = (
            words[0].bigEndian, words[1].bigEndian, words[2].bigEndian, words[3].bigEndian
        )
        return try Swift.withUnsafeBytes(of: stored, body)
    }

    package var bytes: [UInt8] { withBytes { Array($0) } }

    /// The first eight bytes as a big-endian number: enough to tell nearly all digests apart.
    package var prefix: UInt64 { words[0] }

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
            sha.update(bytes)
        }

        package func finalize() -> Digest {
            sha.finalize().withUnsafeBytes { Digest(rawBytes: $0)! }
        }
    }
}
