import Testing

@testable import Imaging

/// Which format a rendition gets, and what becomes of transparency in it.
struct RecipeFormatTests {
    private func rgba(alpha: @escaping (Int, Int) -> UInt8) -> DisplayPixels {
        DisplayPixels(drawn: 40, 30, channels: 4) { x, y, channel in
            channel == 3 ? alpha(x, y) : UInt8(40 + x * 2 + channel * 20)
        }
    }

    @Test func anOpaquePictureWithAnAlphaChannelBecomesJPEG() throws {
        // Shrunk, and of many colours: small pictures and drawings may be PNG anyhow.
        let noise = DisplayPixels.noise(300, 200)
        let bytes = DisplayPixels(drawn: 300, 200, channels: 4) { x, y, channel in
            channel == 3 ? 255 : noise.samples[(y * 300 + x) * 3 + channel]
        }.png.bytes
        #expect(try header(of: bytes).mayHaveAlpha)
        #expect(try rendition(of: bytes, .auto).format == .jpeg)
        #expect(try rendering(of: bytes).isTransparent == false)
    }

    @Test func onePixelThatLetsThroughMakesItPNG() throws {
        let bytes = rgba { x, y in x == 7 && y == 9 ? 254 : 255 }.png.bytes
        #expect(try rendition(of: bytes, .auto).format == .png)
        #expect(try rendering(of: bytes).isTransparent)
    }

    @Test func jpegShowsTransparentPicturesOverWhite() throws {
        let clear = rgba { _, _ in 0 }.png.bytes
        let rendition = try rendition(of: clear, .jpeg)
        #expect(rendition.format == .jpeg)
        #expect(try shown(rendition).samples.allSatisfy { $0 == 255 })
        let half = DisplayPixels.flat(8, 8, [0, 0, 0, 128])
        #expect(half.flattened == .flat(8, 8, [127, 127, 127]))
    }

    @Test func pngDropsAnAlphaChannelThatSaysNothing() throws {
        let opaque = try rendition(of: rgba { _, _ in 255 }.png.bytes, .png)
        #expect(try shown(opaque).channels == 3)
        let clear = try rendition(of: rgba { x, _ in UInt8(x * 6) }.png.bytes, .png)
        #expect(try shown(clear) == rgba { x, _ in UInt8(x * 6) }.nothingUnderNothing)
    }

    @Test func webPKeepsTransparencyAndTakesGrey() throws {
        let soft = rgba { x, y in UInt8(min(255, x * 4 + y * 3)) }
        let rendition = try rendition(of: soft.png.bytes, .webp, quality: 90)
        #expect(rendition.format == .webp)
        let difference = Difference(
            try shown(rendition).flattened.samples, soft.flattened.samples)
        #expect(difference.mean <= 3, "\(difference)")
        let grey = DisplayPixels.flat(20, 20, [90])
        let ofGrey = try shown(try ImagingTests.rendition(of: grey.png.bytes, .webp))
        #expect(Difference(ofGrey.samples, grey.colored.samples).greatest <= 2)
    }

    @Test func greyPicturesStayGreyInJPEGAndPNG() throws {
        let bytes = DisplayPixels.noise(30, 20, channels: 1).png.bytes
        for format in [Recipe.Format.auto, .png] {
            #expect(try header(of: rendition(of: bytes, format).bytes).channels == 1)
        }
    }

    @Test func lowerQualityMakesSmallerFiles() throws {
        let bytes = DisplayPixels.noise(200, 200).png.bytes
        for format in [Recipe.Format.jpeg, .webp] {
            let sizes = try [20, 60, 95].map {
                try rendition(of: bytes, box: (100, 100), format, quality: $0).bytes.count
            }
            #expect(sizes == sizes.sorted() && Set(sizes).count == 3, "\(format): \(sizes)")
        }
    }

    @Test func theDefinitionNamesAllThatDecidesTheBytes() {
        let recipe = Recipe(
            name: "thumb", boxWidth: 256, boxHeight: 128, format: .auto, quality: 82)
        #expect(
            recipe.definition
                == "box=256x128;fit=inside;filter=lanczos3;format=auto;quality=82;encoder=2")
    }
}

extension DisplayPixels {
    /// Pixels that nobody sees lose their colour in the resampler, which is no loss.
    fileprivate var nothingUnderNothing: DisplayPixels {
        DisplayPixels(drawn: width, height, channels: 4) { x, y, channel in
            let start = (y * width + x) * 4
            return samples[start + 3] == 0 ? 0 : samples[start + channel]
        }
    }
}
