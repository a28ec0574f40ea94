import GenerationMetadata
import Testing

/// Damages files in seeded ways. Whatever comes out, reading ends with a record, and the record is
/// within its limits; that a trap did not happen is what most of this is for.
@Suite("Damaged files")
struct MutationTests {
    private static let rounds = 1_500

    @Test("Any damaged file gives a record", arguments: Samples.all.indices)
    func mutants(index: Int) {
        var random = Seeded(UInt64(index) &+ 2_026)
        let whole = Samples.all[index]
        var limits = MetadataLimits()
        limits.payloadBytes = 1 << 20
        var executions = 0
        for _ in 0..<Self.rounds {
            let bytes = mutant(of: whole, &random)
            let found = EmbeddedSlots.read(bytes: bytes, limits: limits)
            let record = found.record(limits: limits)
            #expect(found.problems.count <= 64)
            #expect(record.loras.count <= 256 && record.settings.count <= 512)
            executions += 1
        }
        #expect(executions == Self.rounds)
    }

    @Test("Damaged texts, put into whole files", arguments: ["parameters", "prompt", "Comment"])
    func texts(key: String) {
        var random = Seeded(7)
        let texts = [
            Samples.infotext, ComfyFixture.simple,
            #"{"prompt": "a", "seed": 5, "v4_prompt": {"caption": {"char_captions": [{}]}}}"#,
        ]
        var executions = 0
        for text in texts {
            for _ in 0..<1_000 {
                let bytes = mutant(of: Array(text.utf8), &random)
                var png = PNGFixture()
                png.chunk("tEXt", Array(key.utf8) + [0] + bytes)
                _ = record(png.finish())
                executions += 1
            }
        }
        #expect(executions == 3_000)
    }

    private func mutant(of bytes: [UInt8], _ random: inout Seeded) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where bytes.count > 8 {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            case 2: bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &random))
            case 3:
                bytes.removeSubrange(
                    place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            case 4:
                let copied = Array(bytes[place..<min(bytes.count, place + 64)])
                bytes.insert(
                    contentsOf: copied, at: Int.random(in: 0..<bytes.count, using: &random))
            case 5:
                for index in place..<min(bytes.count, place + 4) {
                    bytes[index] = [0, 0xFF].randomElement(using: &random) ?? 0
                }
            default:
                let word =
                    ["\"", "{", "[", ":", ",", "\\u", "\n", "\0", "]"]
                    .randomElement(using: &random) ?? ""
                bytes.insert(contentsOf: Array(word.utf8), at: place)
            }
        }
        return bytes
    }
}
