import Testing

@testable import Imaging

/// Sizes are checked against the limits before anything is allocated for them.
struct LimitTests {
    private func header(width: Int, height: Int, isInterlaced: Bool = false) -> [UInt8] {
        PNGFile.signature
            + PNGFile.header(width: width, height: height, .rgb, isInterlaced: isInterlaced).bytes
    }

    private func passed(_ bytes: [UInt8], _ limits: PictureLimits = PictureLimits()) throws
        -> PictureLimit?
    {
        guard case .overLimit(_, _, let limit) = try refusal(of: bytes, limits: limits) else {
            return nil
        }
        return limit
    }

    @Test func tooManyPixelsAreRefusedFromTheHeaderAlone() throws {
        #expect(try passed(header(width: 60_000, height: 60_000)) == .pixels)
        #expect(try passed(header(width: 65_501, height: 1)) == .side)
        #expect(
            try passed(header(width: 15_000, height: 15_000, isInterlaced: true)) == .pixelBytes)
    }

    @Test func aLimitIsTheLastSizeThatPasses() throws {
        var limits = PictureLimits()
        limits.pixels = 20
        limits.side = 10
        let row = DisplayPixels.flat(10, 2, [7]).png.bytes
        #expect(try refusal(of: row, limits: limits) == nil)
        #expect(try passed(DisplayPixels.flat(7, 3, [7]).png.bytes, limits) == .pixels)
        #expect(try passed(DisplayPixels.flat(11, 1, [7]).png.bytes, limits) == .side)
    }

    @Test func noPixelsAtAllAreCorrupt() throws {
        #expect(try refusal(of: header(width: 0, height: 5))?.kind == .corrupt)
        #expect(try refusal(of: header(width: 5, height: 0))?.kind == .corrupt)
    }

    @Test func whatMustBeHeldWholeIsHeldAgainstItsOwnLimit() throws {
        var limits = PictureLimits()
        limits.pixelBytes = 20_000
        let pixels = DisplayPixels.quarters(100, 100)
        var interlaced = pixels.png
        interlaced.isInterlaced = true
        #expect(try passed(interlaced.bytes, limits) == .pixelBytes)
        #expect(try passed(pixels.encoded(.webp), limits) == .pixelBytes)
        // Row by row, the same picture needs next to nothing.
        #expect(try passed(pixels.png.bytes, limits) == nil)
        #expect(try passed(pixels.encoded(.jpeg), limits) == nil)
    }

    @Test func anInterlacedGIFHoldsOneByteAPixel() throws {
        var limits = PictureLimits()
        var frame = GIFFile.Frame(
            width: 50, height: 50, indices: [UInt8](repeating: 1, count: 2500))
        frame.isInterlaced = true
        let file = GIFFile(width: 50, height: 50, palette: [0, 0, 0, 1, 1, 1], frames: [frame])
        limits.pixelBytes = 2500
        #expect(try passed(file.bytes, limits) == nil)
        limits.pixelBytes = 2499
        #expect(try passed(file.bytes, limits) == .pixelBytes)
    }

    @Test(.needsCorpora) func scansOfAProgressivePictureAreCounted() throws {
        let bytes = try Corpora.bytes("golang/testdata/video-001.progressive.jpeg")
        var limits = PictureLimits()
        limits.scans = 10
        #expect(try passed(bytes, limits) == nil)
        limits.scans = 5
        #expect(try passed(bytes, limits) == .scans)
    }

    @Test(.needsCorpora) func coefficientsOfAProgressivePictureAreHeldAgainstTheMemory() throws {
        let bytes = try Corpora.bytes("golang/testdata/video-001.progressive.jpeg")
        var limits = PictureLimits()
        limits.pixelBytes = 40_000
        #expect(try passed(bytes, limits) == .pixelBytes)
    }

    @Test func everyRefusalSaysTheSizeAndTheLimit() throws {
        let error = try #require(try refusal(of: header(width: 60_000, height: 60_000)))
        #expect(
            error.reason
                == "PNG over the limit: 60000 x 60000 pixels are 3600000000, "
                + "the limit is 300000000")
    }
}
