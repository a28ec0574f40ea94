import Synchronization
import TestSupport
import Testing
import Values

@testable import Retrieval

@Suite("Through a proxy") struct ProxyTests {
    private func client(_ proxy: String) -> HTTPClient {
        var settings = TransferSettings()
        settings.totalSeconds = 20
        settings.proxies = ProxySettings(all: proxy)
        return HTTPClient(settings)
    }

    private func failure(
        _ client: HTTPClient, _ url: String, _ rule: AddressRule = AddressRule()
    ) -> RetrievalError? {
        do throws(RetrievalError) {
            _ = try client.answer(to: HTTPRequest(url: url, addresses: rule))
            return nil
        } catch {
            return error
        }
    }

    /// Tells what it was asked for, and makes no tunnels.
    private func proxy() throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            if request.method == "CONNECT" { return connection.respond(502) }
            if request.target.hasSuffix("/to-private") {
                return connection.respond(302, headers: [("Location", "http://10.0.0.1/a")])
            }
            connection.respond(200, body: Array(request.target.utf8))
        }
    }

    @Test("requests go to the proxy that is set, and what it says of tunnels is no answer")
    func proxied() throws {
        let proxy = try proxy()
        let client = client(proxy.url)
        let request = HTTPRequest(url: "http://pictures.invalid/a.png", addresses: AddressRule())
        let (head, body) = try client.answer(to: request)
        #expect(head.status == 200)
        #expect(String(decoding: body, as: UTF8.self) == "http://pictures.invalid/a.png")
        let refused = failure(client, "https://pictures.invalid/a.png")
        #expect(refused?.kind == .connect)
        #expect(refused?.reason.contains("the proxy 127.0.0.1:\(proxy.port)") == true)
        #expect(refused?.reason.contains("pictures.invalid") == true)
        #expect(refused?.reason.contains("502") == true)
        #expect(proxy.requests.map(\.method) == ["GET", "CONNECT"])
    }

    @Test(
        "private hosts are not asked for, however they are written",
        arguments: [
            "10.0.0.1", "192.168.1.1:8080", "167772161", "0x0a000001", "012.1", "[fd00::1]",
            "[::ffff:10.0.0.1]", "169.254.169.254", "printer", "nas.local", "db.internal",
            "x.home.arpa", "100.64.0.1",
        ])
    func privateHosts(_ host: String) throws {
        let proxy = try proxy()
        let client = client(proxy.url)
        let error = failure(client, "http://\(host)/a")
        #expect(error?.kind == .refusedAddress)
        #expect(error?.remedy != nil)
        #expect(failure(client, "https://\(host)/a")?.kind == .refusedAddress)
        #expect(proxy.requests.isEmpty)
        #expect(failure(client, "http://\(host)/a", AddressRule(allowing: [host])) == nil)
        #expect(proxy.requests.count == 1, "it is the rule that decides")
    }

    @Test("a redirect to a private host is not followed through it")
    func redirect() throws {
        let proxy = try proxy()
        let error = failure(client(proxy.url), "http://pictures.invalid/to-private")
        #expect(error?.kind == .refusedAddress)
        #expect(proxy.requests.count == 1)
    }

    @Test("one private address of a name is enough, and names are looked up once")
    func names() throws {
        let count = Counter()
        let hosts = ResolvedHosts { name in
            count.add()
            return name == "both.example" ? ["93.184.215.14", "10.0.0.1"] : ["93.184.215.14"]
        }
        for _ in 0..<2 {
            #expect(throws: RetrievalError.self) {
                try hosts.check(HTTPPlace("http://both.example/"), AddressRule())
            }
            try hosts.check(HTTPPlace("http://public.example/"), AddressRule())
        }
        #expect(count.value == 2)
        try hosts.check(HTTPPlace("http://both.example/"), AddressRule(allowing: ["both.example"]))
        let unknown = ResolvedHosts { _ in [] }
        try unknown.check(HTTPPlace("http://pictures.example/"), AddressRule())
        #expect(throws: RetrievalError.self) {
            try unknown.check(HTTPPlace("http://pictures/"), AddressRule())
        }
        try unknown.check(HTTPPlace("http://pictures/"), AddressRule(allowing: ["pictures:80"]))
    }

    @Test("a proxy that is not there is named, without its password")
    func dead() throws {
        let gone = try proxy()
        gone.stop()
        for url in ["http://pictures.invalid/a", "https://pictures.invalid/a"] {
            let error = failure(client("http://joe:hunter2@127.0.0.1:\(gone.port)"), url)
            #expect(error?.kind == .connect)
            #expect(
                error?.reason.contains("the proxy 127.0.0.1:\(gone.port) cannot be used") == true)
            #expect(error?.reason.contains("hunter2") == false)
        }
        let nameless = failure(client("http://proxy.invalid:3128"), "http://pictures.invalid/a")
        #expect(nameless?.kind == .connect)
        #expect(nameless?.reason.contains("the proxy proxy.invalid:3128 cannot be used") == true)
    }

    @Test("a proxy that closes without a word is named as well")
    func silent() throws {
        let proxy = try LoopbackServer { _, connection in connection.close() }
        let error = failure(client(proxy.url), "http://pictures.invalid/a")
        #expect(error?.kind == .connect)
        #expect(error?.reason.contains("through the proxy 127.0.0.1:\(proxy.port)") == true)
    }

    @Test("this machine is asked directly")
    func own() throws {
        let (proxy, server) = (try proxy(), try pictureServer())
        let client = client(proxy.url)
        let url = server.url("good", 1)
        #expect(failure(client, url)?.kind == .refusedAddress)
        #expect(failure(client, url, AddressRule(allowing: ["127.0.0.1"])) == nil)
        #expect(proxy.requests.isEmpty)
    }

    @Test(
        "the environment says which proxy",
        arguments: [
            (["http_proxy": "p:1"], "http", "h", "p:1"), (["http_proxy": "p:1"], "https", "h", nil),
            (["HTTP_PROXY": "p:1"], "http", "h", nil),
            (["HTTPS_PROXY": "p:1"], "https", "h", "p:1"),
            (["https_proxy": "q", "HTTPS_PROXY": "p"], "https", "h", "q"),
            (["ALL_PROXY": "p"], "http", "h", "p"),
            (["all_proxy": "p", "http_proxy": ""], "http", "h", "p"),
            (["all_proxy": "p"], "http", "localhost", nil),
            (["all_proxy": "p"], "http", "127.9.9.9", nil),
            (["all_proxy": "p"], "http", "::1", nil),
            (["all_proxy": "p", "no_proxy": "*"], "http", "h", nil),
            (["all_proxy": "p", "no_proxy": "a.de, h.de"], "http", "h.de", nil),
            (["all_proxy": "p", "no_proxy": "a.de h.de"], "http", "x.h.de", nil),
            (["all_proxy": "p", "no_proxy": ".h.de"], "http", "h.de", nil),
            (["all_proxy": "p", "no_proxy": "h.de"], "http", "oh.de", "p"),
            (["all_proxy": "p", "NO_PROXY": "H.de:80"], "http", "h.de", nil),
            (["all_proxy": "p", "no_proxy": "müller.de"], "http", "xn--mller-kva.de", nil),
            (["all_proxy": "p", "no_proxy": "10.0.0.0/8"], "http", "10.1.2.3", nil),
            (["all_proxy": "p", "no_proxy": "10.0.0.0/8"], "http", "11.1.2.3", "p"),
            (["all_proxy": "p", "no_proxy": "[fd00::1],fe80::/10"], "http", "fd00::1", nil),
            (["all_proxy": "p", "no_proxy": "fe80::/10"], "http", "febf::1", nil),
            (["all_proxy": "p", "no_proxy": "fe80::/10"], "http", "fec0::1", "p"),
            (["all_proxy": "p", "no_proxy": "10.0.0.0/99,/,x/y,"], "http", "10.0.0.0", "p"),
        ] as [([String: String], String, String, String?)])
    func environment(
        _ environment: [String: String], _ scheme: String, _ host: String, _ proxy: String?
    ) {
        let settings = ProxySettings(environment: environment)
        #expect(settings.proxy(scheme: scheme, host: host) == proxy)
    }

    @Test("what is configured goes before the environment, and empty means none")
    func configured() {
        let environment = ["all_proxy": "p", "no_proxy": "h"]
        let other = ProxySettings(environment: environment, configured: "q")
        #expect(other.proxy(scheme: "http", host: "x") == "q")
        #expect(other.proxy(scheme: "http", host: "h") == nil)
        let none = ProxySettings(environment: environment, configured: "")
        #expect(none.proxy(scheme: "https", host: "x") == nil)
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func add() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
}
