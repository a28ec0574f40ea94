import Imaging
import TestSupport
import Testing

@Suite("Files without metadata") struct StripMetadataTests {
    private func stripped(_ bytes: [UInt8]) throws -> [UInt8] {
        try bytes.withUnsafeBytes { memory in
            let source = ByteSource(memory: memory)
            return try strippedOfMetadata(source, probe(source, limits: PictureLimits()))
        }
    }

    private func rows(_ bytes: [UInt8]) throws -> (PictureHeader, [UInt8]) {
        try bytes.withUnsafeBytes { memory in
            let source = ByteSource(memory: memory)
            let header = try probe(source, limits: PictureLimits())
            let rows = Rows()
            try visitPixels(source, header, limits: PictureLimits()) { rows.bytes += $0 }
            return (header, rows.bytes)
        }
    }

    private final class Rows { var bytes: [UInt8] = [] }

    private func holds(_ bytes: [UInt8], _ text: String) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(text)
    }

    private func check(_ bytes: [UInt8], without text: String) throws {
        let result = try stripped(bytes)
        #expect(holds(bytes, text))
        #expect(!holds(result, text))
        let (before, after) = (try rows(bytes), try rows(result))
        #expect(before.1 == after.1)
        #expect(before.0.orientation == after.0.orientation)
        #expect(before.0.frames == after.0.frames)
        #expect(before.0.color == after.0.color)
        // There is nothing left to be taken away.
        #expect(try stripped(result) == result)
    }

    @Test("show the same pixels, PNG")
    func png() throws {
        try check(withText(testPicture(1), "parameters", "a castle"), without: "a castle")
    }

    @Test("show the same pixels, JPEG, with what follows the end left out")
    func jpeg() throws {
        let picture = testPicture(1, as: .jpeg)
        let comment = Array("a castle".utf8)
        let segment = [0xFF, 0xFE, 0, UInt8(comment.count + 2)] + comment
        try check(Array(picture[..<2]) + segment + Array(picture[2...]), without: "a castle")
        try check(picture + comment, without: "a castle")
    }

    @Test("keep the orientation", arguments: 2...8)
    func orientation(_ value: UInt8) throws {
        let tiff: [UInt8] =
            [
                0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0,
                0, 0, 0,
            ]
            + Array("a castle".utf8)
        let body = Array("Exif\0\0".utf8) + tiff
        let picture = testPicture(1, as: .jpeg)
        let segment = [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body
        try check(Array(picture[..<2]) + segment + Array(picture[2...]), without: "a castle")
    }

    @Test("show the same pixels, WebP")
    func webp() throws {
        let picture = testPicture(1, as: .webp)
        let text = Array("a castle".utf8)
        var file = picture + Array("XMP ".utf8) + [UInt8(text.count), 0, 0, 0] + text
        let size = file.count - 8
        for place in 0..<4 { file[4 + place] = UInt8(size >> (place * 8) & 255) }
        try check(file, without: "a castle")
    }
}
