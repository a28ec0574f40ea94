import Testing

@testable import Imaging

/// The test pictures of Go's `image` packages: one frame of video in many encodings.
@Suite(.needsCorpora)
struct GoCorporaTests {
    private let folder = "golang/testdata"

    /// A JPEG beside the PNG that it should look like, and the tolerance that the corpus asks for;
    /// more where colours are averaged over neighbours, which decoders undo differently.
    @Test(arguments: [
        ("video-001.jpeg", "video-001.png", 4.0),
        ("video-001.progressive.jpeg", "video-001.png", 4),
        ("video-001.221212.jpeg", "video-001.221212.png", 4),
        ("video-001.rgb.jpeg", "video-001.rgb.png", 5),
        ("video-001.cmyk.jpeg", "video-001.cmyk.png", 4),
        ("video-005.gray.jpeg", "video-005.gray.png", 4),
        // Scans are missing, but it is whole as far as it goes: see the next test.
        ("video-001.progressive.truncated.jpeg", "video-001.progressive.truncated.png", 4),
    ]) func jpegsLookLikeTheirReference(
        _ name: String, _ reference: String, _ tolerance: Double
    ) throws {
        let difference = try difference(name, reference)
        #expect(difference.mean <= tolerance, "\(difference)")
    }

    @Test(arguments: ["410", "411", "420", "422", "440", "444"])
    func aProgressivePictureEqualsItsBaselineTwin(_ sampling: String) throws {
        let name = "\(folder)/video-001.q50.\(sampling)"
        let baseline = try Corpora.picture("\(name).jpeg")
        let progressive = try Corpora.picture("\(name).progressive.jpeg")
        #expect(baseline.pixels == progressive.pixels)
        #expect(progressive.header.isLayered && !baseline.header.isLayered)
        let difference = Difference(
            baseline.display.samples, try Corpora.picture("\(folder)/video-001.png").display.samples
        )
        #expect(difference.mean <= 10, "\(difference)")
    }

    @Test(arguments: ["q50", "q50.2x2"]) func greyPicturesStayGrey(_ kind: String) throws {
        let name = "\(folder)/video-005.gray.\(kind)"
        let baseline = try Corpora.picture("\(name).jpeg")
        #expect(baseline.pixels.shape.channels == 1)
        #expect(baseline.pixels == (try Corpora.picture("\(name).progressive.jpeg").pixels))
    }

    @Test func aPictureCutBetweenItsScansIsRefused() throws {
        // The corpus's own "truncated" one has the end marker behind a whole scan: a legal, merely
        // coarse picture. Without that marker nobody can say that it was meant so.
        let whole = try Corpora.bytes("\(folder)/video-001.progressive.truncated.jpeg")
        let error = try #require(try refusal(of: whole.dropLast(2) + []))
        #expect(error.kind == .truncated)
    }

    @Test(arguments: ["video-001.gif", "video-001.interlaced.gif", "video-001.5bpp.gif"])
    func gifsLookLikeTheirOriginal(_ name: String) throws {
        let difference = try difference(name, "video-001.png")
        // 256 or 32 dithered colours of a photograph: a wrong row order gives more than 40.
        #expect(difference.mean <= (name.contains("5bpp") ? 12 : 8), "\(difference)")
    }

    @Test func interlacingAGifChangesNothing() throws {
        let plain = try Corpora.picture("\(folder)/video-001.gif")
        let interlaced = try Corpora.picture("\(folder)/video-001.interlaced.gif")
        #expect(plain.pixels == interlaced.pixels)
    }

    @Test func aGreyGifLooksLikeItsOriginal() throws {
        let difference = try difference("video-005.gray.gif", "video-005.gray.png")
        #expect(difference.greatest <= 4, "\(difference)")
    }

    @Test(arguments: [
        ("invalid-crc32", PictureError.Kind.corrupt), ("invalid-zlib", PictureError.Kind.corrupt),
        ("invalid-trunc", PictureError.Kind.truncated),
        ("invalid-noend", PictureError.Kind.truncated),
    ]) func invalidPNGsAreRefused(_ name: String, _ kind: PictureError.Kind) throws {
        let error = try #require(
            try refusal(of: Corpora.bytes("golang/png/testdata/\(name).png")))
        #expect(error.kind == kind, "\(error.reason)")
    }

    /// No data is lost, so it is shown as browsers show it: what the palette lacks is black.
    @Test func anIndexPastThePaletteIsBlack() throws {
        let picture = try Corpora.picture("golang/png/testdata/invalid-palette.png")
        let rgba = picture.rgba
        let hasBlack = stride(from: 0, to: rgba.count, by: 4).contains {
            rgba[$0..<($0 + 4)] == [0, 0, 0, 65_535]
        }
        #expect(hasBlack)
    }

    private func difference(_ name: String, _ reference: String) throws -> Difference {
        let picture = try Corpora.picture("\(folder)/\(name)").display.flattened.colored
        let expected = try Corpora.picture("\(folder)/\(reference)").display.colored
        return Difference(picture.samples, expected.samples)
    }
}
