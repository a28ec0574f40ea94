import TestSupport
import Testing

@testable import Retrieval

@Suite("Ends of pictures") struct PictureEndingTests {
    /// Whether bytes that come in pieces of a size count as a whole picture.
    private func isWhole(_ bytes: [UInt8], piece: Int = 1000) -> Bool {
        var ending = PictureEnding()
        for start in stride(from: 0, to: bytes.count, by: piece) {
            bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { ending.update($0) }
        }
        return ending.isWhole
    }

    @Test("a PNG has its end or is not whole, wherever it is cut", arguments: [1, 5, 1000])
    func png(_ piece: Int) {
        let picture = testPicture(1)
        #expect(isWhole(picture, piece: piece))
        for count in 8..<picture.count where count % 7 == 0 || picture.count - count < 20 {
            #expect(!isWhole(Array(picture.prefix(count)), piece: piece))
        }
        #expect(isWhole(picture + [0, 0, 0], piece: piece), "padding is common")
    }

    @Test("a JPEG has its end within its last bytes")
    func jpeg() {
        let start: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF".utf8)
        let scan = [UInt8](repeating: 7, count: 300)
        #expect(isWhole(start + scan + [0xFF, 0xD9], piece: 3))
        #expect(isWhole(start + scan + [0xFF, 0xD9, 0, 0, 0]))
        #expect(!isWhole(start + scan))
        #expect(!isWhole(start + scan + [0xFF]))
        #expect(!isWhole(start + [0xFF, 0xD9] + scan), "that of a thumbnail, say")
    }

    @Test("a WebP is as long as it says")
    func webp() {
        let picture = Array("RIFF".utf8) + [24, 0, 0, 0] + Array("WEBP".utf8) + [UInt8](0..<20)
        #expect(isWhole(picture, piece: 1))
        #expect(isWhole(picture + [0]))
        for count in 12..<picture.count { #expect(!isWhole(Array(picture.prefix(count)))) }
        let longest = Array("RIFF".utf8) + [255, 255, 255, 255] + Array("WEBP".utf8)
        #expect(!isWhole(longest))
    }

    @Test("other bytes count as whole")
    func others() {
        for bytes in [[], [0xFF], [0x89, 0x50], Array("GIF89a".utf8), Array("<html>".utf8)] {
            #expect(isWhole(bytes))
        }
    }
}
