import GenerationMetadata
import Testing

@Suite("EXIF")
struct EXIFTests {
    private let infotext = "a duck\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 8x8"

    private func record(_ entry: TIFFFixture.Entry, bigBlock: Bool) -> GenerationRecord {
        var tiff = TIFFFixture(isBigEndian: bigBlock)
        tiff.exif = [entry]
        return GenerationMetadataTests.record(JPEGFixture.exif(tiff))
    }

    @Test(
        "UserComment's byte order is told by its zeros, not by the block's",
        arguments: [true, false], [true, false])
    func order(bigBlock: Bool, bigText: Bool) {
        for start in ["", "猫の絵、", "🦆 ", "日本語 "] {
            let text = start + infotext
            let record = record(
                TIFFFixture.userComment(text, bigEndian: bigText), bigBlock: bigBlock)
            #expect(record.prompt == start + "a duck")
            #expect(record.seed == "5")
        }
    }

    @Test("A byte order mark counts most; without any zeros the block's order does")
    func orderWithoutZeros() {
        let cjk = "猫猫猫"
        var tiff = TIFFFixture(isBigEndian: false)
        let mark = Array("UNICODE\0".utf8) + [0xFE, 0xFF] + utf16(infotext, bigEndian: true)
        tiff.exif = [TIFFFixture.Entry(tag: 0x9286, type: 7, value: mark)]
        #expect(GenerationMetadataTests.record(JPEGFixture.exif(tiff)).seed == "5")
        let label = Array("UNICODE\0".utf8)
        #expect(
            UserCommentText.decode(label + utf16(cjk, bigEndian: false), bigEndian: false) == cjk)
        #expect(
            UserCommentText.decode(label + utf16(cjk, bigEndian: true), bigEndian: true) == cjk)
    }

    @Test("All character codes, and none")
    func codes() {
        func decode(_ bytes: [UInt8]) -> String {
            UserCommentText.decode(bytes, bigEndian: true)
        }
        #expect(decode(Array("ASCII\0\0\0héllo\0\0".utf8)) == "héllo")
        #expect(decode(Array("\0\0\0\0\0\0\0\0日本".utf8)) == "日本")
        #expect(decode(Array("{\"a\": 1}".utf8)) == "{\"a\": 1}")
        #expect(decode([0x63, 0x61, 0x66, 0xE9]) == "café")
        #expect(
            decode(
                Array("JIS\0\0\0\0\0".utf8) + [0x1B, 0x24, 0x42, 0x24, 0x22, 0x1B, 0x28, 0x42])
                == "あ")
        #expect(decode(Array("ASCII\0\0\0one\0two".utf8)) == "one")
        #expect(decode(Array("UNICODE\0".utf8) + [0, 0x61, 0xD8, 0x00, 0, 0x62]) == "a\u{FFFD}b")
        #expect(decode(Array("UNICODE\0".utf8)) == "")
        #expect(decode([]) == "")
    }

    @Test("UserComment in the first directory, as ASCII, as Pillow writes it")
    func firstDirectory() {
        var tiff = TIFFFixture(isBigEndian: false)
        tiff.first = [TIFFFixture.ascii(0x9286, infotext)]
        #expect(GenerationMetadataTests.record(JPEGFixture.exif(tiff)).seed == "5")
    }

    @Test(
        "Graphs with a label before them, in whatever tag",
        arguments: [
            (0x0110, "prompt:", 0x010F, "workflow:"), (0x010F, "Prompt: ", 0x010E, "Workflow: "),
        ])
    func labelled(prompt: Int, promptLabel: String, workflow: Int, workflowLabel: String) {
        var tiff = TIFFFixture(isBigEndian: false)
        tiff.first = [
            TIFFFixture.ascii(workflow, workflowLabel + #"{"nodes": []}"#),
            TIFFFixture.ascii(prompt, promptLabel + ComfyFixture.simple),
        ].sorted { $0.tag < $1.tag }
        for chunk in [tiff.bytes(), Array("Exif\0\0".utf8) + tiff.bytes()] {
            let record = GenerationMetadataTests.record(WebPFixture.webp([("EXIF", chunk)]))
            #expect(record.generator == .comfyUI)
            #expect(record.prompt == "a duck")
        }
    }

    @Test("Offsets out of the block, loops, and too many entries are passed over")
    func hostile() {
        var tiff = TIFFFixture()
        tiff.exif = [TIFFFixture.userComment(infotext, bigEndian: true)]
        var bytes = tiff.bytes()
        // The entry's offset points past the end.
        let entry = 8 + 2 + 12 + 4 + 2
        for (index, byte) in big(1 << 30, 4).enumerated() { bytes[entry + 8 + index] = byte }
        #expect(
            GenerationMetadataTests.record(
                JPEGFixture.jpeg([(0xE1, Array("Exif\0\0".utf8) + bytes)])
            ).isEmpty)
        // A directory that names itself.
        let loop =
            Array("MM".utf8) + [0, 42] + big(8, 4) + big(1, 2) + big(0x8769, 2) + big(4, 2)
            + big(1, 4) + big(8, 4)
        #expect(
            GenerationMetadataTests.record(
                JPEGFixture.jpeg([(0xE1, Array("Exif\0\0".utf8) + loop)])
            ).isEmpty)
        let many =
            Array("MM".utf8) + [0, 42] + big(8, 4) + big(65_535, 2)
            + Array(repeating: 0, count: 12 * 5_000)
        let record = GenerationMetadataTests.record(
            JPEGFixture.jpeg([(0xE1, Array("Exif\0\0".utf8) + many)]))
        #expect(record.problems == ["JPEG APP1 Exif: more than 512 entries"])
    }
}
