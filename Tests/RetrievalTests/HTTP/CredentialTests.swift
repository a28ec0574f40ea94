import Foundation
import TestSupport
import Testing

@testable import Retrieval

@Suite("Who gets credentials") struct CredentialTests {
    private let fetching = Fetching()

    /// Redirects `/start` to wherever its query says, and answers the rest well.
    private func server() throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            guard request.path == "/start" else {
                return connection.respond(200, body: testPicture(1))
            }
            connection.respond(307, headers: [("Location", request.parameter("to") ?? "")])
        }
    }

    private func withUser(_ url: String) -> String {
        url.replacing("http://", with: "http://joe:hunter2@")
    }

    /// `joe:hunter2`
    private let basic = "Basic am9lOmh1bnRlcjI="

    @Test("credentials in an address let in, and stand in no request's target")
    func login() throws {
        let server = try pictureServer()
        let address = server.url("login", 1).replacing("http://", with: "http://user:pass@")
        #expect(try fetching.whole(address).bytes == testPicture(1))
        let wrong = server.url("login", 1).replacing("http://", with: "http://user:wrong@")
        #expect(fetching.failure(wrong)?.httpStatus == 401)
        #expect(server.server.requests.allSatisfy { $0.target == "/login/1.png" })
    }

    @Test("they go to the host that they are for, through its own redirects")
    func ownHost() throws {
        let server = try server()
        try fetching.fetch(withUser(server.url) + "/start?to=/end")
        #expect(server.requests.map(\.path) == ["/start", "/end"])
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == basic })
    }

    @Test("they never go to another host, not even to another port of the same")
    func otherHost() throws {
        let (server, other) = (try server(), try server())
        for user in ["", "eve:swordfish@"] {
            let target = other.url.replacing("http://", with: "http://\(user)") + "/end"
            try fetching.fetch(withUser(server.url) + "/start?to=\(target)")
        }
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == basic })
        #expect(other.requests.count == 2)
        for request in other.requests {
            let all = request.headers.map { "\($0): \($1)" }.joined() + request.target
            #expect(request.headers["authorization"] == nil)
            #expect(!all.contains("hunter2") && !all.contains("swordfish"))
            #expect(!all.contains("joe") && request.headers["referer"] == nil)
        }
    }

    @Test("they do not come back after a way through another host")
    func roundTrip() throws {
        let (server, other) = (try server(), try server())
        let back = "\(other.url)/start?to=\(server.url)/end"
        try fetching.fetch(withUser(server.url) + "/start?to=\(back)")
        #expect(server.requests.map(\.path) == ["/start", "/end"])
        #expect(server.requests.map { $0.headers["authorization"] } == [basic, nil])
    }

    @Test("headers with tokens and signatures stay with their host; harmless ones do not")
    func headers() throws {
        let (server, other) = (try server(), try server())
        var request = HTTPRequest(
            url: server.url + "/start?to=\(other.url)/end", addresses: fetching.call.addresses)
        request.headers = [
            ("Authorization", "Bearer hunter2"), ("X-Amz-Security-Token", "hunter2"),
            ("Cookie", "a=hunter2"), ("X-Api-Key", "hunter2"), ("Accept", "image/*"),
            ("Range", "bytes=0-"),
        ]
        #expect(try fetching.http.answer(to: request).head.status == 200)
        let first = try #require(server.requests.first).headers
        #expect(first.values.count { $0.contains("hunter2") } == 4)
        let second = try #require(other.requests.first).headers
        #expect(second.values.count { $0.contains("hunter2") } == 0)
        #expect(second["accept"] == "image/*")
        #expect(second["range"] == "bytes=0-")
    }

    @Test("a request that names nobody sends no credentials")
    func nobody() throws {
        let server = try server()
        try fetching.fetch(server.url + "/end")
        let request = try #require(server.requests.first)
        #expect(request.headers["authorization"] == nil)
        #expect(request.headers["user-agent"] == "stillstore")
        #expect(request.headers["accept-encoding"] == "identity")
    }

    @Test(
        "redirects lead to http and https, and never from https to http",
        arguments: [
            ("http://a/", "https://b/c", "https://b/c"),
            ("http://a/b/c", "../d?e#f", "http://a/d?e"),
            ("https://a/", "//b/c", "https://b/c"), ("http://a/", "http://joe:x@b/", "http://b/"),
            ("https://a/", "http://a/", nil), ("http://a/", "file:///etc/passwd", nil),
            ("http://a/", "ftp://b/", nil), ("http://a/", "data:,x", nil),
            ("http://a/", "gopher://b/", nil), ("https://a/", "javascript:x", nil),
        ])
    func targets(_ start: String, _ location: String, _ target: String?) throws {
        var request = HTTPRequest(url: start, addresses: AddressRule())
        let result = Result { () throws(RetrievalError) in
            try request.redirect(to: Array(location.utf8), from: try HTTPPlace(start), status: 302)
        }
        switch result {
        case .success: #expect(request.url == target)
        case .failure(let error):
            #expect(target == nil)
            #expect(error.kind == .redirect)
            #expect(error.httpStatus == 302)
        }
    }
}
