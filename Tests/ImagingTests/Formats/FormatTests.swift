import Testing

@testable import Imaging

/// Formats are told by content; everything else is refused in words that help.
struct FormatTests {
    @Test func picturesAreToldByTheirFirstBytes() throws {
        let pixels = DisplayPixels.quarters(8, 8)
        for format in [PictureFormat.jpeg, .png, .webp] {
            #expect(PictureFormat.sniff(try pixels.encoded(format).prefix(12)) == format)
        }
        #expect(PictureFormat.sniff("GIF87a".utf8) == .gif)
        #expect(PictureFormat.sniff("GIF88a".utf8) == nil)
        #expect(PictureFormat.sniff("RIFF\0\0\0\0WAVE".utf8) == nil)
        #expect(PictureFormat.sniff([]) == nil)
    }

    @Test(
        arguments: [
            ([], "the file is empty"),
            (Array("BM\0\0".utf8), "it looks like BMP, which is not read yet"),
            (Array("\0\0\0\u{18}ftypavif".utf8), "it looks like AVIF, which is not read yet"),
            (Array("<html>\n".utf8), "it is text that begins “<html> ”"),
            ([0, 0x1B, 0xFF], "it begins with the bytes 00 1b ff"),
        ] as [([UInt8], String)]) func otherBytesAreNamed(_ bytes: [UInt8], _ words: String) throws
    {
        let error = try #require(try refusal(of: bytes))
        #expect(error == .notAPicture(looksLike: words))
        #expect(error.isAboutTheBytes)
    }

    @Test(arguments: [
        ("traps/empty.png", "not-a-picture"), ("traps/notes.txt", "not-a-picture"),
        ("traps/seigaiha-scratched.png", "corrupt"), ("traps/sunflower-cut-short.jpg", "truncated"),
    ]) func trapsAreRefused(_ path: String, _ kind: String) throws {
        #expect(try refusal(of: Samples.bytes(path))?.kind == kind)
    }

    @Test func aWrongSuffixDoesNotDeceive() throws {
        let header = try header(of: Samples.bytes("traps/moire-png-in-disguise.jpg"))
        #expect(header.format == .png)
    }

    @Test(arguments: [
        ("studies/aurora-16bit.png", 3, 16, 1), ("studies/ringed-planet-grey16.png", 1, 16, 1),
        ("studies/coral-interlaced.png", 3, 8, 1), ("studies/harmonograph-alpha.png", 4, 8, 1),
        ("studies/neoplastic-cmyk.jpg", 4, 8, 1), ("studies/turning-squares.gif", 4, 8, 16),
        ("landscapes/foggy-pines-grey.jpg", 1, 8, 1), ("studies/circle-packing.webp", 4, 8, 1),
    ]) func samplesAreWhatTheirNamesSay(
        _ path: String, _ channels: Int, _ bits: Int, _ frames: Int
    ) throws {
        let picture = try Picture(Samples.bytes(path))
        #expect(picture.pixels.shape.channels == channels)
        #expect(picture.header.bitsPerSample == bits)
        #expect(picture.header.frames == frames)
    }
}
