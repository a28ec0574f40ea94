import Testing

@testable import Imaging

struct PerceptualHashTests {
    static let pictures = [
        "landscapes/lighthouse.jpg", "landscapes/misty-mountains.jpg", "landscapes/sea-sunset.jpg",
        "landscapes/tidal-dunes.jpg", "landscapes/foggy-pines-grey.jpg",
        "landscapes/balloons.webp", "studies/sunflower-444.jpg", "studies/de-jong-attractor.png",
        "generated/folded-silk.png", "studies/torus-knot.png",
    ]

    @Test(arguments: pictures.suffix(6)) func aPictureSavedAgainKeepsItsHash(_ path: String) throws
    {
        let bytes = try Samples.bytes(path)
        let hash = try rendering(of: bytes).perceptualHash
        let display = try Picture(bytes).display.flattened
        for (format, quality) in [(PictureFormat.jpeg, 40), (.webp, 50)] {
            let again = try rendering(of: display.colored.encoded(format, quality: quality))
            #expect(hash.distance(to: again.perceptualHash) <= 6, "\(format)")
        }
        let small = try rendition(of: bytes, box: (97, 97), .jpeg)
        #expect(hash.distance(to: try rendering(of: small.bytes).perceptualHash) <= 6)
    }

    @Test func differentPicturesAreFarApart() throws {
        let hashes = try PerceptualHashTests.pictures.map { path in
            (path, try rendering(of: Samples.bytes(path)).perceptualHash)
        }
        for (index, (path, hash)) in hashes.enumerated() {
            for (other, otherHash) in hashes[(index + 1)...] {
                #expect(hash.distance(to: otherHash) > 16, "\(path) and \(other)")
            }
        }
    }

    @Test func theHashIsOfTheUprightPicture() throws {
        let upright = try Picture(Samples.bytes("landscapes/lighthouse.jpg")).display
        let hash = PerceptualHash(upright)
        let turned = upright.stored(as: .turnClockwise)
        #expect(hash.distance(to: PerceptualHash(turned)) > 16)
        let tagged = jpeg(try turned.encoded(.jpeg), adding: exifSegment(exif(orientation: 6)))
        #expect(hash.distance(to: try rendering(of: tagged).perceptualHash) <= 6)
    }

    @Test func whatIsTransparentCountsAsWhite() {
        let black = DisplayPixels(drawn: 40, 40, channels: 4) { x, y, channel in
            channel == 3 ? (x > y ? 255 : 0) : 0
        }
        #expect(PerceptualHash(black) == PerceptualHash(black.flattened))
    }

    /// Without any detail there is nothing to compare; rounding errors are not detail.
    @Test func flatPicturesOfAnyColourHaveTheEmptyHash() {
        for level in [0, 1, 50, 77, 128, 200, 255] as [UInt8] {
            #expect(PerceptualHash(.flat(64, 48, [level])).bits == 0, "\(level)")
        }
        #expect(PerceptualHash(.flat(1, 1, [10, 20, 30])).bits == 0)
    }

    @Test func tinyPicturesHaveHashesToo() {
        for (width, height) in [(1, 2), (2, 1), (5, 40), (31, 33)] {
            let noise = DisplayPixels.noise(width, height)
            #expect(PerceptualHash(noise) == PerceptualHash(noise))
        }
    }

    @Test func theDistanceCountsBits() {
        let one = PerceptualHash(bits: 0b1011)
        #expect(one.distance(to: PerceptualHash(bits: 0b0001)) == 2)
        #expect(one.distance(to: one) == 0)
        #expect(PerceptualHash(bits: 0).distance(to: PerceptualHash(bits: .max)) == 64)
    }
}
