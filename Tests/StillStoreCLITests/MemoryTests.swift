import Foundation
import Imaging
import TestSupport
import Testing

@Suite("Memory") struct MemoryTests {
    /// A soft ramp: compresses well and decodes like any other picture.
    private func ramp(_ width: Int, _ height: Int) -> DisplayPixels {
        let samples = [UInt8](unsafeUninitializedCapacity: width * height) { buffer, count in
            for index in 0..<(width * height) {
                buffer[index] = UInt8(truncatingIfNeeded: index / 97)
            }
            count = width * height
        }
        return DisplayPixels(width: width, height: height, channels: 1, samples: samples)
    }

    @Test(
        "a thumbnail of a huge picture takes less than 100 MiB for the whole program",
        arguments: [(20_000, 14_000, PictureFormat.jpeg), (10_000, 10_000, .png)])
    func huge(_ width: Int, _ height: Int, _ format: PictureFormat) throws {
        let directory = TemporaryDirectory()
        try directory.write(
            try encode(ramp(width, height), as: format, quality: 80), to: "huge.\(format)")
        let result = try runProgram(
            builtProgram("stillstore"),
            ["ingest", directory.path, "--json", "--store", directory.path("store")])
        let summary = try #require(result.objects.last)
        #expect(summary["stored"] as? Int == 1)
        let peak = try #require(summary["peak_memory_bytes"] as? Int)
        #expect(peak > 0)
        #expect(peak < 100 << 20, "\(peak >> 20) MiB")
    }

    /// A grey progressive JPEG of one scan in which every block is like the one before (ITU-T T.81,
    /// Annex G): a bit for each, and 128 bytes of coefficients in memory.
    private func progressive(_ width: Int, _ height: Int) -> [UInt8] {
        func segment(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
            let length = body.count + 2
            let head = [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)]
            return head + body
        }
        let sides = [
            UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255),
        ]
        let blocks = ((width + 7) / 8) * ((height + 7) / 8)
        var file: [UInt8] = [0xFF, 0xD8]
        file += segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
        file += segment(0xC2, [8] + sides + [1, 1, 0x11, 0])
        file += segment(0xC4, [0, 1] + [UInt8](repeating: 0, count: 16))
        file += segment(0xDA, [1, 1, 0, 0, 0, 0])
        file += [UInt8](repeating: 0, count: (blocks + 7) / 8)
        return file + [0xFF, 0xD9]
    }

    @Test("large progressive pictures are not all held at once")
    func largeProgressive() throws {
        let directory = TemporaryDirectory()
        // 191 MiB each.
        for side in [10_000, 9_992, 9_984] {
            try directory.write(progressive(side, 10_000), to: "in/\(side).jpg")
        }
        let result = try runProgram(
            builtProgram("stillstore"),
            ["ingest", directory.path("in"), "--json", "--store", directory.path("store")])
        let summary = try #require(result.objects.last)
        #expect(summary["stored"] as? Int == 3)
        let peak = try #require(summary["peak_memory_bytes"] as? Int)
        #expect(peak < 350 << 20, "\(peak >> 20) MiB")
    }

    @Test("a decompression bomb is refused by its header and costs nothing")
    func bomb() throws {
        let directory = TemporaryDirectory()
        var picture = testPicture(1)
        // The width and height of IHDR, made 60,000 each; its checksum no longer matters.
        picture.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60])
        try directory.write(picture, to: "bomb.png")
        let result = try runProgram(
            builtProgram("stillstore"),
            ["ingest", directory.path("bomb.png"), "--json", "--store", directory.path("store")])
        let item = try #require(result.objects.first { $0["event"] as? String == "failed" })
        #expect(item["kind"] as? String == "over-limit")
        #expect((item["reason"] as? String)?.contains("--max-pixels") == true)
        let peak = try #require(result.objects.last?["peak_memory_bytes"] as? Int)
        #expect(peak < 64 << 20)
    }
}
