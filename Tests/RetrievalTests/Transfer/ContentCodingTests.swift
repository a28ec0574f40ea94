import Foundation
import TestSupport
import Testing

@testable import Retrieval

@Suite("Bodies that were compressed on the way") struct ContentCodingTests {
    /// "picture " two hundred times, as zlib and brotli compress it.
    private static let text = Array(String(repeating: "picture ", count: 200).utf8)
    private static let compressed: [String: [UInt8]] = [
        "gzip": decoded("H4sIAAAAAAACAyvITC4pLUpVKBilR+lRepQepUdpEmgAvMIAp0AGAAA="),
        "deflate": decoded("eJwryEwuKS1KVSgYpUfpUXqUHqVHaRJoANu/bf8="),
        "deflate without a header": decoded("K8hMLiktSlUoGKVH6VF6lB6lR2kSaAA="),
        "br": decoded("Gz8GACRAqhDHytEEygc="),
    ]

    private static func decoded(_ text: String) -> [UInt8] {
        Array(Data(base64Encoded: text) ?? Data())
    }

    private func server(
        _ body: [UInt8], _ headers: (String, String)...
    ) throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            connection.respond(200, headers: headers, body: body)
        }
    }

    private func fetched(
        _ body: [UInt8], _ headers: (String, String)..., limit: UInt64 = 1 << 20
    ) throws -> Result<[UInt8], RetrievalError> {
        let server = try LoopbackServer { request, connection in
            #expect(request.headers["accept-encoding"] == "identity")
            connection.respond(200, headers: headers, body: body)
        }
        var fetching = Fetching()
        fetching.call.byteLimit = limit
        let sink = MemorySink()
        if let error = fetching.failure(server.url + "/a", into: sink) { return .failure(error) }
        #expect(sink.start?.validator == nil || !headers.contains { $0.0 == "Content-Encoding" })
        return .success(sink.bytes)
    }

    @Test(
        "codings that are no compression are ignored",
        arguments: [
            "", "identity", "none", "aws-chunked", "binary", "utf-8", "x-unknown", "UTF-8,",
        ])
    func nothing(_ value: String) throws {
        let picture = testPicture(1)
        #expect(try fetched(picture, ("Content-Encoding", value)).get() == picture)
        let gzip = Self.compressed["gzip"]!
        let both = value.isEmpty ? "gzip" : "gzip, \(value)"
        #expect(try fetched(gzip, ("Content-Encoding", both)).get() == Self.text)
    }

    @Test("what was compressed is decoded", arguments: compressed.keys.sorted())
    func decoded(_ name: String) throws {
        let body = Self.compressed[name]!
        let coding = String(name.prefix { $0 != " " })
        #expect(try fetched(body, ("Content-Encoding", coding)).get() == Self.text)
        // Cut anywhere, in two pieces, and byte by byte.
        let head = HTTPHead(status: 200, headers: [("content-encoding", coding)])
        for size in [1, 2, 3, 7, body.count] {
            var bytes: [UInt8] = []
            let decoder = try #require(try ContentDecoder(head))
            for start in stride(from: 0, to: body.count, by: size) {
                try body[start..<min(start + size, body.count)].withUnsafeBytes { piece in
                    try decoder.feed(piece) { bytes += $0 }
                }
            }
            try decoder.finish { bytes += $0 }
            #expect(bytes == Self.text)
        }
    }

    @Test("one coding over another is undone in their order; x-gzip is gzip")
    func several() throws {
        let twice = StoredGzip.file(Self.compressed["br"]!)
        #expect(try fetched(twice, ("Content-Encoding", "br, gzip")).get() == Self.text)
        #expect(
            try fetched(twice, ("Content-Encoding", "br"), ("Content-Encoding", "x-gzip")).get()
                == Self.text)
        let parts = StoredGzip.file([1, 2]) + StoredGzip.file([3]) + [0, 0, 0]
        #expect(try fetched(parts, ("Content-Encoding", "gzip")).get() == [1, 2, 3])
    }

    @Test("a body that is declared compressed and plainly is a picture is kept as received")
    func plain() throws {
        for name in ["gzip", "deflate", "br"] {
            #expect(try fetched(testPicture(2), ("Content-Encoding", name)).get() == testPicture(2))
        }
    }

    @Test("lengths and checksums are those of the bytes as sent")
    func checks() throws {
        let body = Self.compressed["gzip"]!
        let coding = ("Content-Encoding", "gzip")
        let (sent, decoded) = ("GTqlAO0nYDGmewIxBbJdyQ==", "PBaeTK/ZueqWs1qh7SHRWQ==")
        #expect(try fetched(body, coding, ("Content-MD5", sent)).get() == Self.text)
        let error = #expect(throws: RetrievalError.self) {
            try fetched(body, coding, ("Content-MD5", decoded)).get()
        }
        #expect(error?.kind == .checksumMismatch)
    }

    @Test("damage and a missing end are seen", arguments: compressed.keys.sorted())
    func damaged(_ name: String) throws {
        let body = Self.compressed[name]!
        let coding = ("Content-Encoding", String(name.prefix { $0 != " " }))
        for count in [1, 2, body.count / 2, body.count - 1] {
            let result = try fetched(Array(body.prefix(count)), coding)
            guard case .failure(let error) = result else {
                Issue.record("\(count) bytes were taken for the whole")
                continue
            }
            #expect([.truncated, .checksumMismatch].contains(error.kind))
        }
        var random = SeededRandom(seed: 5)
        for _ in 0..<300 {
            var bytes = body
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                in: 0...255, using: &random)
            let head = HTTPHead(status: 200, headers: [("content-encoding", coding.1)])
            let decoder = try #require(try ContentDecoder(head))
            _ = Result {
                try bytes.withUnsafeBytes { try decoder.feed($0) { _ in } }
                try decoder.finish { _ in }
            }
        }
    }

    @Test("the decoded size of a small body is limited during the transfer")
    func bomb() throws {
        let body = Self.compressed["br"]!
        let twice = StoredGzip.file(body)
        for (limit, kind) in [(1600, nil), (1599, .tooLarge)] as [(UInt64, RetrievalErrorKind?)] {
            for (bytes, name) in [(body, "br"), (twice, "br, gzip")] {
                let result = try fetched(bytes, ("Content-Encoding", name), limit: limit)
                var found: RetrievalErrorKind?
                if case .failure(let error) = result { found = error.kind }
                #expect(found == kind)
            }
        }
        let names = [String](repeating: "gzip", count: 5).joined(separator: ",")
        #expect(throws: RetrievalError.self) {
            try fetched(body, ("Content-Encoding", names)).get()
        }
    }

    @Test("a compression that cannot be undone is named", arguments: ["zstd", "compress", "dcb"])
    func other(_ name: String) throws {
        let error = #expect(throws: RetrievalError.self) {
            try fetched([1, 2, 3], ("Content-Encoding", name)).get()
        }
        #expect(error?.kind == .wrongContent)
        #expect(error?.reason.contains(name) == true)
    }

    @Test("answers that are read whole are decoded too, within their limit")
    func small() throws {
        let server = try server(Self.compressed["br"]!, ("Content-Encoding", "br"))
        let request = HTTPRequest(
            url: server.url, addresses: AddressRule(allowing: ["127.0.0.1"]))
        #expect(Array(try HTTPClient().answer(to: request).body) == Self.text)
        let error = #expect(throws: RetrievalError.self) {
            try HTTPClient().answer(to: request, limit: 1599)
        }
        #expect(error?.kind == .badAnswer)
        let empty = try self.server([], ("Content-Encoding", "gzip"))
        #expect(
            try HTTPClient().answer(
                to: HTTPRequest(url: empty.url, addresses: request.addresses)
            ).body.isEmpty)
    }
}

/// Files in gzip (RFC 1952) whose bytes are stored as they are.
enum StoredGzip {
    static func file(_ bytes: [UInt8]) -> [UInt8] {
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        for start in stride(from: 0, to: max(1, bytes.count), by: 65_535) {
            let piece = bytes[start..<min(start + 65_535, bytes.count)]
            file.append(start + 65_535 >= bytes.count ? 1 : 0)
            file += little(UInt32(piece.count)).prefix(2)
            file += little(~UInt32(piece.count)).prefix(2)
            file += piece
        }
        return file + little(crc(bytes)) + little(UInt32(bytes.count))
    }

    private static func little(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { state, byte in
            (0..<8).reduce(state ^ UInt32(byte)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
            }
        }
    }
}
