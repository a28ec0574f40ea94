import Foundation
import Retrieval
import Testing

@Suite("Source addresses") struct SourceURITests {
    @Test(
        "there is one way to write an address",
        arguments: [
            ("HTTPS://Example.COM:443/A.png#top", "https://example.com/A.png", "example.com"),
            ("http://example.com:80", "http://example.com/", "example.com"),
            ("http://Example.com:8080/a?B=c", "http://example.com:8080/a?B=c", "example.com:8080"),
            ("https://example.com:80/", "https://example.com:80/", "example.com:80"),
            (" https://example.com/a b.png\n", "https://example.com/a%20b.png", "example.com"),
            ("http://[2001:DB8::1]:90/x", "http://[2001:db8::1]:90/x", "[2001:db8::1]:90"),
            ("InvokeAI+HTTP://Host:9090/a.png", "invokeai+http://host:9090/a.png", "host:9090"),
            ("invokeai+https://host:443/a.png", "invokeai+https://host/a.png", "host"),
            (
                "comfyui+http://Host:8188/?filename=a.png",
                "comfyui+http://host:8188/?filename=a.png", "host:8188"
            ),
            ("file:///a/b.png", "file:///a/b.png", "local"),
            ("file://localhost/a.png?x#y", "file:///a.png", "local"),
            ("S3://bucket/Key", "s3://bucket/Key", "s3://bucket"),
            ("gs://bucket/a/b", "gs://bucket/a/b", "gs://bucket"),
            ("data:,abc", "data:,abc", "local"),
        ])
    func canonical(_ given: String, _ text: String, _ host: String) throws {
        let source = try SourceURI(given)
        #expect(source.text == text)
        #expect(source.host == host)
        #expect(try SourceURI(text) == source, "what is written so is left so")
    }

    @Test(
        "the scheme says what kind of place it is",
        arguments: [
            ("http://h/", SourceURI.Kind.web), ("https://h/", .web), ("file:///a", .file),
            ("data:,", .data), ("s3://b/k", .s3), ("gs://b/k", .gs),
            ("invokeai+http://h/a", .invokeai), ("invokeai+https://h/a", .invokeai),
            ("comfyui+http://h/", .comfyui), ("comfyui+https://h/", .comfyui),
        ])
    func kinds(_ given: String, _ kind: SourceURI.Kind) throws {
        #expect(try SourceURI(given).kind == kind)
    }

    @Test(
        "keys of buckets stand as they are",
        arguments: [
            "a b.png", "a%20b.png", "a+b?c#d.png", "夜/ 湖.webp", "x//y", "../up", "a\\b",
            "\u{301}begins with an accent", "\u{200D}joined.png", "50%",
        ])
    func keys(_ key: String) throws {
        for scheme in ["s3", "gs"] {
            let source = try SourceURI("\(scheme)://my-bucket/\(key)")
            #expect(source.bucketAndKey.bucket == "my-bucket")
            #expect(Array(source.bucketAndKey.key.utf8) == Array(key.utf8))
            #expect(source.text == "\(scheme)://my-bucket/\(key)")
            #expect(!source.holdsSecrets)
        }
    }

    @Test("NFC and NFD spellings of a key are two sources")
    func normalization() throws {
        let composed = try SourceURI("s3://b/\u{E9}.png")
        let decomposed = try SourceURI("s3://b/e\u{301}.png")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test("bytes in an address have a short name that tells them apart")
    func data() throws {
        let long = String(repeating: "A", count: 1_000_000)
        let source = try SourceURI("data:image/png;base64," + long)
        #expect(source.text.utf8.count < 200)
        #expect(source.text.hasPrefix("data:image/png;base64,"))
        #expect(source.whole == "data:image/png;base64," + long)
        let other = try SourceURI("data:image/png;base64," + long.dropLast() + "B")
        #expect(other.text != source.text)
    }

    private static let hostile: [String: String] = [
        "nothing": "", "spaces": " \t\n ", "no scheme": "picture.png", "a path": "/etc/passwd",
        "a scheme alone": "http:", "two slashes": "http://", "no host": "http:///a.png",
        "a port alone": "http://:80/", "userinfo alone": "http://joe:secret@/a.png",
        "a port too high": "http://h:99999/",
        "a port past all numbers": "http://h:99999999999999999999/",
        "a negative port": "http://h:-1/", "a port of letters": "http://h:http/",
        "NUL": "http://h/\0.png", "a line feed": "http://h/a\nHost: x", "DEL": "http://h/\u{7F}",
        "a carriage return in the host": "http://h\r\nx/", "an escape": "https://h/\u{1B}[2J",
        "ftp": "ftp://h/a.png", "javascript": "javascript:alert(1)", "gopher": "gopher://h/",
        "a nested scheme": "invokeai+file:///etc/passwd", "an unfinished bracket": "http://[::1/",
        "no bucket": "s3://", "no bucket but a key": "s3:///k", "one slash": "s3:/bucket/key",
        "no slashes": "s3:bucket/key", "gs without slashes": "gs:bucket/key",
        "a relative file": "file:a.png", "a file elsewhere": "file://example.com/a.png",
        "a file by name": "file:", "the kelvin sign": "invo\u{212A}eai+http://h/a.png",
        "a megabyte": String(repeating: "x", count: 1 << 20),
        "a megabyte of spaces": String(repeating: " ", count: 1 << 20),
        "a megabyte of colons": String(repeating: ":", count: 1 << 20),
        "a megabyte of brackets": "http://" + String(repeating: "[", count: 1 << 20),
        "a megabyte of control characters": "http://h/"
            + String(repeating: "\u{1}", count: 1 << 20),
        "an accent on the colon": "http:\u{301}//h/",
    ]

    @Test("an invalid address is refused with a reason", arguments: hostile.keys.sorted())
    func refused(_ name: String) {
        let error = #expect(throws: RetrievalError.self) {
            try SourceURI(SourceURITests.hostile[name]!)
        }
        #expect(error?.kind == .unsupported)
        #expect(error?.reason.isEmpty == false)
        #expect(error?.reason.contains("secret") == false)
    }

    @Test("addresses of sixteen KiB are taken in their full length, longer ones refused")
    func long() throws {
        let path = String(repeating: "a/", count: 8187)
        #expect(try SourceURI("https://h/" + path).text == "https://h/" + path)
        #expect(throws: RetrievalError.self) { try SourceURI("https://h/" + path + "a") }
        let query = String(repeating: "token=x&", count: 2000)
        let source = try SourceURI("https://h/?" + query)
        #expect(!source.text.contains("token=x"))
        #expect(try SourceURI("data:," + String(repeating: "a", count: 1 << 20)).kind == .data)
    }

    @Test("strange characters are refused or kept in a form that reads back the same")
    func strange() throws {
        let pieces = [
            "\u{202E}gnp", "\u{0}", "ﷺ", "𝒳", "👩‍👩‍👧", "İ", "ß", "ﬀ", "\u{FEFF}", "\u{FFFE}", "%",
            "%zz", "\\",
            "^", "`", "{", "|", "<script>", "\"", "'", "..", "%2e%2e", "@", "::", "]", "#", "?",
            " ",
        ]
        var taken = 0
        for scheme in ["http", "https", "invokeai+http", "comfyui+http"] {
            for piece in pieces {
                for text in ["\(piece).example/a", "h/\(piece)", "h/?q=\(piece)", "h:\(piece)/"] {
                    let source = try? refusing { () throws(RetrievalError) in
                        try SourceURI("\(scheme)://\(text)")
                    }
                    guard let source else { continue }
                    taken += 1
                    #expect(try SourceURI(source.text).text == source.text)
                    let isPlain = source.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                    #expect(isPlain, "\(source.text) is not ASCII")
                }
            }
        }
        #expect(taken > 100, "most of them are addresses")
    }

    /// Passes an error of the right kind on.
    private func refusing(
        _ body: () throws(RetrievalError) -> SourceURI
    ) throws(RetrievalError) -> SourceURI {
        do throws(RetrievalError) { return try body() } catch {
            #expect(error.kind == .unsupported)
            throw error
        }
    }
}
