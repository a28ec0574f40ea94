import Testing

@testable import Imaging

/// Colours compared with the standards' own formulas.
struct ColorTests {
    /// A profile that calls green what is red, blue what is green and red what is blue, so that
    /// ignoring it cannot pass for applying it.
    private let rotated = MatrixSpace(
        colorants: [1, 2, 0].map { MatrixSpace.sRGBColorants[$0] }, gamma: 1.8)
    private let noise = DisplayPixels.noise(24, 16)

    private func expectClose(
        _ pixels: DisplayPixels, _ expected: [UInt8], within tolerance: Int = 2,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let difference = Difference(pixels.samples, expected)
        #expect(
            difference.greatest <= tolerance && difference.mean <= 0.2, "\(difference)",
            sourceLocation: sourceLocation)
    }

    @Test func aProfileInAPNGIsApplied() throws {
        var file = noise.png
        file.beforePixels = [
            .init("iCCP", Array("rotated\0\0".utf8) + zlibStored(rotated.profile))
        ]
        let picture = try Picture(file.bytes)
        #expect(picture.header.color == .icc(rotated.profile))
        expectClose(picture.display, rotated.shownSRGB(picture.pixels.samples))
    }

    @Test func aProfileInPiecesOfAJPEGIsPutTogether() throws {
        let profile = rotated.profile
        let cuts = [0, 100, 250, profile.count]
        let pieces = (0..<3).map { index -> (marker: UInt8, body: [UInt8]) in
            let place = [UInt8(index + 1), 3]
            return (
                0xE2, Array("ICC_PROFILE\0".utf8) + place + profile[cuts[index]..<cuts[index + 1]]
            )
        }
        let plain = try noise.encoded(.jpeg)
        let whole = try Picture(jpeg(plain, adding: pieces[2], pieces[0], pieces[1]))
        #expect(whole.header.color == .icc(profile))
        expectClose(whole.display, rotated.shownSRGB(whole.pixels.samples))
        // One that lacks a piece is none.
        #expect(try header(of: jpeg(plain, adding: pieces[0], pieces[2])).color == .sRGB)
    }

    @Test func aProfileInAWebPIsApplied() throws {
        let plain = try noise.encoded(.webp, quality: losslessWebP)
        let file = ExtendedWebP(
            width: 24, height: 16, flags: ExtendedWebP.profile,
            chunks: [riffChunk("ICCP", rotated.profile), ExtendedWebP.pictureChunk(plain)])
        let picture = try Picture(file.bytes)
        expectClose(picture.display, rotated.shownSRGB(picture.pixels.samples))
    }

    @Test func transparencyIsNoColour() throws {
        let translucent = DisplayPixels.noise(24, 16, channels: 4)
        var file = translucent.png
        file.beforePixels = [.init("iCCP", Array("p\0\0".utf8) + zlibStored(rotated.profile))]
        let display = try Picture(file.bytes).display
        let alphas = [display, translucent].map { pixels in
            stride(from: 3, to: pixels.samples.count, by: 4).map { pixels.samples[$0] }
        }
        #expect(alphas[0] == alphas[1])
        #expect(display.samples != translucent.samples)
    }

    @Test(arguments: [1.0, 1.8, 2.2, 2.6]) func everyGreyOfAGreyProfileIsExact(
        _ gamma: Double
    ) throws {
        let ramp = (0...65_535).map { UInt16($0) }
        let pixels = Pixels(
            shape: PixelShape(width: 256, height: 256, channels: 1, depth: 16), samples: ramp)
        let shown = convertToDisplay(pixels, .icc(greyProfile(gamma: gamma)))
        // The profile keeps its gamma in 256ths.
        let space = MatrixSpace(
            colorants: MatrixSpace.sRGBColorants, gamma: (gamma * 256).rounded() / 256)
        let difference = Difference(shown.samples, space.shownSRGB(ramp.flatMap { [$0, $0, $0] }))
        // Interpolation in a coarse table put dark greys ten levels off.
        #expect(difference.greatest <= 1, "\(difference)")
    }

    @Test func aGreyPictureMayHaveAProfileForColours() throws {
        let grey = DisplayPixels.noise(24, 16, channels: 1)
        var file = grey.png
        file.beforePixels = [.init("iCCP", Array("p\0\0".utf8) + zlibStored(rotated.profile))]
        let picture = try Picture(file.bytes)
        let expected = rotated.shownSRGB(picture.pixels.samples.flatMap { [$0, $0, $0] })
        expectClose(picture.display, expected)
    }

    @Test func profilesOfAnotherKindAndRubbishAreIgnored() throws {
        for profile in [greyProfile(gamma: 1), [], [1, 2, 3], Array(rotated.profile.prefix(200))] {
            let picture = try Picture(noise.png.bytes)
            #expect(convertToDisplay(picture.pixels, .icc(profile)) == noise)
        }
    }

    @Test func aProfileOutranksTheOtherChunksAndSRGBOutranksGamma() throws {
        let gamma = PNGFile.Chunk("gAMA", bigEndian(UInt32(100_000)))
        var file = noise.png
        file.beforePixels = [gamma, .init("sRGB", [0])]
        #expect(try header(of: file.bytes).color == .sRGB)
        file.beforePixels = [
            gamma, .init("iCCP", Array("p\0\0".utf8) + zlibStored(rotated.profile)),
        ]
        #expect(try header(of: file.bytes).color == .icc(rotated.profile))
    }

    @Test(arguments: [100_000, 65_909, 38_462] as [UInt32]) func gammaAloneIsApplied(
        _ gamma: UInt32
    ) throws {
        var file = noise.png
        file.beforePixels = [.init("gAMA", bigEndian(gamma))]
        let picture = try Picture(file.bytes)
        let space = MatrixSpace(
            colorants: MatrixSpace.sRGBColorants, gamma: 100_000 / Double(gamma))
        expectClose(picture.display, space.shownSRGB(picture.pixels.samples), within: 1)
    }

    @Test func theGammaThatWritersOfSRGBPutIsSRGB() throws {
        var file = noise.png
        file.beforePixels = [.init("gAMA", bigEndian(UInt32(45_455)))]
        #expect(try header(of: file.bytes).color == .sRGB)
    }

    @Test func primariesAreApplied() throws {
        var file = noise.png
        // White and primaries of Display P3.
        let xy = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000] as [UInt32]
        file.beforePixels = [
            .init("gAMA", bigEndian(UInt32(45_455))), .init("cHRM", xy.flatMap(bigEndian)),
        ]
        let picture = try Picture(file.bytes)
        let space = MatrixSpace(colorants: MatrixSpace.displayP3Colorants, gamma: 2.2)
        // lcms2 interpolates in a table of 33 × 33 × 33 colours, which is coarse only where a colour
        // leaves the gamut of sRGB; half of this noise does.
        expectClose(picture.display, space.shownSRGB(picture.pixels.samples), within: 10)
    }

    @Test func theWideGamutSampleIsShownAsItsProfileSays() throws {
        let picture = try Picture(Samples.bytes("studies/nebula-wide-gamut.jpg"))
        // The colorants that stand in its profile.
        let space = MatrixSpace(
            colorants: [
                [0.633_68, 0.267_87, 0.001_48], [0.194_29, 0.687_76, 0.042_92],
                [0.136_22, 0.044_37, 0.780_49],
            ], gamma: 461.0 / 256)
        let difference = Difference(
            picture.display.samples, space.shownSRGB(picture.pixels.samples))
        #expect(difference.mean <= 0.6, "\(difference)")
    }

    @Test func inksWithoutAProfileAreMultipliedByBlack() {
        let inks: [UInt16] = [65_535, 0, 32_768, 65_535, 65_535, 65_535, 65_535, 32_768]
        let pixels = Pixels(
            shape: PixelShape(width: 2, height: 1, channels: 4, depth: 8, isCMYK: true),
            samples: inks)
        #expect(convertToDisplay(pixels, .sRGB).samples == [255, 0, 128, 128, 128, 128])
    }
}
