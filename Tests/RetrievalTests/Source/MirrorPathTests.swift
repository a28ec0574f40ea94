import Foundation
import Retrieval
import TestSupport
import Testing

@Suite("Where sources land") struct MirrorPathTests {
    private func mirror(_ address: String) throws -> String {
        let mirror = try SourceURI(address).mirror
        return mirror.bucket + ":" + String(decoding: mirror.path, as: UTF8.self)
    }

    @Test(
        "a source lands where its address says",
        arguments: [
            ("s3://photos/2024/a b.png", "photos:2024/a b.png"),
            ("s3://photos/100%25.png", "photos:100%25.png"),
            ("https://h:81/a/b.png", "h:a/b.png"), ("https://h/a%20b.png", "h:a b.png"),
            ("https://h/", "h:index"), ("https://h/view?id=7&x=8", "h:view?id=7&x=8"),
            ("https://h/?id=7", "h:?id=7"), ("https://h/a?token=x", "h:a"),
            ("https://h/a/?p=b/c", "h:a?p=b%2Fc"), ("https://h/a?", "h:a"),
            ("http://[2001:db8::1]/a", "2001:db8::1:a"),
            ("file:///home/joe/a%20b.png", "default:home/joe/a b.png"),
            ("invokeai+http://h:9090/sub/abc.png", "invokeai:abc.png"),
            (
                "comfyui+http://h/?filename=a%20b.png&subfolder=x/y&type=output",
                "comfyui:x/y/a b.png"
            ),
            ("comfyui+http://h/?filename=a.png&type=temp", "comfyui:temp/a.png"),
            ("comfyui+http://h/?filename=a.png&subfolder=s&type=input", "comfyui:input/s/a.png"),
        ])
    func places(_ address: String, _ place: String) throws {
        #expect(try mirror(address) == place)
    }

    @Test("bytes in an address are named for their content and type")
    func data() throws {
        let png = try mirror("data:image/PNG;base64,AAAA")
        #expect(png.hasPrefix("default:data-"))
        #expect(png.hasSuffix(".png"))
        #expect(png.utf8.count == "default:data-0123456789abcdef.png".utf8.count)
        #expect(try mirror("data:image/PNG;base64,AAAB") != png)
        #expect(!(try mirror("data:image/svg+xml,x")).contains("."))
        #expect(!(try mirror("data:a/../../b,x")).contains("/"))
    }

    @Test(
        "no address leads out of its bucket",
        arguments: [
            ("https://h/../../etc/passwd", "h:%2E%2E/%2E%2E/etc/passwd"),
            ("https://h/%2e%2e/%2E%2e/a", "h:%2E%2E/%2E%2E/a"),
            ("https://h/a%2F..%2Fb", "h:a%2F..%2Fb"), ("https://h/./a/%2e", "h:%2E/a/%2E"),
            ("https://h/a%00b.png", "h:a%00b.png"), ("https://h/..?..", "h:..?.."),
            ("file:///a/%2e%2e/b", "default:a/%2E%2E/b"),
            ("invokeai+http://h/..", "invokeai:%2E%2E"),
            (
                "comfyui+http://h/?filename=../../a.png&subfolder=../..",
                "comfyui:%2E%2E/%2E%2E/..%2F..%2Fa.png"
            ),
            ("comfyui+http://h/?subfolder=..", "comfyui:%2E%2E"),
        ])
    func contained(_ address: String, _ place: String) throws {
        #expect(try mirror(address) == place)
    }

    @Test(
        "what signs an address is no part of its name",
        arguments: [
            ("https://h/i.png?sig=abc", "h:i.png"),
            ("https://h/i.png?v=3&sig=abc&se=x", "h:i.png?v=3"),
            (
                "https://b.s3.amazonaws.com/k/i.png?X-Amz-Algorithm=A&X-Amz-Credential=C&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=s&x-id=GetObject&response-content-type=image%2Fpng&versionId=7",
                "b.s3.amazonaws.com:k/i.png?versionId=7"
            ),
            ("https://h/img?X-Goog-Signature=s&X-Goog-Date=20260101T000000Z", "h:img"),
            ("https://h/i.png?Expires=1&Signature=s&Key-Pair-Id=k", "h:i.png"),
            ("https://h/i.png?expires=1", "h:i.png?expires=1"), ("https://h/?token=x", "h:index"),
        ])
    func signed(_ address: String, _ place: String) throws {
        #expect(try mirror(address) == place)
    }

    @Test("what is cut of a long name is whole characters, and its extension stays")
    func cutNames() throws {
        func name(_ text: String) throws -> String {
            let path = try SourceURI("s3://b/" + text).mirror.path
            #expect(path.count <= 255)
            return try #require(String(validating: path, as: UTF8.self))
        }
        for piece in [
            "\u{E4}", "\u{591C}", "e\u{301}", "\u{1F469}\u{200D}\u{1F4BB}", "\u{1F1E9}\u{1F1EA}",
        ] {
            let cut = try name(String(repeating: piece, count: 150) + ".jpeg")
            #expect(cut.hasSuffix(".jpeg"))
            let stem = try #require(cut.split(separator: "~").first)
            #expect(stem.allSatisfy { String($0) == piece })
            #expect(stem.utf8.count > 255 - 40)
        }
        // One character alone that is too long is cut between its marks.
        #expect(try name("e" + String(repeating: "\u{301}", count: 200)).utf8.count > 200)
        let query = String(repeating: "q", count: 300)
        let web = try SourceURI("https://h/i.png?" + query).mirror.path
        #expect(String(decoding: web, as: UTF8.self).hasSuffix(".png"))
        let odd = try SourceURI("https://h/" + String(repeating: "%E9", count: 300) + ".png").mirror
        #expect(odd.path.count == 255)
    }

    @Test("long names are cut and stay different")
    func longNames() throws {
        let long = String(repeating: "q", count: 255)
        #expect(try mirror("https://h/" + long) == "h:" + long)
        let one = try mirror("https://h/\(long)1")
        #expect(one.utf8.count <= 255 + 2)
        #expect(one.hasPrefix("h:" + long.prefix(200)))
        #expect(try mirror("https://h/\(long)2") != one)
        #expect(try mirror("https://h/\(long)1") == one)
        let slashes = String(repeating: "%2F", count: 200)
        expectContained(try SourceURI("https://h/" + slashes).mirror)
    }

    @Test(
        "a bucket is one plain component",
        arguments: ["s3://../k", "s3://./k", "gs://../k", "http://../a", "s3://a\0b/k"])
    func buckets(_ address: String) {
        // What is refused as an address leads nowhere either.
        guard let mirror = try? SourceURI(address).mirror else { return }
        #expect(![".", ".."].contains(mirror.bucket))
        #expect(!mirror.bucket.utf8.contains(0))
        #expect(!mirror.bucket.contains("/"))
    }

    @Test("the name of a source is the last part of its place")
    func names() throws {
        #expect(try SourceURI("s3://b/x/y.png").name == Array("y.png".utf8))
        #expect(try SourceURI("https://h/").name == Array("index".utf8))
    }

    @Test("whatever the address, its place is below its bucket and tells no secrets")
    func anyAddress() {
        let schemes = [
            "http://", "https://", "invokeai+http://", "comfyui+https://", "s3://", "gs://",
            "file://", "data:", "s3:", "HTTP://",
        ]
        let users = ["", "", "joe:hunter2@", "hunter2@", ":hunter2@"]
        let hosts = ["h", "H.example", "[::1]", "", "..", ".", "%2e%2e", "夜", "a@b", "h:80", "h:0"]
        let pieces = [
            "a", "..", ".", "%2e", "%2E%2e", "%2F", "%00", "/", "//", "\\", "%", "%zz", "é",
            "e\u{301}",
            "\u{301}", "?", "&", "=", "filename=", "&subfolder=", "&type=temp", ";base64,", ",",
            " ",
            String(repeating: "long", count: 80), String(repeating: "%2F", count: 90), "\u{202E}",
        ]
        let ends = [
            "", "", "?token=hunter2", "&sig=hunter2", "#hunter2", "?a=b&X-Amz-Signature=hunter2",
        ]
        var random = SeededRandom(seed: 20_260_101)
        var taken = 0
        for _ in 0..<20_000 {
            let scheme = schemes.randomElement(using: &random)!
            let isWeb = scheme.lowercased().contains("http")
            var text = scheme
            if isWeb { text += users.randomElement(using: &random)! }
            text += hosts.randomElement(using: &random)! + "/"
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                text += pieces.randomElement(using: &random)!
            }
            if isWeb {
                text += text.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
                text += ends.randomElement(using: &random)!
            }
            guard let source = try? SourceURI(text) else { continue }
            taken += 1
            expectContained(source.mirror)
            let isSecret = !source.text.contains("hunter2")
            #expect(isSecret, "\(text) is shown as \(source.text)")
        }
        #expect(taken > 10_000)
    }

    private func expectContained(
        _ mirror: MirrorPath, _ location: SourceLocation = #_sourceLocation
    ) {
        let parts = mirror.path.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isContained = parts.allSatisfy { part in
            !part.isEmpty && part.count <= 255 && !part.contains(0)
                && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
        }
        #expect(
            isContained, "\(String(decoding: mirror.path, as: UTF8.self))", sourceLocation: location
        )
    }
}
