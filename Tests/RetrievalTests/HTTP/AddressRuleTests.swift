import Retrieval
import Testing

@Suite("Addresses that may be reached") struct AddressRuleTests {
    @Test(
        "addresses of the open internet are public",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "126.255.255.255", "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0",
            "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
            "2606:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001::1", "2003::1",
            "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
        ])
    func open(_ address: String) {
        #expect(AddressRule().permits(address, port: 80, host: "example.com"))
    }

    @Test(
        "private, local and special addresses are not",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
            "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
            "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
            "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
            "255.255.255.255",
            "::", "::1", "::7f00:1", "fe80::1", "febf::1", "fec0::1", "fc00::", "fd12:3456::1",
            "ff02::1", "100::1", "2001::1", "2001:1ff::1", "2001:db8::1", "3ffe::1", "3fff::1",
            "3fff:fff::1", "4000::1", "5f00::1",
            "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
            "2002:c0a8:101::", "::ffff:0:127.0.0.1",
        ])
    func special(_ address: String) {
        #expect(!AddressRule().permits(address, port: 80, host: "example.com"))
        #expect(
            AddressRule(allowing: ["example.com"]).permits(address, port: 80, host: "example.com"))
    }

    @Test(
        "anything but a numeric address is not public",
        arguments: [
            "", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "1.1.1.1.1", "1.1.1",
            "8.8.8.8 ", "[2606:4700::1]", "2606:4700::1%eth0", ":::", "g::1",
            "256.1.1.1", "example.com",
        ])
    func unreadable(_ address: String) {
        #expect(!AddressRule().permits(address, port: 80, host: "example.com"))
    }

    @Test("a host is allowed by its name, with every port")
    func byName() {
        let rule = AddressRule(allowing: ["NAS.local"])
        #expect(rule.permits("192.168.0.9", port: 80, host: "nas.local"))
        #expect(rule.permits("192.168.0.9", port: 8080, host: "NAS.LOCAL"))
        #expect(!rule.permits("192.168.0.9", port: 80, host: "other.local"))
        #expect(!rule.permits("192.168.0.9", port: 80, host: "192.168.0.9"), "it is the name")
        #expect(!rule.permits("192.168.0.9", port: 80, host: "nas.local.example.com"))
    }

    @Test("a host is allowed with one port")
    func byPort() {
        let rule = AddressRule().allowing("Localhost:9090").allowing("[::1]:8188")
        #expect(rule.permits("127.0.0.1", port: 9090, host: "localhost"))
        #expect(!rule.permits("127.0.0.1", port: 9091, host: "localhost"))
        #expect(!rule.permits("127.0.0.1", port: 9090, host: "127.0.0.1"))
        #expect(rule.permits("::1", port: 8188, host: "::1"))
        #expect(!rule.permits("::1", port: 9090, host: "::1"))
    }

    @Test("a host that is named is known with and without its port")
    func named() {
        let rule = AddressRule(allowing: ["nas.local", "h:81", "[::1]:9090", "[::2]"])
        for host in ["nas.local", "NAS.local:8080", "h:81", "[::1]:9090", "[::2]", "[::2]:80"] {
            #expect(rule.names(host: host), "\(host)")
        }
        for host in ["other.local", "h", "h:82", "[::1]", "[::1]:80", "nas.local.example.com", ""] {
            #expect(!rule.names(host: host), "\(host)")
        }
    }

    @Test("an allowance changes nothing for other rules")
    func copies() {
        let rule = AddressRule()
        #expect(rule.allowing("h") != rule)
        #expect(rule.allowing("h") == AddressRule(allowing: ["H"]))
        #expect(rule.allowedHosts.isEmpty)
    }
}
