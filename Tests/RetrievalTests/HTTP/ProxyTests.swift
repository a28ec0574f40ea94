import Retrieval
import TestSupport
import Testing

@Suite("Through a proxy") struct ProxyTests {
    @Test("requests go to the proxy that is set, and what it says of tunnels is no answer")
    func proxy() throws {
        let proxy = try LoopbackServer { request, connection in
            if request.method == "CONNECT" { return connection.respond(502) }
            connection.respond(200, body: Array(request.target.utf8))
        }
        var settings = TransferSettings()
        settings.proxy = proxy.url
        let client = HTTPClient(settings)
        let request = HTTPRequest(url: "http://pictures.invalid/a.png", addresses: AddressRule())
        let (head, body) = try client.answer(to: request)
        #expect(head.status == 200)
        #expect(String(decoding: body, as: UTF8.self) == "http://pictures.invalid/a.png")
        #expect(throws: RetrievalError.self) {
            try client.answer(
                to: HTTPRequest(url: "https://pictures.invalid/a.png", addresses: AddressRule()))
        }
        #expect(proxy.requests.map(\.method) == ["GET", "CONNECT"])
    }
}
