import Catalog
import ContentStore
import Foundation
import Imaging
import Retrieval
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Transfers") struct TransferTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// Large enough to be worth resuming: noise does not compress.
    private static let large: [UInt8] = {
        var random = SeededRandom(seed: 5)
        let samples = (0..<(800 * 700 * 3)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let pixels = DisplayPixels(width: 800, height: 700, channels: 3, samples: samples)
        return try! encode(pixels, as: .png, quality: 90)
    }()

    /// Serves one picture; the first answers end after `part` bytes.
    private func interrupting(
        _ times: Int, after part: Int = 700_000, _ versions: @escaping @Sendable (Int) -> [UInt8]
    ) throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            var file = ServedFile(versions(request.number))
            file.entityTag = "\"\(file.bytes.count)-\(file.bytes.last ?? 0)\""
            guard request.number <= times else {
                return file.respond(to: request, over: connection)
            }
            let from =
                request.headers["range"].flatMap { Int($0.dropFirst(6).dropLast()) } ?? 0
            let headers =
                file.wholeAnswerHeaders + [
                    ("Content-Length", "\(file.bytes.count - from)"),
                    ("Content-Range", "bytes \(from)-\(file.bytes.count - 1)/\(file.bytes.count)"),
                ]
            connection.begin(from > 0 ? 206 : 200, headers: headers)
            connection.write(Array(file.bytes[from..<min(from + part, file.bytes.count)]))
            connection.close()
        }
    }

    @Test("an interrupted transfer goes on where it ended, in another process too")
    func resume() async throws {
        #expect(TransferTests.large.count > 1 << 20)
        let server = try interrupting(2) { _ in TransferTests.large }
        let uri = "\(server.url)/large.png"
        for attempt in 1...3 {
            // A library of its own stands for a process of its own.
            let library = try store.open()
            defer { library.close() }
            let report = try await library.fetched([uri])
            if attempt < 3 {
                #expect(report.failures.map(\.kind) == [.truncated])
                #expect(store.staged.count == 2, "the beginning and its note")
            } else {
                #expect(report.items(.stored).count == 1)
            }
        }
        let requests = server.requests
        #expect(requests.map { $0.headers["range"] } == [nil, "bytes=700000-", "bytes=1400000-"])
        #expect(requests[1].headers["if-range"]?.hasPrefix("\"") == true)
        #expect(store.staged.isEmpty)
        #expect(try store.damagedObjects().isEmpty)
        let stored = try bytes(of: store.path + "/buckets/127.0.0.1/large.png")
        #expect(stored == TransferTests.large)
    }

    @Test("when the source changed meanwhile, it is fetched from its beginning")
    func changed() async throws {
        var other = TransferTests.large
        // Another chunk behind the end of the picture: other bytes, another length.
        other += [1, 2, 3]
        let second = other
        let server = try interrupting(1) { $0 == 1 ? TransferTests.large : second }
        let uri = "\(server.url)/large.png"
        let library = try store.open()
        defer { library.close() }
        _ = try await library.fetched([uri])
        let report = try await library.fetched([uri])
        #expect(report.items(.stored).count == 1)
        #expect(try bytes(of: store.path + "/buckets/127.0.0.1/large.png") == second)
        #expect(store.staged.isEmpty)
    }

    @Test("what failed for good leaves no bytes, nor does a row that is gone")
    func leftovers() async throws {
        let server = try interrupting(1) { _ in TransferTests.large }
        let library = try store.open()
        defer { library.close() }
        let report = try await library.fetched(["\(server.url)/large.png"])
        #expect(store.staged.count == 2)
        let id = try #require(report.items.first?.assetID)
        // As if an older program had removed the row.
        try FileManager.default.moveItem(
            atPath: store.path + "/staging/partial/\(id)",
            toPath: store.path + "/staging/partial/no-such-asset")
        _ = try await library.retried { $0.filter.due = .transient }
        #expect(store.staged.isEmpty)
    }

    @Test("each way of a server to fail has its class, stores nothing, and leaves nothing behind")
    func classes() async throws {
        try store.configure(
            retrieval:
                #"{"answer_seconds": 6, "slow_seconds": 6, "slow_bytes_per_second": 1000, "connections_per_host": 16}"#
        )
        let server = try FaultServer { testPicture($0) }
        let library = try store.open { $0.limits.fileMiB = 1 }
        defer { library.close() }
        let expected: [(String, String)] = [
            ("truncate", "truncated"), ("chunked-truncate", "truncated"), ("refuse", "connect"),
            ("long", "truncated"), ("huge", "too-large"), ("endless", "too-large"),
            ("status-404", "http-status"), ("status-500", "http-status"), ("html", "wrong-content"),
            ("damaged", "not-an-image"), ("redirect-loop", "redirect"),
            ("redirect-file", "redirect"), ("md5-wrong", "checksum-mismatch"),
            ("digest-wrong", "checksum-mismatch"), ("amz-wrong", "checksum-mismatch"),
            ("goog-wrong", "checksum-mismatch"), ("gzip", "checksum-mismatch"),
            ("stall", "timeout"),
            ("silent", "timeout"), ("short", "not-an-image"),
        ]
        let uris = expected.enumerated().map { server.url($1.0, $0) }
        let report = try await library.fetched(uris)
        let kinds = Dictionary(
            uniqueKeysWithValues: report.failures.map { ($0.file, $0.kind) })
        for (index, (behaviour, kind)) in expected.enumerated() {
            #expect(kinds[uris[index]]?.rawValue == kind, Comment(rawValue: behaviour))
        }
        #expect(files(below: store.path + "/objects").isEmpty)
        #expect(store.staged.isEmpty)
        let good = try await library.fetched([
            server.url("checksums", 1), server.url("redirect", 2),
            server.url("redirect-chain", 3, parameters: "n=3"), server.url("slow-headers", 4),
            server.url("no-range", 5),
        ])
        #expect(good.items(.stored).count == 5, "\(good.failures)")
    }

    @Test("addresses that lists and redirects lead to are not private ones, unless allowed")
    func addresses() async throws {
        let server = try FaultServer { testPicture($0) }
        let other = try FaultServer(address: "127.0.0.2") { testPicture($0) }
        let library = try store.open()
        defer { library.close() }
        let uri = server.url("good", 1)
        let local = "http://localhost:\(server.server.port)/good/2.png"
        let listed = try await library.fetched([uri, local], trusted: false)
        #expect(listed.failures.map(\.kind) == [.refusedAddress, .refusedAddress])
        // Two hosts: which of them is refused first is open.
        #expect(
            Set(listed.failures.map(\.remedy)) == [
                .allowHost("127.0.0.1"), .allowHost("localhost"),
            ])
        #expect(server.server.requests.isEmpty, "it was not even connected to")
        let typed = try await library.fetched([
            server.url(
                "redirect-private", 3,
                parameters: "to=" + other.url("good", 4).replacing("/", with: "%2F"))
        ])
        #expect(typed.failures.map(\.kind) == [.refusedAddress])
        #expect(other.server.requests.isEmpty)
        let allowed = try await library.fetched([uri], trusted: false) {
            $0.options.allowedHosts = ["127.0.0.1"]
        }
        #expect(allowed.items(.stored).count == 1)
    }

    @Test("a lost or damaged object is restored from its source, by its digest only")
    func refetch() async throws {
        let changes = TestClock(at: 0)
        let server = try LoopbackServer { request, connection in
            let seed = request.path == "/a.png" ? 1 : 2 + Int(changes.now)
            ServedFile(testPicture(seed)).respond(to: request, over: connection)
        }
        let library = try store.open()
        defer { library.close() }
        let report = try await library.fetched(["\(server.url)/a.png", "\(server.url)/b.png"])
        let digests = report.items.sorted { $0.path! < $1.path! }.compactMap(\.digest)
        #expect(try await library.refetch(digests[0]) == .whole)
        let objects = digests.map { library.directory.layout.object($0).text }
        try FileManager.default.removeItem(atPath: objects[0])
        #expect(try await library.refetch(digests[0]) == .restored(source: "\(server.url)/a.png"))
        #expect(try bytes(of: objects[0]) == testPicture(1))

        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: objects[0])
        try Data("damage".utf8).write(to: URL(fileURLWithPath: objects[0]))
        #expect(try await library.refetch(digests[0]) == .restored(source: "\(server.url)/a.png"))
        #expect(try bytes(of: objects[0]) == testPicture(1))
        #expect(files(below: store.path + "/quarantine").count == 2, "what lay there, and a note")

        changes.pass(seconds: 1)
        try FileManager.default.removeItem(atPath: objects[1])
        guard case .failed(let failures) = try await library.refetch(digests[1]) else {
            Issue.record("other bytes were taken")
            return
        }
        #expect(failures.map(\.kind) == [.checksumMismatch])
        #expect(!FileManager.default.fileExists(atPath: objects[1]))
        let absent = testPicture(99).withUnsafeBytes { Digest.of($0) }
        #expect(try await library.refetch(absent) == .noSource)
        #expect(store.staged.isEmpty)
    }
}
