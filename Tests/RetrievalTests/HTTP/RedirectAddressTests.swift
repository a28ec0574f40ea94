import Retrieval
import TestSupport
import Testing

@Suite("Addresses as servers are asked for them") struct RedirectAddressTests {
    /// Redirects `/to` to the bytes given, and answers anything else with a picture.
    private func server(to location: [UInt8]) throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            guard request.path == "/to" else {
                return ServedFile(testPicture(1)).respond(to: request, over: connection)
            }
            connection.write(
                Array("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nlocation:\t ".utf8) + location
                    + Array(" \r\n\r\n".utf8))
        }
    }

    @Test(
        "a Location is asked for as the bytes that it has",
        arguments: [
            (Array("/é%20b.png".utf8), "/%C3%A9%20b.png"),
            ([0x2F, 0xE9, 0x25, 0x32, 0x30], "/%E9%20"),
            (Array("img[1]%20x.png".utf8), "/img%5B1%5D%20x.png"),
            (Array("?f=a|b%2Bc#x".utf8), "/to?f=a%7Cb%2Bc"),
            ([0x2F, 0xFF, 0xFE, 0x20, 0x62], "/%FF%FE%20b"),
        ] as [([UInt8], String)])
    func location(_ bytes: [UInt8], _ target: String) throws {
        let server = try server(to: bytes)
        _ = Fetching().failure(server.url + "/to")
        #expect(server.requests.dropFirst().first?.target == target)
    }

    @Test("a source's address is asked for with its escapes as they are")
    func source() throws {
        let server = try server(to: [])
        let picture = try Fetching().whole(server.url + "/фото%20[x].png?sig=a%2Bb&n=ü")
        #expect(picture.bytes == testPicture(1))
        let target = "/%D1%84%D0%BE%D1%82%D0%BE%20%5Bx%5D.png?sig=a%2Bb&n=%C3%BC"
        #expect(server.requests.map(\.target) == [target])
    }

    @Test("a Location that cannot be read is a failure that says so")
    func unreadable() throws {
        for bytes in [Array("http://a b/".utf8), [0x2F, 0x07], Array("http://h:x/".utf8)] {
            let server = try server(to: bytes)
            #expect(Fetching().failure(server.url + "/to")?.kind == .redirect)
        }
    }

    @Test("an international host is allowed, and asked for, in either spelling")
    func international() throws {
        let server = try server(to: [])
        for name in ["müller.localhost", "xn--mller-kva.localhost"] {
            for allowed in ["MÜLLER.localhost:\(server.port)", "xn--mller-kva.localhost"] {
                var fetching = Fetching()
                fetching.call.addresses = AddressRule()
                let address = "http://\(name):\(server.port)/a.png"
                #expect(fetching.failure(address)?.kind == .refusedAddress)
                fetching.call.addresses = AddressRule(allowing: [allowed])
                #expect(try fetching.whole(address).bytes == testPicture(1))
            }
        }
        let hosts = Set(server.requests.map { $0.headers["host"] })
        #expect(hosts == ["xn--mller-kva.localhost:\(server.port)"])
    }
}
