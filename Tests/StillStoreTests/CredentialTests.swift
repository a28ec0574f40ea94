import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Credentials in addresses") struct CredentialTests {
    let directory = TemporaryDirectory()
    let clock = TestClock()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func open() throws -> Library { try store.open { $0.clock = clock.clock() } }

    /// Answers 503 first; later only those who bring the secret get the picture.
    private func server(_ accepts: @escaping @Sendable (ServedRequest) -> Bool) throws
        -> LoopbackServer
    {
        try LoopbackServer { request, connection in
            if request.number == 1 { return connection.respond(502) }
            guard accepts(request) else { return connection.respond(403) }
            ServedFile(testPicture(1)).respond(to: request, over: connection)
        }
    }

    /// Every file of the store, as bytes, that holds the text.
    private func holders(of secret: String) throws -> [String] {
        let needle = Data(secret.utf8)
        return try files(below: store.path).filter { name in
            Data(try bytes(of: store.path + "/" + name)).range(of: needle) != nil
        }
    }

    private func check(
        _ uri: String, secret: String, source: String,
        _ server: LoopbackServer
    ) async throws {
        let library = try open()
        defer { library.close() }
        let first = try await library.fetched([uri])
        let item = try #require(first.items.first)
        #expect(item.source == source)
        #expect(first.failures.map(\.kind) == [.httpStatus])
        #expect(try holders(of: secret).isEmpty, "nothing of it is on the disk as it is")
        clock.pass(seconds: 31)
        let second = try await library.retried()
        #expect(second.items(.stored).count == 1, "\(second.failures)")
        #expect(try holders(of: secret).isEmpty)
        #expect(try library.find(item.assetID!).asset.source == source)
    }

    @Test("signed addresses are fetched again, and stored without their signature")
    func signed() async throws {
        let server = try server { $0.parameter("X-Amz-Signature") == "5ec7e7f00d" }
        try await check(
            "\(server.url)/a.png?X-Amz-Signature=5ec7e7f00d&w=1", secret: "5ec7e7f00d",
            source: "\(server.url)/a.png?X-Amz-Signature=REDACTED&w=1", server)
    }

    @Test("user and password are sent, and stored nowhere")
    func userinfo() async throws {
        let expected = "Basic " + Data("ann:pa55w0rd".utf8).base64EncodedString()
        let server = try server { $0.headers["authorization"] == expected }
        let place = server.url.dropFirst(7)
        try await check(
            "http://ann:pa55w0rd@\(place)/a.png", secret: "pa55w0rd", source: "\(server.url)/a.png",
            server)
    }

    @Test("what is kept for a retry is removed once it is not needed")
    func gone() async throws {
        let server = try LoopbackServer { request, connection in
            connection.respond(request.number == 1 ? 502 : 404)
        }
        let library = try open()
        defer { library.close() }
        _ = try await library.fetched(["\(server.url)/a.png?token=t0k3n"])
        clock.pass(seconds: 31)
        _ = try await library.retried()
        let asked = try await library.retried { $0.filter.due = .all }
        #expect(asked.failures.map(\.kind) == [.expired], "its credentials were let go")
        #expect(server.requests.count == 2)
        #expect(try holders(of: "t0k3n").isEmpty)
    }

    @Test("a signature that has run out is not sent")
    func expired() async throws {
        let server = try server { _ in true }
        let library = try open()
        defer { library.close() }
        let end = clock.now / 1000 + 10
        let uri = "\(server.url)/a.png?Expires=\(end)&Signature=s&Key-Pair-Id=k"
        let first = try await library.fetched([uri])
        #expect(first.items.first?.nextAttempt == end * 1000, "not later than it is good for")
        clock.pass(seconds: 20)
        let second = try await library.retried()
        #expect(second.failures.map(\.kind) == [.expired])
        #expect(second.items.first?.isPermanent == true)
        #expect(server.requests.count == 1)
    }

    @Test("signed anew, it is the same source")
    func anew() async throws {
        let server = try LoopbackServer { request, connection in
            ServedFile(testPicture(1)).respond(to: request, over: connection)
        }
        let library = try open()
        defer { library.close() }
        let first = try await library.fetched(["\(server.url)/a.png?sig=one&se=1"])
        let second = try await library.fetched(["\(server.url)/a.png?sig=two&se=2"])
        #expect(first.items(.stored).count == 1)
        #expect(second.items(.unchanged).map(\.assetID) == first.items.map(\.assetID))
    }
}
