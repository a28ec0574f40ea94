import TestSupport
import Testing

@testable import Retrieval

@Suite("Where objects of buckets land") struct ObjectPathTests {
    private func path(_ key: String) -> String {
        String(decoding: ObjectPath.path(of: Array(key.utf8)), as: UTF8.self)
    }

    @Test(
        "a key that can be a path is the path",
        arguments: [
            "a.png", "2024/a b.png", " lead", "tail ", "tab\t", "a\nb", "bell\u{7}", "e\u{301}/é",
            "...", "a/..b", "100%.png", "a\\b", String(repeating: "é", count: 127) + "/x",
            "~0123456789abcde.png", "x~0123456789ABCDEF",
        ])
    func plain(_ key: String) { #expect(path(key) == key) }

    @Test(
        "any other lands near it, with its extension",
        arguments: [
            ("/lead.png", "lead~", ".png"), ("a//b.png", "a/b~", ".png"),
            ("box.png/", "box~", ".png"), ("a/../b.png", "a/%2E%2E/b~", ".png"),
            ("./x", "%2E/x~", ""), ("a\0b.jpg", "a%00b~", ".jpg"), ("//", "~", ""),
            ("n~0123456789abcdef.png", "n~0123456789abcdef~", ".png"),
        ])
    func near(_ key: String, _ start: String, _ end: String) {
        let found = path(key)
        #expect(found.hasPrefix(start) && found.hasSuffix(end), "\(found)")
        #expect(found.utf8.count == start.utf8.count + 16 + end.utf8.count)
    }

    @Test("long parts are cut between characters and keep their extension")
    func long() {
        let found = path("d/" + String(repeating: "é", count: 200) + ".webp")
        #expect(found.hasPrefix("d/éé") && found.hasSuffix(".webp") && !found.contains("\u{FFFD}"))
        #expect(found.utf8.count <= 257 && found.utf8.count > 250)
        let deep = path(String(repeating: "0123456789/", count: 92) + "/end.png")
        #expect(deep.utf8.count <= 1024 && deep.hasSuffix(".png"))
    }

    @Test("no two keys share a path, and every path can be one")
    func different() {
        let pieces = [
            "a", "b.png", "/", "//", ".", "..", " ", "\t", "é", "e\u{301}", "\0", "%2E", "%00", "~",
            String(repeating: "x", count: 250), String(repeating: "x", count: 260),
        ]
        var random = SeededRandom(seed: 31)
        var keys: [[UInt8]: [UInt8]] = [:]
        for _ in 0..<20_000 {
            var key: [UInt8] = []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                key += Array(pieces.randomElement(using: &random)!.utf8)
            }
            // What another key became may be a key itself.
            if Bool.random(using: &random), let other = keys.keys.randomElement(using: &random) {
                key = other
            }
            let found = ObjectPath.path(of: key)
            #expect(keys[found] == nil || keys[found] == key)
            keys[found] = key
            let parts = found.split(separator: 0x2F, omittingEmptySubsequences: false)
            let isRight = parts.allSatisfy {
                !$0.isEmpty && $0.count <= 255 && !$0.contains(0) && Array($0) != Array("..".utf8)
                    && Array($0) != [0x2E]
            }
            #expect(isRight && found.count <= 1024)
        }
    }
}
