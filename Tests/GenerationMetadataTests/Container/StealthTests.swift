import GenerationMetadata
import Testing

@Suite("Stealth data")
struct StealthTests {
    private let infotext = "a duck\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 8x8"

    /// RGBA pixels with `payload` in their lowest bits, as the writers put it there.
    private func pixels(
        _ signature: String, _ payload: [UInt8], rgb: Bool, width: Int, height: Int
    ) -> [UInt8] {
        let stream = Array(signature.utf8) + big(payload.count * 8, 4) + payload
        let bits = stream.flatMap { byte in (0..<8).reversed().map { byte >> UInt8($0) & 1 } }
        var pixels = [UInt8](repeating: 0, count: width * height * 4)
        for index in 0..<width * height {
            pixels[index * 4 + 3] = 255
            for channel in 0..<3 { pixels[index * 4 + channel] = UInt8(40 + index % 90) }
        }
        var next = 0
        for x in 0..<width {
            for y in 0..<height {
                for channel in rgb ? [0, 1, 2] : [3] where next < bits.count {
                    let place = (y * width + x) * 4 + channel
                    pixels[place] = pixels[place] & 0xFE | bits[next]
                    next += 1
                }
            }
        }
        precondition(next == bits.count, "the picture is too small for the payload")
        return pixels
    }

    private func collect(
        _ mode: StealthCollector.Mode, _ pixels: [UInt8], width: Int, height: Int
    ) -> (slot: EmbeddedSlot?, rows: Int) {
        var collector = StealthCollector(mode, width: width, height: height, channels: 4)
        var rows = 0
        pixels.withUnsafeBufferPointer { pixels in
            while collector.wantsRows {
                let start = rows * width * 4
                collector.append(
                    row: UnsafeBufferPointer(rebasing: pixels[start..<start + width * 4]))
                rows += 1
            }
        }
        return (collector.finish(), rows)
    }

    @Test(
        "All four signatures, in pictures taller and flatter than the signature",
        arguments: [
            ("stealth_pnginfo", false, false), ("stealth_pngcomp", true, false),
            ("stealth_rgbinfo", false, true), ("stealth_rgbcomp", true, true),
        ], [(64, 64), (300, 20), (30, 301), (2_000, 1)])
    func signatures(kind: (String, Bool, Bool), size: (Int, Int)) throws {
        let (signature, isCompressed, rgb) = kind
        let text = Array(infotext.utf8)
        let payload = isCompressed ? Deflated.gzip(text) : text
        let (width, height) = size
        let pixels = pixels(signature, payload, rgb: rgb, width: width, height: height)
        let found = collect(rgb ? .rgb : .alpha, pixels, width: width, height: height)
        let slot = try #require(found.slot)
        #expect(slot.bytes == text)
        #expect(slot.kind == (rgb ? .stealthRGB : .stealthAlpha))
        let record = GenerationRecord.interpret([slot])
        #expect(record.seed == "5")
        #expect(record.generator == .automatic1111)
    }

    @Test("A picture with real transparency is given up at its first such row")
    func transparency() {
        var pixels = [UInt8](repeating: 255, count: 100 * 300 * 4)
        pixels[100 * 4 * 3 + 3] = 128
        let found = collect(.alpha, pixels, width: 100, height: 300)
        #expect(found.slot == nil)
        #expect(found.rows == 4)
    }

    @Test("An opaque picture is given up when the signature would have been seen")
    func opaque() {
        let pixels = [UInt8](repeating: 255, count: 100 * 300 * 4)
        let found = collect(.alpha, pixels, width: 100, height: 300)
        #expect(found.slot == nil)
        #expect(found.rows == 120)
    }

    @Test("A length beyond the pixels is no payload")
    func length() {
        var pixels = pixels("stealth_pnginfo", [1, 2, 3], rgb: false, width: 64, height: 64)
        for bit in 120..<152 { pixels[(bit % 64 * 64 + bit / 64) * 4 + 3] = 255 }
        #expect(collect(.alpha, pixels, width: 64, height: 64).slot == nil)
    }

    @Test("NovelAI's object in the pixels says the same as its texts, and nothing conflicts")
    func novelAI() {
        let comment =
            #"{"prompt":"1girl","steps":28,"seed":77,"uc":"bad","scale":5,"sampler":"k_euler","noise_schedule":"karras","width":832,"height":1216}"#
        let quoted = comment.replacing("\"", with: "\\\"")
        let object =
            #"{"Description":"1girl","Software":"NovelAI","Source":"NovelAI Diffusion V4.5 4BDE2A90","Comment":"\#(quoted)"}"#
        let stealth = EmbeddedSlot(.stealthAlpha, bytes: Array(object.utf8))
        let alone = GenerationRecord.interpret([stealth])
        let slots = EmbeddedSlots.read(
            bytes: PNGFixture.png([
                "Software": "NovelAI", "Source": "NovelAI Diffusion V4.5 4BDE2A90",
                "Description": "1girl", "Comment": comment,
            ]))
        let both = GenerationRecord.interpret(slots.slots + [stealth])
        for record in [alone, both] {
            #expect(record.generator == .novelAI)
            #expect(record.prompt == "1girl")
            #expect(record.seed == "77")
            #expect(record.model?.name == "NovelAI Diffusion V4.5")
            #expect(record.model?.hash?.text == "4BDE2A90")
            #expect(record.scheduler == "karras")
            #expect(record.conflicts.isEmpty)
        }
        let other = EmbeddedSlot(
            .stealthAlpha, bytes: Array(object.replacing("77", with: "78").utf8))
        let differing = GenerationRecord.interpret(slots.slots + [other])
        #expect(differing.seed == "77")
        #expect(differing.conflicts.map(\.field) == ["seed"])
        #expect(differing.conflicts.first?.otherSlot == "stealth alpha")
    }
}
