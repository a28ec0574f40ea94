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
