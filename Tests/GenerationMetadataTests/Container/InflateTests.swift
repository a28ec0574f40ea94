import Foundation
import Testing

@testable import GenerationMetadata

@Suite("Inflating")
struct InflateTests {
    private let text = "Steps: 20, Sampler: Euler a, Seed: 7"

    @Test("Stored blocks, of which a long text has several")
    func stored() {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let (out, end) = Inflate.zlib(Deflated.zlib(bytes)[...], limit: 1 << 20)
        #expect(out == bytes)
        #expect(end == .whole)
    }

    @Test("Codes of its own, as zlib writes them")
    func dynamic() throws {
        // Written by zlib 1.2.13 at level 9 from the text below, three times over.
        let data = try #require(Data(base64Encoded: Self.compressed))
        let (out, end) = Inflate.zlib([UInt8](data)[...], limit: 1 << 20)
        #expect(end == .whole)
        #expect(out == Array(String(repeating: Self.infotext, count: 3).utf8))
    }

    @Test("gzip, with a name and a comment in its header")
    func gzip() {
        var bytes = Deflated.gzip(Array(text.utf8))
        #expect(Inflate.gzip(bytes[...], limit: 100).bytes == Array(text.utf8))
        bytes[3] = 8 | 16
        bytes.insert(contentsOf: Array("name\0comment\0".utf8), at: 10)
        #expect(Inflate.gzip(bytes[...], limit: 100).bytes == Array(text.utf8))
    }

    @Test("What comes before a cut is kept")
    func truncated() {
        let (out, end) = Inflate.zlib(Deflated.zlib(Array(text.utf8)).dropLast(20), limit: 100)
        #expect(end == .truncated)
        #expect(text.hasPrefix(String(decoding: out, as: UTF8.self)))
        #expect(!out.isEmpty)
    }

    @Test("A bomb stops at the limit")
    func bomb() {
        let bomb = Deflated.bomb(1 << 20)
        #expect(bomb.count < 8_000)
        #expect(Inflate.zlib(bomb[...], limit: 2 << 20).bytes.count == (1 << 20) / 258 * 258 + 1)
        let (out, end) = Inflate.zlib(bomb[...], limit: 1_000)
        #expect(end == .overLimit)
        #expect(out.count <= 1_000)
    }

    @Test("Blocks without end that hold nothing stop as well")
    func emptyBlocks() {
        let block: [UInt8] = [0, 0, 0, 0xFF, 0xFF]
        let stream = [0x78, 0x9C] + Array(repeatElement(block, count: 200_000).joined())
        let (out, end) = Inflate.zlib(stream[...], limit: 100)
        #expect(out.isEmpty)
        #expect(end == .truncated)
    }

    @Test("What is as long as the limit is whole, and a byte more is not")
    func exactLimit() {
        let stream = Deflated.zlib([UInt8](repeating: 7, count: 100_000))
        #expect(Inflate.zlib(stream[...], limit: 100_000).end == .whole)
        let (out, end) = Inflate.zlib(stream[...], limit: 99_999)
        #expect(out.count == 99_999)
        #expect(end == .overLimit)
    }

    @Test("Any bytes inflate or are refused, and never trap")
    func mutants() {
        var random = Seeded(11)
        let whole = [UInt8](Data(base64Encoded: Self.compressed) ?? Data())
        var executions = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 2..<bytes.count, using: &random)] =
                    .random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count - 2, using: &random))
            _ = Inflate.zlib(bytes[...], limit: 100_000)
            executions += 1
        }
        #expect(executions == 20_000)
    }

    private static let infotext = """
        photo of a duck, (masterpiece:1.2), best quality, <lora:ducks_v2:0.8>
        Negative prompt: monochrome, lowres, bad anatomy, worst quality, jpeg artifacts
        Steps: 15, Sampler: UniPC, CFG scale: 5, Seed: 235284042, Size: 512x400, \
        Model hash: c0d1994c73, Model: realistic

        """
    private static let compressed = """
        eNrtkMFKA0EQRO/7FXVUGMLuZIPJELwE9KQIwbO0s53s6Gx6nOkk6te7Cx7yETl2VfEaXupFBbIDoTv6\
        T4ObgYpyToE9u2Zmbw3euSi+jhSD/hiso2Ry07i8nayrZ8v76pn3pOHESFmGpA6DHMT348EGUc6Zy4ih\
        DnQglWGknCVfQj8S70FZw468lmqrnIpDszDY0pAiZ4fXQ3jZGGweHlE8RXaYWubOwc4XdtnWrR2D8Ds1\
        jf1u69rgSTqO6Kn0Dr7umtWq9Xfz/9wh8/i/aPBVunq4erjw8AfGqgFc
        """
}
