import Foundation
import TestSupport
import Testing

@testable import Retrieval

@Suite("Addresses in ASCII") struct WebAddressTests {
    @Test(
        "what is escaped stays escaped, and what may not stand in an address is escaped once",
        arguments: [
            ("http://h/photo%20x.png", "http://h/photo%20x.png"),
            ("http://h/фото%20x.png", "http://h/%D1%84%D0%BE%D1%82%D0%BE%20x.png"),
            ("http://h/img[1]%20x.png", "http://h/img%5B1%5D%20x.png"),
            ("http://h/a b%20c.png", "http://h/a%20b%20c.png"),
            ("http://h/p.png?sig=a%2Bb%2F&n=ü", "http://h/p.png?sig=a%2Bb%2F&n=%C3%BC"),
            ("http://h/p.png?ids[]=a%20b", "http://h/p.png?ids%5B%5D=a%20b"),
            ("http://h/p.png?f=a|b%2Bc", "http://h/p.png?f=a%7Cb%2Bc"),
            ("http://h/%e2%82%ac{1}", "http://h/%e2%82%ac%7B1%7D"),
            ("http://h/100%", "http://h/100%25"), ("http://h/%zz%20", "http://h/%25zz%20"),
            ("http://h/a%2", "http://h/a%252"), ("http://h/%%20", "http://h/%25%20"),
            ("http://h/%2520%20é", "http://h/%2520%20%C3%A9"),
            ("http://h/a?b?c/d:e@f", "http://h/a?b?c/d:e@f"), ("http://h/a\\b", "http://h/a%5Cb"),
            ("http://h?q", "http://h/?q"), ("http://h/a?#x y", "http://h/a?"),
            ("http://a:b@c%20:d@h/", "http://a:b%40c%20:d@h/"),
            ("http://h/\u{1F468}\u{200D}\u{1F469}", "http://h/%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9"),
        ])
    func escaped(_ given: String, _ text: String) {
        #expect(WebAddress(given)?.text == text)
        #expect(WebAddress(text)?.text == text, "reading it again changes nothing")
    }

    @Test("a file's address is escaped once too")
    func files() throws {
        #expect(
            try SourceURI("file:///фото%20x [1].png").text
                == "file:///%D1%84%D0%BE%D1%82%D0%BE%20x%20%5B1%5D.png")
        #expect(try SourceURI("file:/a.png").text == "file:///a.png")
        for wrong in ["file://a.png", "file://localhost", "file:///a\n.png", "file://other/a.png"] {
            #expect(throws: RetrievalError.self, "\(wrong)") { try SourceURI(wrong) }
        }
    }

    @Test(
        "a reference leads where RFC 3986 says",
        arguments: [
            ("/a%20é", "http://h:81/a%20%C3%A9"), ("c d", "http://h:81/x/c%20d"),
            ("?n=ü%20", "http://h:81/x/y?n=%C3%BC%20"), ("#f", "http://h:81/x/y?q=1"),
            ("//k/[1]%20", "http://k/%5B1%5D%20"), ("https://k:443", "https://k/"),
            ("HTTP://K/A", "http://k/A"), ("../z", "http://h:81/z"),
            ("./z/..", "http://h:81/x/"), ("/a//../b/./c", "http://h:81/a/b/c"),
            ("../../..", "http://h:81/"), ("..%2F", "http://h:81/x/..%2F"),
            ("//", nil), ("http:", nil), ("", nil), ("http:a", nil), ("/a\u{0}", nil),
        ] as [(String, String?)])
    func references(_ reference: String, _ target: String?) {
        let base = WebAddress("http://h:81/x/y?q=1")
        #expect(base?.resolving(Array(reference.utf8))?.text == target)
    }

    @Test("bytes that are no UTF-8 stay those bytes")
    func otherEncodings() {
        let base = WebAddress("http://h/")
        let target = base?.resolving(
            Array("/gr".utf8) + [0xFC, 0xDF] + Array("e%20.png?n=".utf8) + [0xE9])
        #expect(target?.text == "http://h/gr%FC%DFe%20.png?n=%E9")
        #expect(base?.resolving(Array("http://m".utf8) + [0xFC] + Array("ller.de/".utf8)) == nil)
    }

    @Test(
        "international names of hosts are asked for in ASCII",
        arguments: [
            ("müller.example", "xn--mller-kva.example"),
            ("MÜLLER.Example", "xn--mller-kva.example"),
            ("mu\u{308}ller.example", "xn--mller-kva.example"),
            ("m%C3%BCller.example", "xn--mller-kva.example"),
            ("xn--MLLER-kva.example", "xn--mller-kva.example"), ("faß.de", "xn--fa-hia.de"),
            ("日本語。jp", "xn--wgv71a119e.jp"), ("１２７.0.0.1", "127.0.0.1"), ("%31.de", "1.de"),
            ("under_score.de", "under_score.de"), ("[2001:DB8::1]", "[2001:db8::1]"),
            ("[fe80::1%25eth0]", "[fe80::1%25eth0]"), ("a b.de", nil), ("a%2Fb", nil),
            ("a%00b", nil), ("é%2Fb", nil), ("é%40b", nil), ("%", nil), ("[::1", nil), ("[1]", nil),
            ("[::1]x", nil), ("..", nil), ("é%FF", nil), ("\u{200D}", nil),
        ] as [(String, String?)])
    func hosts(_ given: String, _ host: String?) {
        #expect(WebAddress("http://\(given)/")?.host == host)
        #expect(WebAddress("http://\(given):80/")?.host == host)
    }

    @Test("a host is allowed in either spelling")
    func allowed() throws {
        let host = try SourceURI("http://MÜLLER.example:81/a").host
        #expect(host == "xn--mller-kva.example:81")
        for name in ["müller.example", "XN--mller-KVA.example", "Müller.example:81"] {
            let rule = AddressRule(allowing: [name])
            #expect(rule.names(host: host))
            #expect(rule.permits("127.0.0.1", port: 81, host: "xn--mller-kva.example"))
            #expect(AddressRule().allowing(name) == rule)
        }
        #expect(!AddressRule(allowing: ["muller.example"]).names(host: host))
        #expect(AddressRule(allowing: ["::1"]).permits("::1", port: 80, host: "::1"))
    }

    @Test("mangled addresses are read, or not, and what is read reads the same again")
    func mangled() {
        let seeds = [
            "http://user:p%40ss@müller.example:8080/a/b%20c/é?x=[1]&y=%2B#z",
            "https://[2001:db8::1]:443/a?b", "//h/a", "?q", "../../x",
        ]
        var random = SeededRandom(seed: 29)
        let base = WebAddress("http://h/x/y")!
        for _ in 0..<20_000 {
            var bytes = Array(seeds.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert("/?#@:[]%.\\ ".utf8.randomElement(using: &random)!, at: place)
                default: if bytes.count > 1 { bytes.remove(at: place) }
                }
            }
            guard let target = base.resolving(bytes) else { continue }
            #expect(target.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            #expect(WebAddress(target.text) == target, "\(target.text)")
        }
    }
}
