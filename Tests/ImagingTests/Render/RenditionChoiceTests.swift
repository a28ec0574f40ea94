import Testing

@testable import Imaging

/// How renditions of small pictures and of drawings are encoded: never visibly worse than their
/// pixels, nor larger than the original.
@Suite struct RenditionChoiceTests {
    /// A drawing of a few colours with thin red lines, which halved chroma would smear.
    private func drawing(_ side: Int) -> DisplayPixels {
        let (red, white, blue) = ([230, 20, 30], [255, 255, 255], [20, 60, 160]) as Colors
        return DisplayPixels(drawn: side, side) { x, y, channel in
            if x % 8 == 3 || (x + y) % 16 == 0 { return red[channel] }
            let isLight = (x / 8 + y / 8) % 2 == 0
            return isLight ? white[channel] : blue[channel]
        }
    }

    private typealias Colors = ([UInt8], [UInt8], [UInt8])

    private func photograph(_ width: Int, _ height: Int) throws -> DisplayPixels {
        let bytes = try Samples.bytes("landscapes/lighthouse.jpg")
        return try shown(rendition(of: bytes, box: (width, height), .png))
    }

    @Test(arguments: [1, 7, 16, 32, 64, 255]) func pixelArtIsKeptExactlyAndNoLargerThanItWas(
        _ side: Int
    ) throws {
        let art = drawing(side)
        for bytes in [
            art.png.bytes, try art.encoded(.png), try encode(art, as: .png, quality: 0, .compact),
        ] {
            let rendition = try rendition(of: bytes, .auto, quality: 82)
            #expect(try shown(rendition) == art)
            #expect(rendition.bytes.count <= bytes.count)
        }
    }

    @Test func smallDrawingsOfOtherFormatsAreKeptExactlyToo() throws {
        let indices = DisplayPixels(drawn: 48, 48, channels: 1) { x, y, _ in
            x / 6 % 2 == y / 6 % 2 ? 0 : 1
        }.samples
        let gif = GIFFile(
            width: 48, height: 48, palette: [255, 255, 255, 200, 0, 0],
            frames: [.init(width: 48, height: 48, indices: indices)]
        ).bytes
        let webp = try drawing(48).encoded(.webp, quality: losslessWebP)
        for bytes in [gif, webp] {
            #expect(try shown(rendition(of: bytes, .auto)) == Picture(bytes).display.opaque)
        }
    }

    @Test func aSmallJPEGIsItsOwnThumbnail() throws {
        let small = try photograph(160, 120)
        for quality in [40, 75] {
            let plain = try small.encoded(.jpeg, quality: quality)
            let bytes = jpeg(
                plain, adding: (0xE1, Array("http://ns.adobe.com/xap/1.0/\0private".utf8)),
                (0xFE, Array("a comment".utf8)))
            let rendition = try rendition(of: bytes, .auto, quality: 82)
            #expect(rendition.bytes == plain, "without what is not pixels")
        }
        // One of a quality that nobody needs is encoded again, where that saves something.
        let large = try photograph(256, 192).encoded(.jpeg, quality: 100)
        let rendition = try rendition(of: large, .auto, quality: 82)
        #expect(rendition.bytes.count < large.count / 2)
    }

    @Test func whatIsTurnedOrOfOtherColoursIsMadeAnew() throws {
        let small = try photograph(160, 120)
        let turned = jpeg(
            try small.encoded(.jpeg, quality: 80), adding: exifSegment(exif(orientation: 6)))
        let rendition = try rendition(of: turned, .auto, quality: 82)
        #expect((rendition.width, rendition.height) == (small.height, small.width))
        #expect(try shown(rendition).width == small.height)
        #expect(rendition.bytes.count <= turned.count)
        var linear = drawing(32).png
        linear.beforePixels = [.init("gAMA", bigEndian(UInt32(100_000)))]
        let shownLinear = try shown(try ImagingTests.rendition(of: linear.bytes, .auto))
        #expect(try shownLinear == Picture(linear.bytes).display)
    }

    /// Of a linear picture, which cannot be passed on, with more colours than a palette has and too
    /// large to be tried as PNG: blocks whose edges both usual JPEGs smear.
    @Test func blocksOfManyColoursDoNotShowALoss() throws {
        var random = Seeded(11)
        let colors = (0..<2500).map { _ in
            (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        var file = DisplayPixels(drawn: 200, 200) { x, y, channel in
            colors[y / 4 * 50 + x / 4][channel]
        }.png
        file.beforePixels = [.init("gAMA", bigEndian(UInt32(100_000)))]
        let thumbnail = try shown(rendition(of: file.bytes, .auto, quality: 82))
        #expect(try !isOther(thumbnail, than: Picture(file.bytes).display))
    }

    @Test func textIsLeftBehind() throws {
        var file = drawing(24).png
        file.beforePixels = [.init("tEXt", Array("prompt\0a secret".utf8))]
        file.afterPixels = [.init("eXIf", exif(orientation: 1))]
        let bytes = try rendition(of: file.bytes, .auto).bytes
        #expect(!bytes.indices.contains { bytes[$0...].starts(with: "tEXt".utf8) })
        #expect(!bytes.indices.contains { bytes[$0...].starts(with: "eXIf".utf8) })
        #expect(bytes.count < file.bytes.count)
    }

    @Test func noiseThatIsNotShrunkIsKept() throws {
        let noise = DisplayPixels.noise(64, 48)
        let bytes = try noise.encoded(.png)
        let rendition = try rendition(of: bytes, .auto, quality: 82)
        #expect(try shown(rendition) == noise)
        #expect(rendition.bytes.count <= bytes.count)
    }

    @Test func aShrunkDrawingIsNotVisiblyOtherThanItsPixels() throws {
        let bytes = try drawing(512).encoded(.png)
        for side in [32, 100, 128, 256] {
            let pixels = try shown(rendition(of: bytes, box: (side, side), .png))
            let shownPixels = try shown(rendition(of: bytes, box: (side, side), .auto, quality: 82))
            if pixels.hasFewColors(256) {
                #expect(!isOther(shownPixels, than: pixels), "\(side)")
            }
        }
        // Shrunk by a whole number it has a few colours still.
        let (white, red) = ([255, 255, 255], [200, 20, 30]) as ([UInt8], [UInt8])
        let whole = DisplayPixels(drawn: 512, 512) { x, y, channel in
            let isLight = (x / 64 + y / 64) % 2 == 0
            return isLight ? white[channel] : red[channel]
        }
        let thumbnail = try rendition(of: whole.encoded(.png), box: (256, 256), .auto)
        #expect(thumbnail.format == .png)
        #expect(try shown(thumbnail).hasFewColors(256))
    }

    @Test func shrunkPhotographsAreEncodedAsEver() throws {
        for path in ["landscapes/lighthouse.jpg", "landscapes/foggy-pines-grey.jpg"] {
            let bytes = try Samples.bytes(path)
            let pixels = try shown(rendition(of: bytes, .png))
            let thumbnail = try rendition(of: bytes, .auto, quality: 82)
            #expect(thumbnail.bytes == (try pixels.encoded(.jpeg, quality: 82)), "\(path)")
        }
    }

    @Test func pngByNameIsThePlainForm() throws {
        for bytes in [
            try encode(drawing(32), as: .png, quality: 0, .compact), drawing(32).png.bytes,
        ] {
            let rendition = try rendition(of: bytes, .png)
            #expect(rendition.bytes[24...25] == [8, PNGFile.ColorType.rgb.rawValue])
            #expect(try shown(rendition) == drawing(32))
        }
    }

    @Test func webPLosesNothingWhereThatIsSmallerOrShows() throws {
        let art = drawing(64)
        let rendition = try rendition(of: art.encoded(.png), .webp, quality: 80)
        #expect(try shown(rendition) == art)
    }

    @Test func jpegKeepsItsChromaWhereItsLossWouldShow() throws {
        let art = drawing(64)
        let usual = try art.encoded(.jpeg, quality: 92)
        let rendition = try rendition(of: art.encoded(.png), .jpeg, quality: 92)
        #expect(rendition.format == .jpeg)
        let losses = [usual, rendition.bytes].map { bytes in
            (try? Picture(bytes).display).map { Difference($0.samples, art.samples).mean } ?? 999
        }
        #expect(losses[1] <= losses[0])
    }

    @Test(arguments: [1, 2, 3, 4, 5, 16, 17, 255, 256, 257], [3, 4])
    func palettesComeBackExactly(_ colors: Int, _ channels: Int) throws {
        let pixels = DisplayPixels(drawn: 37, 29, channels: channels) { x, y, channel in
            let color: Int = (y * 37 + x) * 7 % colors
            // Alpha of every sort, in no order.
            let alpha: Int = 255 - color * 37 % 256
            let value: Int = color * (channel + 3) % 256
            return UInt8(channel == 3 ? alpha : value)
        }
        let compact = try encode(pixels, as: .png, quality: 0, .compact)
        let picture = try Picture(compact).display
        #expect(picture.channels == (pixels.isTransparent ? 4 : 3))
        #expect(picture == (pixels.isTransparent ? pixels : pixels.flattened))
    }

    @Test func greysTakeAsFewBitsAsHoldThem() throws {
        for (values, bits) in [
            ([0, 255], 1), ([85, 170], 2), ([17, 51], 4), ([17, 18], 8),
        ] as [([UInt8], Int)] {
            let pixels = DisplayPixels(drawn: 13, 5, channels: 1) { x, y, _ in values[(x + y) % 2] }
            let bytes = try encode(pixels, as: .png, quality: 0, .compact)
            let picture = try Picture(bytes)
            #expect(picture.header.bitsPerSample == bits)
            #expect(picture.display == pixels)
        }
    }

    @Test func mutantsOfSmallPicturesAreRenderedOrRefused() throws {
        let pictures = [
            try drawing(24).encoded(.png),
            jpeg(
                try drawing(24).encoded(.jpeg, quality: 60),
                adding: exifSegment(exif(orientation: 1))),
        ]
        for (index, bytes) in pictures.enumerated() {
            var mutator = Mutator(seed: UInt64(index + 50))
            for number in 0..<200 {
                guard let rendition = try? rendition(of: mutator.mutant(of: bytes), .auto) else {
                    continue
                }
                // Whatever was made of it, also of its own bytes, is a picture of its size.
                let header = try header(of: rendition.bytes)
                #expect(header.width == UInt32(rendition.width), "\(index), mutant \(number)")
                #expect(try refusal(of: rendition.bytes) == nil, "\(index), mutant \(number)")
            }
        }
    }

    private func isOther(_ shown: DisplayPixels, than pixels: DisplayPixels) -> Bool {
        let losses = Losses(against: pixels)
        losses.begin(
            PixelShape(
                width: shown.width, height: shown.height, channels: shown.channels, depth: 8))
        shown.samples.withUnsafeBytes { bytes in
            for y in 0..<shown.height {
                losses.receive(row: bytes.baseAddress! + y * shown.width * shown.channels)
            }
        }
        return losses.show
    }
}

extension DisplayPixels {
    /// Without an alpha channel that says nothing.
    fileprivate var opaque: DisplayPixels { isTransparent ? self : flattened }
}
