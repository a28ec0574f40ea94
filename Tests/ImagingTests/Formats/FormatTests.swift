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

    private static let formats: [(start: [UInt8], name: String)] = {
        var formats: [(start: [UInt8], name: String)] = []
        func add(_ name: String, _ text: String, after bytes: [UInt8] = []) {
            formats.append((bytes + Array(text.utf8), name))
        }
        add("JPEG XL", "JXL \r\n", after: [0, 0, 0, 0x0C])
        add("JPEG XL", "", after: [0xFF, 0x0A, 1])
        add("JPEG 2000", "jP  \r\n", after: [0, 0, 0, 0x0C])
        add("BigTIFF", "II+\0\u{8}\0\0\0")
        add("BigTIFF", "MM\0+\0\u{8}")
        add("a Canon CR2 raw picture", "II*\0\u{10}\0\0\0CR\u{2}\0")
        add("TIFF", "II*\0\u{8}\0\0\0")
        add("QOI", "qoif\0")
        add("an Apple icon (ICNS)", "icns\0")
        for (text, name) in [
            ("P1\n4 4", "PBM"), ("P4 4 4", "PBM"), ("P5\r\n", "PGM"), ("P2\n", "PGM"),
            ("P6#", "PPM"), ("P3\t", "PPM"), ("P7\n", "PAM"), ("Pf\n", "PFM"),
        ] { add(name, text) }
        for (brands, name) in [
            (["jp2 ", "jp2 "], "JPEG 2000"), (["avis", "msf1"], "an AVIF sequence"),
            (["mif1", "heic"], "HEIC"), (["mif1", "miaf", "avif"], "AVIF"),
            (["heix", "mif1"], "HEIC"), (["hevc", "msf1"], "a HEIC sequence"),
            (["msf1", "iso8"], "a HEIF sequence"), (["mif1"], "HEIF"),
            (["crx ", "isom"], "a Canon CR3 raw picture"),
            (["isom", "mp41"], "MP4 or QuickTime video"),
        ] { formats.append((media(brands), name)) }
        return formats
    }()

    @Test func otherFormatsAreNamed() throws {
        for (start, name) in FormatTests.formats {
            let words = "it looks like \(name), which is not read yet"
            #expect(try refusal(of: start) == .notAPicture(looksLike: words))
        }
    }

    @Test func beginningsThatAreCutAnywhereAreGuessedAt() throws {
        for bytes in [
            FormatTests.media(["mif1", "miaf", "avif"]), Array("P6\n".utf8), Array("II*\0".utf8),
        ] {
            for count in 0...bytes.count { #expect(!guessContents(Array(bytes[..<count])).isEmpty) }
        }
        #expect(guessContents(Array("P9\nno".utf8)).contains("text"))
    }

    /// The first box of an ISO base media file.
    private static func media(_ brands: [String]) -> [UInt8] {
        var box = bigEndian(UInt32(12 + 4 * brands.count)) + Array("ftyp".utf8)
        box += Array(brands[0].utf8)
        box += [0, 0, 0, 0]
        for brand in brands.dropFirst() { box += Array(brand.utf8) }
        return box
    }

    @Test(arguments: [
        ("traps/empty.png", PictureError.Kind.notAPicture),
        ("traps/notes.txt", PictureError.Kind.notAPicture),
        ("traps/seigaiha-scratched.png", PictureError.Kind.corrupt),
        ("traps/sunflower-cut-short.jpg", PictureError.Kind.truncated),
    ]) func trapsAreRefused(_ path: String, _ kind: PictureError.Kind) throws {
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
