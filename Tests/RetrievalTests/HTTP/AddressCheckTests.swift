import Retrieval
import TestSupport
import Testing
import Values

@Suite("Addresses are checked where a connection is made") struct AddressCheckTests {
    let server: FaultServer
    var fetching = Fetching()

    init() throws { server = try pictureServer() }

    private var port: UInt16 { server.server.port }

    @Test("a source of a list reaches no private address")
    mutating func refused() throws {
        fetching.call.addresses = AddressRule()
        let error = fetching.failure(server.url("good", 1))
        #expect(error?.kind == .refusedAddress)
        #expect(error?.reason.contains("127.0.0.1") == true)
        #expect(error?.remedy == .allowHost("127.0.0.1"))
        #expect(server.server.requests.isEmpty)
    }

    @Test("no connection is even tried")
    mutating func notTried() {
        fetching.call.addresses = AddressRule()
        server.stop()
        // Whoever had tried would know that nobody listens.
        #expect(fetching.failure(server.url("good", 1))?.kind == .refusedAddress)
    }

    @Test("a name that leads to one is refused as well, whatever other names are allowed")
    mutating func name() throws {
        for rule in [AddressRule(), AddressRule(allowing: ["127.0.0.1", "localhost:1"])] {
            fetching.call.addresses = rule
            let error = fetching.failure("http://localhost:\(port)/good/1.png")
            #expect(error?.kind == .refusedAddress)
        }
        #expect(server.server.requests.isEmpty)
        fetching.call.addresses = AddressRule(allowing: ["localhost:\(port)"])
        #expect(try fetching.whole("http://localhost:\(port)/good/1.png").bytes == testPicture(1))
    }

    @Test(
        "other spellings of an address lead to the same refusal",
        arguments: ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "0"])
    mutating func spellings(_ host: String) throws {
        fetching.call.addresses = AddressRule()
        let error = fetching.failure("http://\(host):\(port)/good/1.png")
        #expect(error?.kind == .refusedAddress || error?.kind == .dns)
        #expect(server.server.requests.isEmpty)
    }

    /// macOS has but one loopback address.
    #if os(Linux)
        static let elsewhere = ["127.0.0.1", "127.0.0.2"]
    #else
        static let elsewhere = ["127.0.0.1"]
    #endif

    @Test("a redirect from an allowed host to a private one is refused", arguments: elsewhere)
    mutating func redirect(_ address: String) throws {
        let other = try FaultServer(address: address) { testPicture($0) }
        let target = other.url("good", 2)
        fetching.call.addresses = AddressRule(allowing: ["127.0.0.1:\(port)"])
        let start = server.url("redirect-private", 1, parameters: "to=\(target)")
        #expect(fetching.failure(start)?.kind == .refusedAddress)
        #expect(other.server.requests.isEmpty)

        let rule = fetching.call.addresses
        fetching.call.addresses = rule.allowing("\(address):\(other.server.port)")
        #expect(try fetching.whole(start).bytes == testPicture(2), "it is the rule that decides")
    }

    @Test(
        "it is refused also where a connection is open from an allowed request",
        arguments: elsewhere)
    mutating func openConnection(_ address: String) throws {
        let other = try FaultServer(address: address) { testPicture($0) }
        let target = other.url("good", 2)
        fetching.call.addresses = AddressRule(allowing: ["127.0.0.1", address])
        #expect(try fetching.whole(target).bytes == testPicture(2))

        fetching.call.addresses = AddressRule(allowing: ["127.0.0.1:\(port)"])
        let start = server.url("redirect-private", 1, parameters: "to=\(target)")
        #expect(fetching.failure(start)?.kind == .refusedAddress)
        #expect(fetching.failure(target)?.kind == .refusedAddress)
        #expect(other.server.requests.count == 1)

        fetching.call.addresses = AddressRule(allowing: ["127.0.0.1", address])
        #expect(try fetching.whole(start).bytes == testPicture(2), "the client is still of use")
    }
}
