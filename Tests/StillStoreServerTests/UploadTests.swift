import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Uploads in several requests") struct UploadTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    private static let tus = ["Tus-Resumable": "1.0.0"]
    private static let body = ["Content-Type": "application/offset+octet-stream"]

    private func metadata(_ path: String, _ bucket: String = "pets") -> String {
        let (bucket, path) = (Data(bucket.utf8), Data(path.utf8))
        return "bucket \(bucket.base64EncodedString()),path \(path.base64EncodedString()),"
            + "filetype aW1hZ2UvcG5n"
    }

    private func create(
        _ server: TestServer, _ token: String, _ length: Int, _ path: String = "cat.png",
        _ more: [String: String] = [:], body: [UInt8] = []
    ) throws -> TestAnswer {
        let headers = ["Upload-Length": "\(length)", "Upload-Metadata": metadata(path)]
        return try server.ask(
            "POST", "/api/v1/uploads", token: token,
            headers: Self.tus.merging(headers) { $1 }.merging(more) { $1 }, body: body)
    }

    private func begin(
        _ server: TestServer, _ token: String, _ length: Int, _ path: String = "cat.png"
    ) throws -> String {
        let made = try create(server, token, length, path)
        #expect(made.status == 201, "\(made.text)")
        return try #require(made.headers["location"])
    }

    private func send(
        _ server: TestServer, _ token: String, _ location: String, _ offset: Int,
        _ bytes: [UInt8], _ more: [String: String] = [:]
    ) throws -> TestAnswer {
        let headers = Self.tus.merging(Self.body) { $1 }
        return try server.ask(
            "PATCH", location, token: token,
            headers: headers.merging(["Upload-Offset": "\(offset)"]) { $1 }.merging(more) { $1 },
            body: bytes)
    }

    private func head(
        _ server: TestServer, _ token: String, _ location: String
    ) throws -> TestAnswer {
        try server.ask("HEAD", location, token: token, headers: Self.tus)
    }

    /// What is under way in the store.
    private var files: [String] {
        let path = store + "/staging/resumable"
        return (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    private func large(_ seed: Int, _ count: Int) -> [UInt8] {
        let picture = testPicture(seed)
        return picture + [UInt8](repeating: UInt8(seed & 255), count: count - picture.count)
    }

    @Test("what is spoken here is told to whoever asks")
    func options() throws {
        let server = try TestServer(store)
        let answer = try server.ask("OPTIONS", "/api/v1/uploads")
        #expect(answer.status == 204)
        #expect(answer.headers["tus-resumable"] == "1.0.0")
        #expect(answer.headers["tus-version"] == "1.0.0")
        #expect(
            answer.headers["tus-extension"]
                == "creation,creation-with-upload,termination,checksum,expiration")
        #expect(answer.headers["tus-checksum-algorithm"] == "sha1,sha256")
        #expect(Int(answer.headers["tus-max-size"] ?? "") == 1 << 30)
    }

    @Test("a file comes in pieces, and is an asset when its last one is answered")
    func pieces() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let picture = testPicture(1)
        let location = try begin(server, token, picture.count)
        let half = picture.count / 2
        let first = try send(server, token, location, 0, Array(picture[..<half]))
        #expect(first.status == 204)
        #expect(first.headers["upload-offset"] == "\(half)")
        #expect(first.headers["upload-expires"]?.hasSuffix(" GMT") == true)
        let known = try head(server, token, location)
        #expect(known.status == 200)
        #expect(known.headers["upload-offset"] == "\(half)")
        #expect(known.headers["upload-length"] == "\(picture.count)")
        #expect(known.headers["upload-metadata"] == metadata("cat.png"))
        #expect(known.headers["cache-control"] == "no-store")
        let last = try send(server, token, location, half, Array(picture[half...]))
        #expect(last.status == 204)
        let asset = try #require(last.headers["upload-asset"])
        let bytes = try server.ask("GET", "/api/v1/buckets/pets/cat.png", token: token)
        #expect(bytes.body == picture)
        let listed = try server.ask("GET", "/api/v1/assets/\(asset)", token: token)
        #expect(listed.json["id"] as? String == asset)
        // Who did not get the answer asks again.
        #expect(try head(server, token, location).headers["upload-offset"] == "\(picture.count)")
        let again = try send(server, token, location, picture.count, [])
        #expect(again.headers["upload-asset"] == asset)
        #expect(try server.ask("DELETE", location, token: token, headers: Self.tus).status == 204)
        #expect(files == [])
    }

    @Test("the first bytes may come with the creation, and be all")
    func creationWithUpload() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let picture = testPicture(2)
        let made = try create(server, token, picture.count, "dog.png", Self.body, body: picture)
        #expect(made.status == 201)
        #expect(made.headers["upload-offset"] == "\(picture.count)")
        #expect(made.headers["upload-asset"]?.utf8.count == 36)
        #expect(
            try server.ask("GET", "/api/v1/buckets/pets/dog.png", token: token).body == picture)
    }

    @Test("an upload goes on after the server was killed in the middle of a piece")
    func killed() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let bytes = large(3, 8 << 20)
        let location = try begin(server, token, bytes.count)
        #expect(try send(server, token, location, 0, Array(bytes[..<(3 << 20)])).status == 204)
        let connection = try server.connect()
        try connection.write(
            "PATCH \(location) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
                + "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n"
                + "Upload-Offset: \(3 << 20)\r\nContent-Length: \(5 << 20)\r\n\r\n")
        try connection.write(bytes[(3 << 20)..<(6 << 20)])
        server.crash()
        let restarted = try TestServer(store)
        let known = try head(restarted, token, location)
        let offset = try #require(Int(known.headers["upload-offset"] ?? ""))
        #expect((3 << 20)...(6 << 20) ~= offset)
        let last = try send(restarted, token, location, offset, Array(bytes[offset...]))
        #expect(last.status == 204)
        #expect(last.headers["upload-asset"] != nil)
        #expect(
            try restarted.ask("GET", "/api/v1/buckets/pets/cat.png", token: token).body == bytes)
    }

    @Test("a piece that breaks off is kept as far as it came; one with a checksum is not")
    func brokenPieces() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let bytes = large(4, 3 << 20)
        for (path, checksum, kept) in [("plain.png", "", 1 << 20), ("checked.png", "sha1", 0)] {
            let location = try begin(server, token, bytes.count, path)
            let connection = try server.connect()
            let line =
                checksum.isEmpty ? "" : "Upload-Checksum: sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n"
            try connection.write(
                "PATCH \(location) HTTP/1.1\r\nHost: localhost\r\n\(line)"
                    + "Authorization: Bearer \(token)\r\nTus-Resumable: 1.0.0\r\n"
                    + "Content-Type: application/offset+octet-stream\r\n"
                    + "Upload-Offset: 0\r\nContent-Length: \(bytes.count)\r\n\r\n")
            try connection.write(bytes[..<(1 << 20)])
            connection.finish()
            let status = try? connection.answer().status
            #expect(status == nil || status == 400)
            let known = try head(server, token, location)
            #expect(known.headers["upload-offset"] == "\(kept)")
        }
    }

    @Test("bytes that are not those of their checksum are not kept")
    func checksums() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let text = Array("hello world".utf8)
        let location = try begin(server, token, text.count * 2, "text.txt")
        let wrong = try send(
            server, token, location, 0, text,
            ["Upload-Checksum": "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
        #expect(wrong.status == 460)
        #expect(wrong.code == "checksum_mismatch")
        #expect(try head(server, token, location).headers["upload-offset"] == "0")
        let right = try send(
            server, token, location, 0, text,
            ["Upload-Checksum": "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="])
        #expect(right.status == 204)
        let rest = try send(
            server, token, location, text.count, text,
            ["Upload-Checksum": "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="])
        #expect(rest.status == 204)
        #expect(rest.headers["upload-asset"] != nil)
        let other = try begin(server, token, 5, "other.txt")
        let unknown = try send(
            server, token, other, 0, text, ["Upload-Checksum": "md5 AAAAAAAAAAAAAAAAAAAAAA=="])
        #expect(unknown.status == 400)
    }

    @Test("what is not as it has to be is refused, each by its own status")
    func refused() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let location = try begin(server, token, 10, "ten.txt")
        let early = try send(server, token, location, 5, [1])
        #expect(early.status == 409)
        #expect(early.code == "wrong_offset")
        #expect(early.headers["tus-resumable"] == "1.0.0")
        #expect(
            try send(server, token, location, 0, [UInt8](repeating: 1, count: 11)).status == 413)
        #expect(
            try send(server, token, location, 0, [1], ["Content-Type": "image/png"]).status == 415)
        #expect(try send(server, token, location, 0, [1], ["Upload-Offset": "-1"]).status == 400)
        let version = try send(server, token, location, 0, [1], ["Tus-Resumable": "0.2.2"])
        #expect(version.status == 412)
        #expect(version.headers["tus-version"] == "1.0.0")
        #expect(try create(server, token, (1 << 30) + 1).status == 413)
        #expect(try create(server, token, 1, "a", ["Upload-Length": "many"]).status == 400)
        #expect(try create(server, token, 1, "a", ["Upload-Metadata": "path YQ=="]).status == 400)
        #expect(try create(server, token, 1, "a", ["Upload-Metadata": "bucket !"]).status == 400)
        #expect(try create(server, token, 1, "../a").status == 400)
        #expect(try head(server, token, "/api/v1/uploads/none").status == 404)
        #expect(try head(server, token, location + "%2F..").status == 404)
    }

    @Test("only one request at a time sends to an upload")
    func locked() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let bytes = large(5, 2 << 20)
        let location = try begin(server, token, bytes.count)
        let connection = try server.connect()
        try connection.write(
            "PATCH \(location) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
                + "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n"
                + "Upload-Offset: 0\r\nContent-Length: \(bytes.count)\r\n"
                + "Expect: 100-continue\r\n\r\n")
        // It is asked for the body when it has the upload.
        #expect(try connection.head().status == 100)
        #expect(try send(server, token, location, 0, bytes).status == 423)
        #expect(try server.ask("DELETE", location, token: token, headers: Self.tus).status == 423)
        try connection.write(bytes)
        #expect(try connection.answer().status == 204)
    }

    @Test("uploads of others are not there, and paths of others cannot be written to")
    func isolation() throws {
        let token = try testToken(store)
        let eve = try testToken(store, email: "eve@example.com")
        let server = try TestServer(store)
        let picture = testPicture(6)
        let location = try begin(server, token, picture.count)
        #expect(try head(server, eve, location).status == 404)
        #expect(try send(server, eve, location, 0, picture).status == 404)
        #expect(try server.ask("DELETE", location, token: eve, headers: Self.tus).status == 404)
        // Begun while the path was free.
        let late = try begin(server, eve, picture.count)
        #expect(try send(server, token, location, 0, picture).status == 204)
        #expect(try create(server, eve, 1).status == 409)
        let refused = try send(server, eve, late, 0, picture)
        #expect(refused.status == 422)
        #expect(refused.code == "path_taken")
        #expect(try send(server, eve, late, picture.count, []).status == 422)
        #expect(try head(server, eve, late).status == 410)
        #expect(try server.ask("DELETE", late, token: eve, headers: Self.tus).status == 204)
        #expect(try head(server, eve, late).status == 404)
    }

    @Test("one that is ended leaves nothing behind, and there are so many at once")
    func limits() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let locations = try (0..<50).map { try begin(server, token, 10, "\($0).txt") }
        let more = try create(server, token, 10)
        #expect(more.status == 429)
        #expect(more.code == "too_many_uploads")
        for location in locations {
            #expect(
                try server.ask("DELETE", location, token: token, headers: Self.tus).status == 204)
        }
        #expect(files == [])
        #expect(try create(server, token, 10).status == 201)
    }

    @Test("an upload whose first bytes are refused with its creation is not begun")
    func refusedCreation() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let more = Self.body.merging(
            ["Upload-Checksum": "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA="]) { $1 }
        let made = try create(server, token, 10, "a", more, body: [1, 2, 3])
        #expect(made.status == 460)
        #expect(files == [])
    }

    @Test("one to which nothing came for a day is gone")
    func expired() async throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let location = try begin(server, token, 10)
        let id = try #require(location.split(separator: "/").last.map(String.init))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -25 * 3600)],
            ofItemAtPath: store + "/staging/resumable/" + id)
        #expect(try head(server, token, location).status == 404)
        server.stop()
        let library = try Library(at: FilePath(store))
        defer { library.close() }
        try await ResumableUploads(Uploads(library)).removeExpired()
        #expect(files == [])
    }

    @Test("bytes that one has already need not be sent")
    func knownBytes() throws {
        let token = try testToken(store)
        let eve = try testToken(store, email: "eve@example.com")
        let server = try TestServer(store)
        let picture = testPicture(7)
        let put = try server.ask(
            "PUT", "/api/v1/buckets/pets/cat.png", token: token, body: picture)
        let digest = try #require(put.json["digest"] as? String)
        let path = "/api/v1/blobs/\(digest)"
        #expect(try server.ask("HEAD", path, token: token).status == 200)
        #expect(try server.ask("HEAD", path, token: eve).status == 404)
        let none = "/api/v1/blobs/" + String(repeating: "0", count: 64)
        #expect(try server.ask("HEAD", none, token: token).status == 404)
        #expect(try server.ask("HEAD", "/api/v1/blobs/x", token: token).status == 400)
        let body = ["bucket": "pets", "path": "copy.png", "digest": digest]
        let made = try server.send("POST", "/api/v1/assets", body, token: token)
        #expect(made.status == 201, "\(made.text)")
        #expect(
            try server.ask("GET", "/api/v1/buckets/pets/copy.png", token: token).body == picture)
        let others = try server.send(
            "POST", "/api/v1/assets", ["bucket": "eve", "path": "a", "digest": digest], token: eve)
        #expect(others.status == 404)
        let both = try server.send(
            "POST", "/api/v1/assets", body.merging(["content": "YQ=="]) { $1 }, token: token)
        #expect(both.status == 400)
        let neither = try server.send(
            "POST", "/api/v1/assets", ["bucket": "pets", "path": "a"], token: token)
        #expect(neither.status == 400)
    }
}
