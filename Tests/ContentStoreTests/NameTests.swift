import ContentStore
import Foundation
import Testing
import Values

@Suite("Names") struct NameTests {
    @Test("ordinary names are their own text")
    func plain() {
        for name in ["a.png", "夜の湖.webp", "100% real.jpg", "50%.png", "%", "%2", "a%zz"] {
            #expect(EscapedName.text(Array(name.utf8)) == name)
            #expect(EscapedName.bytes(name) == Array(name.utf8))
        }
    }

    @Test("any bytes are restored from their text")
    func reversible() {
        var random = SystemRandomNumberGenerator()
        let alphabet: [UInt8] = Array("%0aF/é".utf8) + [0xFF, 0xC3, 0x28, 0x80, 0xE2, 0x82, 0x0A]
        for _ in 0..<20_000 {
            let name = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                alphabet.randomElement(using: &random)!
            }
            let text = EscapedName.text(name)
            #expect(EscapedName.bytes(text) == name, "\(name) became \(text)")
        }
    }

    @Test("bytes that are not UTF-8 are escaped, and only they")
    func escaped() {
        #expect(EscapedName.text([0x61, 0xFF, 0x62]) == "a%FFb")
        #expect(EscapedName.text(Array("%FF".utf8)) == "%25FF")
        #expect(EscapedName.text(Array("é".utf8) + [0xC3]) == "é%C3")
    }

    @Test("NFC and NFD spellings stay two names")
    func normalization() {
        let composed = FilePath("\u{E9}.png")
        let decomposed = FilePath("e\u{301}.png")
        #expect(composed != decomposed)
        #expect(EscapedName.bytes(composed.text) != EscapedName.bytes(decomposed.text))
    }

    @Test(
        "paths that would leave their bucket are refused",
        arguments: ["..", "a/../b", "/a", "a//b", "", "a/", "./a", "a/.", "a\0b"])
    func refused(_ path: String) {
        #expect(throws: NameError.self) {
            try BucketPath(bucket: Array("b".utf8), path: Array(path.utf8), limits: NameLimits())
        }
    }

    @Test("buckets are one plain component", arguments: ["", ".", "..", "a/b", "a\0"])
    func bucket(_ bucket: String) {
        #expect(throws: NameError.self) {
            try BucketPath(bucket: Array(bucket.utf8), path: [0x61], limits: NameLimits())
        }
    }

    @Test("255 bytes fit in a component, 256 do not")
    func lengths() throws {
        let limits = NameLimits()
        let longest = [UInt8](repeating: 0x61, count: 255)
        _ = try BucketPath(bucket: longest, path: longest, limits: limits)
        #expect(throws: NameError.self) {
            try BucketPath(bucket: [0x62], path: longest + [0x61], limits: limits)
        }
        let deep = Array([[UInt8]](repeating: longest, count: 5).joined(separator: [0x2F]))
        #expect(throws: NameError.self) {
            try BucketPath(bucket: [0x62], path: deep, limits: limits)
        }
    }

    @Test("links lead from any depth to the object")
    func links() throws {
        let layout = StoreLayout(root: FilePath("/s"))
        let digest = Digest(bytes: Array(repeating: 0xAB, count: 32))
        let path = try BucketPath(
            bucket: [0x62], path: Array("x/y/z.png".utf8), limits: NameLimits())
        let hex = String(repeating: "ab", count: 32)
        #expect(layout.linkText(path, digest).text == "../../../../objects/sha256/ab/ab/\(hex)")
        #expect(layout.link(path).text == "/s/buckets/b/x/y/z.png")
    }

    @Test("digests are those of FIPS 180-4 and survive their text")
    func digests() {
        let abc = Array("abc".utf8).withUnsafeBytes { Digest.of($0) }
        #expect(
            abc.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(hex: abc.hex) == abc)
        #expect(Digest(hex: "xyz") == nil)
        #expect(Digest(bytes: abc.bytes) == abc)
    }
}
