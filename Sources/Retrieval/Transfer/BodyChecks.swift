import Cryptography
import Foundation

/// Checks a body by the checksums in its response's headers: `Content-MD5`, `Digest` (RFC 3230),
/// `Repr-Digest` and `Content-Digest` (RFC 9530), `x-amz-checksum-*`, `x-goog-hash`.
struct BodyChecks {
    private var checks: [Check]

    private struct Check {
        let header: String
        let expected: [UInt8]
        var hash: any BodyHash
    }

    /// - Parameter isPart: the body is a part of the whole: headers about the body alone are
    ///   ignored then, because the whole is hashed.
    init(_ head: HTTPHead, isPart: Bool) {
        checks = []
        if !isPart {
            add("Content-MD5", "md5", head["content-md5"])
            for (name, value) in BodyChecks.members(head.all("content-digest")) {
                add("Content-Digest", name, value)
            }
        }
        for (name, value) in BodyChecks.members(head.all("digest")) { add("Digest", name, value) }
        for (name, value) in BodyChecks.members(head.all("repr-digest")) {
            add("Repr-Digest", name, value)
        }
        // A checksum of checksums, as multi-part objects have, ends with a number of parts; with a
        // part of an object it may be the part's.
        if !isPart, head["x-amz-checksum-type"] != "COMPOSITE" {
            for name in ["sha256", "sha1", "crc32", "crc32c"] {
                add("x-amz-checksum-\(name)", name, head["x-amz-checksum-\(name)"])
            }
        }
        // Stored compressed and sent decompressed: the hash is of what was stored.
        let stored = head["x-goog-stored-content-encoding"] ?? "identity"
        if stored == "identity" || stored == head["content-encoding"] {
            for (name, value) in BodyChecks.members(head.all("x-goog-hash")) {
                add("x-goog-hash", name, value)
            }
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        for index in checks.indices { checks[index].hash.update(bytes) }
    }

    /// - Throws: `checksumMismatch` naming the header.
    func finish() throws(RetrievalError) {
        for check in checks where check.hash.value != check.expected {
            throw RetrievalError(
                .checksumMismatch, "its bytes are not those that \(check.header) announces")
        }
    }

    private mutating func add(_ header: String, _ algorithm: String, _ value: String?) {
        guard let value, let expected = Data(base64Encoded: value),
            let hash = BodyChecks.hash(algorithm.lowercased()),
            expected.count == hash.value.count
        else { return }
        checks.append(Check(header: header, expected: Array(expected), hash: hash))
    }

    private static func hash(_ algorithm: String) -> (any BodyHash)? {
        switch algorithm {
        case "md5": CryptoHash<MD5>()
        case "sha", "sha1": CryptoHash<SHA1>()
        case "sha-256", "sha256": CryptoHash<SHA256>()
        case "sha-512", "sha512": CryptoHash<SHA512>()
        case "crc32": CRC32(polynomial: 0xEDB8_8320)
        case "crc32c": CRC32(polynomial: 0x82F6_3B78)
        default: nil
        }
    }

    /// `sha-256=…, md5=…`; RFC 9530 puts the value between colons.
    private static func members(_ headers: [String]) -> [(String, String)] {
        headers.flatMap { $0.split(separator: ",") }.compactMap { member in
            guard let equals = member.firstIndex(of: "=") else { return nil }
            let name = member[..<equals].trimming { $0 == " " }
            let value = member[member.index(after: equals)...].trimming { $0 == " " || $0 == ":" }
            return (String(name), String(value))
        }
    }
}

private protocol BodyHash {
    mutating func update(_ bytes: UnsafeRawBufferPointer)
    var value: [UInt8] { get }
}

private struct CryptoHash<Function: HashFunction>: BodyHash {
    private var function = Function()

    mutating func update(_ bytes: UnsafeRawBufferPointer) { function.update(bytes) }
    var value: [UInt8] { function.finalize() }
}

/// The reflected 32-bit CRCs of zlib (0xEDB88320) and of iSCSI, RFC 3720 (0x82F63B78). Bytes in
/// network order.
private struct CRC32: BodyHash {
    private let table: [UInt32]
    private var state: UInt32 = ~0

    init(polynomial: UInt32) {
        table = (0..<256).map { index in
            (0..<8).reduce(UInt32(index)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1
            }
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var value = state
        for byte in bytes { value = value >> 8 ^ table[Int((value ^ UInt32(byte)) & 255)] }
        state = value
    }

    var value: [UInt8] { withUnsafeBytes(of: (~state).bigEndian) { Array($0) } }
}
