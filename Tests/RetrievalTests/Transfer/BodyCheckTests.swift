import Foundation
import TestSupport
import Testing

@testable import Retrieval

/// The checksums of `abc`, from FIPS 180-4, RFC 1321 and RFC 3720's polynomial.
private let sums = [
    "md5": "kAFQmDzST7DWlj99KOF/cg==", "sha1": "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
    "sha256": "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
    "sha512":
        "3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==",
    "crc32": "NSRBwg==", "crc32c": "Nks/tw==",
]

@Suite("Checksums in headers") struct BodyCheckTests {
    /// Whether bytes agree with what headers announce of them.
    private func agrees(
        _ text: String, _ headers: [(String, String)], isPart: Bool = false
    ) -> Bool {
        let named = headers.map { (name: $0.0.lowercased(), value: $0.1) }
        var checks = BodyChecks(HTTPHead(status: 200, headers: named), isPart: isPart)
        // In two pieces: bodies come as the network brings them.
        for piece in [text.prefix(1), text.dropFirst()] {
            Array(piece.utf8).withUnsafeBytes { checks.update($0) }
        }
        return (try? checks.finish()) != nil
    }

    static let headers: [(String, String)] = [
        ("Content-MD5", sums["md5"]!), ("Digest", "SHA-256=" + sums["sha256"]!),
        ("Digest", "md5=" + sums["md5"]!), ("Digest", "sha=" + sums["sha1"]!),
        ("Digest", "unknown=x, sha-512=" + sums["sha512"]!),
        ("Repr-Digest", "sha-256=:\(sums["sha256"]!):"),
        ("Content-Digest", "sha-512=:\(sums["sha512"]!):"),
        ("x-amz-checksum-sha256", sums["sha256"]!), ("x-amz-checksum-sha1", sums["sha1"]!),
        ("x-amz-checksum-crc32", sums["crc32"]!), ("x-amz-checksum-crc32c", sums["crc32c"]!),
        ("x-goog-hash", "crc32c=\(sums["crc32c"]!),md5=\(sums["md5"]!)"),
        ("x-goog-hash", "crc32c=" + sums["crc32c"]!),
    ]

    @Test("right bytes agree with each kind, others do not", arguments: headers)
    func kinds(_ name: String, _ value: String) {
        #expect(agrees("abc", [(name, value)]))
        for other in ["", "ab", "abd", "abcd"] { #expect(!agrees(other, [(name, value)])) }
    }

    @Test("of several headers each must agree")
    func several() {
        let crc = ("x-goog-hash", "crc32c=" + sums["crc32c"]!)
        let md5 = ("x-goog-hash", "md5=" + sums["md5"]!)
        let wrong = ("x-goog-hash", "md5=AAAAAAAAAAAAAAAAAAAAAA==")
        #expect(agrees("abc", [crc, md5]))
        #expect(!agrees("abc", [crc, wrong]))
        #expect(!agrees("abc", [wrong, crc]))
    }

    @Test(
        "what is not a checksum of these bytes is left out",
        arguments: [
            ("Content-MD5", "not base64!"), ("Content-MD5", "AAAA"), ("Content-MD5", ""),
            ("Digest", "sha-256"), ("Digest", "=,=,,"), ("Digest", "crc99=AAAA"),
            ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA="),
        ])
    func leftOut(_ name: String, _ value: String) {
        #expect(agrees("abc", [(name, value)]))
    }

    @Test("a checksum of checksums, and one of a form that was not sent, say nothing")
    func otherBytes() {
        let wrong = ("x-amz-checksum-sha256", sums["sha1"]! + "AAAAAAAAAAAAAAAA")
        let sum = ("x-amz-checksum-crc32", "AAAAAA==")
        #expect(!agrees("abc", [sum]))
        #expect(agrees("abc", [sum, ("x-amz-checksum-type", "COMPOSITE")]))
        #expect(!agrees("abc", [sum, ("x-amz-checksum-type", "FULL_OBJECT")]))
        #expect(agrees("abc", [wrong, ("x-amz-checksum-type", "COMPOSITE")]))
        let hash = ("x-goog-hash", "crc32c=AAAAAA==")
        #expect(!agrees("abc", [hash]))
        #expect(agrees("abc", [hash, ("x-goog-stored-content-encoding", "gzip")]))
        #expect(!agrees("abc", [hash, ("x-goog-stored-content-encoding", "identity")]))
    }

    @Test("of a part only those of the whole count")
    func part() {
        let wrong = "AAAAAAAAAAAAAAAAAAAAAA=="
        #expect(agrees("abc", [("Content-MD5", wrong)], isPart: true))
        #expect(agrees("abc", [("Content-Digest", "md5=:\(wrong):")], isPart: true))
        #expect(!agrees("abc", [("Repr-Digest", "md5=:\(wrong):")], isPart: true))
        #expect(!agrees("abc", [("Digest", "md5=\(wrong)")], isPart: true))
    }

    @Test("a mismatch names its header")
    func named() {
        let head = HTTPHead(status: 200, headers: [("content-md5", sums["md5"]!)])
        let error = #expect(throws: RetrievalError.self) {
            try BodyChecks(head, isPart: false).finish()
        }
        #expect(error?.kind == .checksumMismatch)
        #expect(error?.reason.contains("Content-MD5") == true)
    }

    @Test("mangled headers neither crash nor let wrong bytes through as right ones")
    func mangled() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<3000 {
            let (name, value) = Self.headers.randomElement(using: &random)!
            var bytes = Array(value.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            // It is left out, or it disagrees; as right bytes it must not count by accident.
            _ = agrees("abc", [(name, text)])
            #expect(!agrees("abc", [(name, text), ("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==")]))
        }
    }
}
