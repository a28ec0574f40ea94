import Foundation
import GenerationMetadata
import Testing

@Suite("Records")
struct RecordTests {
    @Test("A record goes through JSON and back")
    func roundTrip() throws {
        for bytes in Samples.all {
            let record = record(bytes)
            let data = try JSONEncoder().encode(record)
            #expect(try JSONDecoder().decode(GenerationRecord.self, from: data) == record)
        }
    }

    @Test("Slots alone give the record that the file gave")
    func slots() {
        for bytes in Samples.all {
            let found = EmbeddedSlots.read(bytes: bytes)
            let kept = found.slots.map {
                EmbeddedSlot($0.kind, key: $0.key, offset: $0.offset, bytes: $0.bytes)
            }
            #expect(GenerationRecord.interpret(kept) == found.record())
        }
    }

    @Test("A number that is too large for a double is a text without a value")
    func numbers() {
        #expect(WrittenNumber("1e999")?.value == nil)
        #expect(WrittenNumber("7")?.value == 7)
        #expect(WrittenNumber(" ") == nil)
        #expect(WrittenNumber(String(repeating: "1", count: 65)) == nil)
    }

    @Test("What is private is marked, and left out on request")
    func privacy() {
        let record = record([
            "prompt": #"""
            {"3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 2, "cfg": 3,
             "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0],
             "latent_image": ["5", 0]}},
             "4": {"class_type": "L", "inputs": {"ckpt_name": "C:\\Users\\ada\\m.safetensors"}},
             "5": {"class_type": "VAEEncode", "inputs": {"pixels": ["7", 0]}},
             "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "x"}},
             "7": {"class_type": "LoadImage", "inputs": {"image": "https://x.com/a?sig=1"}},
             "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}}}
            """#,
            "Author": "Ada",
        ])
        #expect(record.privateDetails.map(\.kind) == [.author, .path, .signedAddress])
        #expect(record.sourceImages.first?.isPrivate == true)
        let shared = record.withoutPrivateDetails
        #expect(shared.privateDetails.isEmpty)
        #expect(shared.sourceImages.isEmpty)
        #expect(shared.model?.name == "m")
        let json = String(decoding: (try? JSONEncoder().encode(shared)) ?? Data(), as: UTF8.self)
        for word in ["ada", "Ada", "sig="] { #expect(!json.contains(word)) }
    }

    @Test("Sidecars fill what the picture does not say, and contradict it visibly")
    func sidecars() {
        let infotext = "a duck\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 8x8"
        let json = EmbeddedSlot(
            .sidecar, key: "json",
            bytes: Array(
                #"{"prompt": "a duck", "seed": 5, "use_stable_diffusion_model": "m"}"#.utf8))
        #expect(GenerationRecord.interpret([json]).generator == .easyDiffusion)
        let picture = EmbeddedSlots.read(bytes: PNGFixture.png(["parameters": infotext])).slots
        let text = EmbeddedSlot(
            .sidecar, key: "txt",
            bytes: Array(
                (infotext.replacing("Seed: 5", with: "Seed: 6") + ", Model: m").utf8))
        let both = GenerationRecord.interpret(picture + [text])
        #expect(both.seed == "5")
        #expect(both.model?.name == "m")
        #expect(both.conflicts.map(\.field) == ["seed"])
        #expect(both.conflicts.first?.otherSlot == "sidecar txt")
    }

    @Test("Parameters in XPComment, and none in a camera's tags")
    func windowsComment() {
        var tiff = TIFFFixture(isBigEndian: false)
        tiff.first = [
            TIFFFixture.Entry(
                tag: 0x9C9C, type: 1,
                value: utf16(
                    "a duck\nSteps: 20, Sampler: x, Seed: 5, Size: 8x8\0", bigEndian: false))
        ]
        #expect(record(JPEGFixture.exif(tiff)).seed == "5")
    }

    @Test("A conflict of long prompts keeps their starts alone")
    func longConflict() {
        let long = String(repeating: "word ", count: 10_000)
        let record = record([
            "invokeai_metadata": #"{"positive_prompt": "\#(long)", "seed": 1}"#,
            "prompt": ComfyFixture.simple,
        ])
        let conflict = record.conflicts.first { $0.field == "prompt" }
        #expect((conflict?.kept.utf8.count ?? .max) < 4_000)
        #expect(conflict?.other == "a duck")
        #expect(record.prompt == long)
    }

    @Test("NULs inside a prompt are left out")
    func nuls() {
        #expect(
            record([
                "invokeai_metadata": #"{"positive_prompt": "a\u0000b", "seed": 1}"#
            ]).prompt == "ab")
    }

    @Test("A file that says nothing gives a record that is empty")
    func empty() {
        for bytes in [[], PNGFixture.png([:]), PNGFixture.png(["Software": "GIMP"])] {
            let record = record(bytes)
            #expect(record.isEmpty)
            #expect(record.extractorVersion == GenerationRecord.currentExtractorVersion)
        }
    }
}
