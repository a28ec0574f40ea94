import GenerationMetadata
import Testing

@Suite("PNG slots")
struct PNGTests {
    private let infotext = "a duck\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 8x8"

    @Test("tEXt is UTF-8 where it can be, else Latin-1")
    func charset() {
        var png = PNGFixture()
        png.chunk("tEXt", Array("a\0danh võ".utf8))
        png.chunk("tEXt", Array("b\0".utf8) + [0x63, 0x61, 0x66, 0xE9])
        png.chunk("iTXt", Array("c\0\0\0\0\0日本".utf8))
        let found = EmbeddedSlots.read(bytes: png.finish())
        #expect(found.slots.map(\.key) == ["a", "b", "c"])
        #expect(found.slots.map(\.text) == ["danh võ", "café", "日本"])
        #expect(found.problems.isEmpty)
    }

    @Test(
        "Every kind of text, before and behind the pixels",
        arguments: ["tEXt", "zTXt", "iTXt", "iTXt compressed"], [false, true])
    func kinds(kind: String, isAfter: Bool) {
        let key = Array("parameters\0".utf8)
        let text = Array(infotext.utf8)
        var png = PNGFixture()
        if isAfter { png.pixels() }
        switch kind {
        case "tEXt": png.chunk("tEXt", key + text)
        case "zTXt": png.chunk("zTXt", key + [0] + Deflated.zlib(text))
        case "iTXt": png.chunk("iTXt", key + [0, 0] + Array("en\0key\0".utf8) + text)
        default: png.chunk("iTXt", key + [1, 0, 0, 0] + Deflated.zlib(text))
        }
        if !isAfter { png.pixels() }
        let found = EmbeddedSlots.read(bytes: png.finish())
        #expect(found.slots.map(\.bytes) == [text])
        #expect(found.slots.first?.isAfterPixels == isAfter)
        #expect(found.record().seed == "5")
    }

    @Test("Of duplicate keys all are kept, and the last one is read")
    func duplicates() {
        var png = PNGFixture()
        png.text("parameters", infotext)
        png.text("parameters", infotext.replacing("Seed: 5", with: "Seed: 6"))
        let found = EmbeddedSlots.read(bytes: png.finish())
        #expect(found.slots.count == 2)
        #expect(found.record().seed == "6")
    }

    @Test("Pixels are stepped over, not read")
    func headersOnly() {
        var png = PNGFixture()
        png.text("parameters", infotext)
        for _ in 0..<200 { png.chunk("IDAT", Array(repeating: 1, count: 100_000)) }
        png.text("after", "yes")
        let bytes = png.finish()
        var read = 0
        let reader = ByteReader(size: UInt64(bytes.count)) { offset, into in
            let count = min(into.count, bytes.count - Int(offset), 1_000)  // short reads too
            for index in 0..<count { into[index] = bytes[Int(offset) + index] }
            read += count
            return count
        }
        let found = EmbeddedSlots.read(from: reader)
        #expect(found.slots.map(\.key) == ["parameters", "after"])
        #expect(bytes.count > 20_000_000)
        #expect(read < 40_000)
    }

    @Test("A failed read is a problem, and what came before it is kept")
    func failedRead() {
        var png = PNGFixture()
        png.text("parameters", infotext)
        png.chunk("IDAT", Array(repeating: 1, count: 100_000))
        let bytes = png.finish()
        let reader = ByteReader(size: UInt64(bytes.count)) { offset, into in
            guard offset < 50_000 else { return nil }
            let count = min(into.count, bytes.count - Int(offset))
            for index in 0..<count { into[index] = bytes[Int(offset) + index] }
            return count
        }
        let found = EmbeddedSlots.read(from: reader)
        #expect(found.slots.count == 1)
        #expect(found.problems.contains { if case .unreadable = $0 { true } else { false } })
    }

    @Test("A cut text is kept as far as it goes")
    func truncated() {
        let bytes = PNGFixture.png(["parameters": infotext])
        let end = bytes.count - 12 - 112 - 4 - 10
        let found = EmbeddedSlots.read(bytes: Array(bytes[..<end]))
        #expect(found.slots.first?.text.hasPrefix("a duck\nSteps: 20") == true)
        #expect(found.problems.contains(.truncated(part: "PNG tEXt", offset: 41)))
    }

    @Test("eXIf alone, as Civitai's trainer leaves it")
    func exif() {
        var png = PNGFixture()
        var tiff = TIFFFixture()
        tiff.exif = [
            TIFFFixture.userComment(
                "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Size: 8x8, "
                    + "Model: 132760.safetensors", bigEndian: true)
        ]
        png.chunk("eXIf", tiff.bytes())
        let record = record(png.finish())
        #expect(record.generator == .civitai)
        #expect(record.prompt == "a cat")
        #expect(record.seed == nil)
        #expect(record.model?.name == "132760.safetensors")
        #expect(record.sourceSlot == "PNG eXIf UserComment")
    }

    @Test("ImageMagick's raw profiles: Exif, IPTC, XMP")
    func rawProfiles() {
        func profile(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
            var hex = ""
            for (index, byte) in bytes.enumerated() {
                if index % 36 == 0 { hex += "\n" }
                hex += (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            return Array("\n\(name)\n      \(bytes.count)\(hex)\n".utf8)
        }
        var tiff = TIFFFixture()
        tiff.exif = [TIFFFixture.userComment(infotext, bigEndian: true)]
        let iim: [UInt8] = [0x1C, 2, 0x6E, 0, 0x13] + Array("Made with Google AI".utf8)
        let block = Array("8BIM".utf8) + [4, 4, 0, 0] + big(iim.count, 4) + iim
        var png = PNGFixture()
        png.chunk(
            "zTXt",
            Array("Raw profile type exif\0\0".utf8)
                + Deflated.zlib(profile("exif", Array("Exif\0\0".utf8) + tiff.bytes())))
        png.chunk("tEXt", Array("Raw profile type iptc\0".utf8) + profile("iptc", block))
        let found = EmbeddedSlots.read(bytes: png.finish())
        #expect(found.slots.map(\.kind) == [.profileEXIF, .profileIPTC])
        let record = found.record()
        #expect(record.seed == "5")
        #expect(record.provenance.first?.claimGenerator == "Made with Google AI")
    }

    @Test("ComfyUI's own chunk behind an animation's pixels")
    func comf() {
        var png = PNGFixture()
        png.pixels()
        png.chunk("comf", Array("prompt\0".utf8) + Array(ComfyFixture.simple.utf8))
        let record = record(png.finish())
        #expect(record.generator == .comfyUI)
        #expect(record.seed == "18446744073709551615")
        #expect(record.sourceSlot == "PNG comf prompt")
    }

    @Test("NULs behind a text are no part of it")
    func trailingNULs() {
        let record = record([
            "generation_data": #"{"prompt":"a","seed":"-1","steps":9,"baseModel":{}}"# + "\0"
        ])
        #expect(record.generator == .tensorArt)
        #expect(record.steps?.value == 9)
    }

    @Test("Damage is named and stepped over")
    func damage() {
        var png = PNGFixture()
        png.chunk("tEXt", Array(repeating: 65, count: 2_000))
        png.chunk("zTXt", Array("a\0".utf8) + [1] + Deflated.zlib([1]))
        png.chunk("zTXt", Array("b\0".utf8) + [0, 1, 2, 3, 4])
        png.chunk("iTXt", Array("c\0\0\0en".utf8))
        png.text("parameters", infotext)
        let found = EmbeddedSlots.read(bytes: png.finish())
        #expect(found.slots.map(\.key) == ["parameters"])
        #expect(found.problems.count == 4)
        #expect(found.record().problems.count == 4)
    }

    @Test("A length of 2 GiB ends the walk")
    func absurdLength() {
        var png = PNGFixture()
        png.text("parameters", infotext)
        let bytes =
            Array(png.finish().dropLast(12)) + [0xFF, 0xFF, 0xFF, 0xFF] + Array("tEXt".utf8)
        let found = EmbeddedSlots.read(bytes: bytes)
        #expect(found.slots.count == 1)
        #expect(found.problems.count == 1)
    }

    @Test("Kinds are told by their bytes, never by a name")
    func sniffed() {
        #expect(EmbeddedSlots.read(bytes: PNGFixture.png([:])).container == .png)
        #expect(EmbeddedSlots.read(bytes: JPEGFixture.jpeg([])).container == .jpeg)
        #expect(EmbeddedSlots.read(bytes: WebPFixture.webp([])).container == .webp)
        #expect(EmbeddedSlots.read(bytes: GIFFixture.gif(comments: [])).container == .gif)
        #expect(EmbeddedSlots.read(bytes: Array("hello, this is text".utf8)).container == nil)
        #expect(EmbeddedSlots.read(bytes: []).container == nil)
    }
}
