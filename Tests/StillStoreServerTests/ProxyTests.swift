import TestSupport
import Testing

@Suite("Behind a proxy") struct ProxyTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    /// The status of a wrong sign-in that is said to come from an address; each of another account.
    private func guess(_ server: TestServer, _ number: Int, from address: String) throws -> Int {
        try server.send(
            "POST", "/api/v1/auth/login",
            ["email": "nobody\(number)@example.com", "password": "wrong"],
            headers: ["X-Forwarded-For": address]
        ).status
    }

    @Test("who guesses passwords slows down their own address, as a trusted proxy names it")
    func trusted() throws {
        _ = try testToken(store)
        let server = try TestServer(store, ["--trust-proxy", "127.0.0.0/8"])
        for number in 1...5 {
            #expect(try guess(server, number, from: "192.0.2.1") == 401)
        }
        #expect(try guess(server, 6, from: "192.0.2.1") == 429)
        // Written before it by who guesses: what the proxy has added counts.
        #expect(try guess(server, 7, from: "198.51.100.9, 192.0.2.1") == 429)
        #expect(try guess(server, 8, from: "192.0.2.1, 127.0.0.2") == 429)
        #expect(try guess(server, 9, from: "192.0.2.2") == 401)
    }

    @Test("what anybody else says of their address is not believed")
    func untrusted() throws {
        _ = try testToken(store)
        let server = try TestServer(store, ["--trust-proxy", "10.0.0.0/8"])
        for number in 1...5 {
            #expect(try guess(server, number, from: "192.0.2.\(number)") == 401)
        }
        #expect(try guess(server, 6, from: "192.0.2.6") == 429)
    }
}
