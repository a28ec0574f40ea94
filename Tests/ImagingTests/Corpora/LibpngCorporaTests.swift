import Foundation
import Testing

@testable import Imaging

/// libpng's own test pictures.
@Suite(.needsCorpora)
struct LibpngCorporaTests {
    static let crashers = Corpora.files("libpng/testpngs/crashers", "png")
    static let good = Corpora.files("libpng", "png", deep: true).filter { !$0.contains("crashers") }

    @Test func everyGoodPictureDecodes() throws {
        #expect(LibpngCorporaTests.good.count > 150)
        for path in LibpngCorporaTests.good {
            let error = try refusal(of: Corpora.bytes(path))
            #expect(error == nil, "\(path): \(error?.reason ?? "")")
        }
    }

    /// Chunks that claim two gigabytes, and checksums that are wrong. Other decoders show badcrc,
    /// badadler and huge_IDAT with a warning; a store that promises whole pictures refuses them.
    @Test(arguments: crashers.filter { !$0.hasSuffix("empty_ancillary_chunks.png") })
    func crashersAreRefused(_ path: String) throws {
        let error = try #require(try refusal(of: Corpora.bytes(path)))
        #expect(error.kind == (path.contains("huge_") ? .truncated : .corrupt))
    }

    @Test func aWrongChecksumOfThePixelsIsNamed() throws {
        let folder = "libpng/testpngs/crashers"
        let crc = try #require(try refusal(of: Corpora.bytes("\(folder)/badcrc.png")))
        #expect(crc == .corrupt(.png, "IDAT: CRC error"))
        let adler = try #require(try refusal(of: Corpora.bytes("\(folder)/badadler.png")))
        #expect(adler == .corrupt(.png, "IDAT: incorrect data check"))
    }

    @Test func emptyAncillaryChunksAreIgnored() throws {
        let path = "libpng/testpngs/crashers/empty_ancillary_chunks.png"
        #expect(try Corpora.picture(path).header.color == .sRGB)
    }

    /// The same samples are stored at four gammas, so each tells what it should look like.
    @Test(arguments: ["gray-8", "gray-16", "rgb-8", "rgb-16", "rgb-alpha-8", "palette-8"])
    func gammaIsTurnedIntoTheCurveOfSRGB(_ form: String) throws {
        // What libpng calls 1.8 is the gamma of old Macintoshes with 1.8 screens.
        for (name, gamma) in [("-linear", 1.0), ("-1.8", 1 / 0.65909)] {
            let picture = try Corpora.picture("libpng/testpngs/\(form)\(name).png")
            let stored = convertToDisplay(
                Pixels(shape: picture.pixels.shape, samples: curved(picture.pixels, gamma)), .sRGB)
            let difference = Difference(
                picture.display.colored.samples, stored.colored.samples)
            #expect(difference.greatest <= 1, "\(form)\(name): \(difference)")
        }
    }

    /// Samples to light, and from light to sRGB (IEC 61966-2-1); alpha as it is.
    private func curved(_ pixels: Pixels, _ gamma: Double) -> [UInt16] {
        let shape = pixels.shape
        return pixels.samples.enumerated().map { index, sample in
            if shape.hasAlpha, index % shape.channels == shape.channels - 1 { return sample }
            return UInt16((encodedSRGB(pow(Double(sample) / 65_535, gamma)) * 65_535).rounded())
        }
    }
}
