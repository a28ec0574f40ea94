import Testing

@testable import Imaging

@Suite(.needsCorpora)
struct PillowCorporaTests {
    private let folder = "pillow/images"

    @Test(arguments: ["hopper.jpg", "hopper.webp", "hopper.gif", "hopper_16bit_qtables.jpg"])
    func hopperLooksTheSameInEveryFormat(_ name: String) throws {
        let picture = try Corpora.picture("\(folder)/\(name)").display.flattened
        let original = try Corpora.picture("\(folder)/hopper.png").display
        let difference = Difference(picture.samples, original.samples)
        // A palette, and colours averaged over 2 × 2 pixels; another picture gives above 60.
        #expect(difference.mean <= 12, "\(difference)")
    }

    @Test func inksWithoutAProfileAreMultipliedOut() throws {
        let inks = try Corpora.picture("\(folder)/pil_sample_cmyk.jpg")
        #expect(inks.pixels.shape.isCMYK)
        let difference = Difference(
            inks.display.samples,
            try Corpora.picture("\(folder)/pil_sample_rgb.jpg").display.samples)
        // Separated and multiplied out again without a profile it is more colourful; taking the
        // inks for light, or without their reversal, gives a negative and more than 100.
        #expect(difference.mean <= 45, "\(difference)")
    }

    @Test(arguments: [
        ("1_trns.png", 2), ("l_trns.png", 2), ("i_trns.png", 2), ("rgb_trns.png", 4),
        ("p_trns_single.png", 4), ("tRNS_null_1x1.png", 4),
    ]) func transparentColoursBecomeAlpha(_ name: String, _ channels: Int) throws {
        let picture = try Corpora.picture("\(folder)/\(name)")
        #expect(picture.pixels.shape.channels == channels)
        let isTransparent = picture.display.isTransparent
        #expect(isTransparent)
    }

    @Test(arguments: ["transparent.png", "transparent.webp", "transparent.gif"])
    func transparentPicturesBecomePNG(_ name: String) throws {
        let rendition = try rendition(of: Corpora.bytes("\(folder)/\(name)"), .auto)
        #expect(rendition.format == .png)
        let isTransparent = try shown(rendition).isTransparent
        #expect(isTransparent)
    }

    /// The profile of icc_profile.png describes sRGB itself.
    @Test func aProfileOfSRGBChangesNothing() throws {
        let profiled = try Corpora.picture("\(folder)/icc_profile.png")
        let plain = try Corpora.picture("\(folder)/icc_profile_none.png")
        #expect(profiled.header.color.hasProfile && !plain.header.color.hasProfile)
        let difference = Difference(profiled.display.samples, plain.display.samples)
        #expect(difference.greatest <= 2, "\(difference)")
    }

    @Test func aProfileBehindTheFrameHeaderIsFoundAndUselessOnesIgnored() throws {
        // Its profile is the word "profile".
        let picture = try Corpora.picture("\(folder)/icc-after-SOF.jpg")
        #expect(picture.header.color == .icc(Array("profile".utf8)))
        let difference = Difference(
            picture.display.samples, convertToDisplay(picture.pixels, .sRGB).samples)
        #expect(difference.greatest == 0, "\(difference)")
    }

    @Test(arguments: [
        ("broken.png", PictureError.Kind.corrupt),
        ("broken_data_stream.png", PictureError.Kind.corrupt),
        ("decompression_bomb.gif", PictureError.Kind.corrupt),
        ("decompression_bomb.ico", PictureError.Kind.notAPicture),
    ]) func brokenPicturesAreRefused(_ name: String, _ kind: PictureError.Kind) throws {
        let error = try #require(try refusal(of: Corpora.bytes("\(folder)/\(name)")))
        #expect(error.kind == kind, "\(error.reason)")
    }

    @Test(arguments: [
        "jpeg_ff00_header.jpg", "junk_jpeg_header.jpg", "frozenpond.mpo", "padded_idat.png",
        "sugarshack_bad_mpo_header.jpg", "hopper_idat_after_image_end.png",
        "png_decompression_dos.png", "xmp_padded.jpg", "xmp_no_prefix.jpg", "no_palette.gif",
    ]) func oddButWholePicturesAreShown(_ name: String) throws {
        let error = try refusal(of: Corpora.bytes("\(folder)/\(name)"))
        #expect(error == nil, "\(error?.reason ?? "")")
    }

    @Test(arguments: [("iss634.webp", 42), ("dispose_bgnd.gif", 5), ("apng/mode_16bit.png", 2)])
    func framesAreCounted(_ name: String, _ frames: Int) throws {
        #expect(try header(of: Corpora.bytes("\(folder)/\(name)")).frames == frames)
    }

    @Test func picturesOfOtherKindsAreNamed() throws {
        for (name, kind) in [
            ("hopper.bmp", "BMP"), ("hopper.tif", "TIFF"), ("hopper.ico", "an icon"),
            ("avif/hopper.avif", "AVIF"),
        ] {
            let error = try #require(try refusal(of: Corpora.bytes("\(folder)/\(name)")))
            #expect(error.reason.contains("looks like \(kind), which is not read yet"))
        }
    }
}
