import Testing

@testable import Imaging

struct JPEGTests {
    private let upright = DisplayPixels.quarters(48, 32)

    @Test(arguments: 1...8, [true, false]) func everyOrientationIsTurnedUpright(
        _ number: UInt8, _ isLittleEndian: Bool
    ) throws {
        let orientation = try #require(Orientation(rawValue: number))
        let bytes = jpeg(
            try upright.stored(as: orientation).encoded(.jpeg),
            adding: exifSegment(exif(orientation: number, isLittleEndian: isLittleEndian)))
        let picture = try Picture(bytes)
        #expect((picture.header.width, picture.header.height) == (48, 32))
        let difference = Difference(picture.display.samples, upright.samples)
        // Only colours smoothed where the quarters meet; a wrong turn gives more than 50.
        #expect(difference.mean <= 5, "\(difference)")
    }

    @Test(arguments: [0, 9, 255] as [UInt8]) func orientationsThatDoNotExistMeanUpright(
        _ number: UInt8
    ) throws {
        let bytes = jpeg(try upright.encoded(.jpeg), adding: exifSegment(exif(orientation: number)))
        #expect(try header(of: bytes).orientation == .upright)
    }

    @Test func metadataCutAnywhereMeansUprightAndNeverRefusal() throws {
        let plain = try upright.encoded(.jpeg)
        let whole = exif(orientation: 6)
        // The last four bytes say that no directory follows, and two are padding: not needed.
        for count in 0..<(whole.count - 6) {
            let header = try header(of: jpeg(plain, adding: exifSegment(Array(whole[..<count]))))
            #expect(header.orientation == .upright, "\(count) bytes")
        }
    }

    @Test func theFirstExifCountsAndOtherSegmentsOfItsKindDoNot() throws {
        let bytes = jpeg(
            try upright.encoded(.jpeg),
            adding: (0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8)),
            exifSegment(exif(orientation: 3)), exifSegment(exif(orientation: 6)))
        #expect(try header(of: bytes).orientation == .upsideDown)
    }

    @Test func greyStaysOneChannel() throws {
        let picture = try Picture(DisplayPixels.flat(20, 10, [77]).encoded(.jpeg))
        #expect(picture.header.channels == 1)
        #expect(picture.pixels.samples.allSatisfy { $0 == 77 * 257 })
    }

    @Test func everyShorterFileIsRefused() throws {
        let whole = try DisplayPixels.noise(24, 16).encoded(.jpeg)
        // The last two bytes are the end marker, which is no part of the picture.
        for count in 0..<(whole.count - 2) {
            let error = try refusal(of: Array(whole[..<count]))
            #expect(error != nil, "the first \(count) bytes of \(whole.count) were taken as whole")
        }
    }

    /// libjpeg only warns of these bytes, because "there are some baseline files out there with
    /// all zeroes" in them; no pixel is lost.
    @Test func aScanThatMisstatesItsBandIsShown() throws {
        var bytes = try upright.encoded(.jpeg)
        let scan = try #require(
            bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xDA, 0, 12, 3]) })
        #expect(Array(bytes[(scan + 11)...].prefix(3)) == [0, 63, 0])
        bytes[scan + 12] = 0
        #expect(try Picture(bytes).pixels == Picture(upright.encoded(.jpeg)).pixels)
    }

    @Test func damagedPixelsAreRefused() throws {
        var bytes = try DisplayPixels.noise(64, 64).encoded(.jpeg)
        // A marker where pixels should be: libjpeg would make up the rest.
        bytes.replaceSubrange((bytes.count / 2)..<(bytes.count / 2 + 2), with: [0xFF, 0xD9])
        #expect(try refusal(of: bytes)?.kind == .corrupt)
    }

    @Test func bytesBehindTheEndAreIgnored() throws {
        #expect(try refusal(of: upright.encoded(.jpeg) + [0, 1, 2]) == nil)
    }

    /// Photoshop stores inks reversed and says so by its marker; the standard's way is upright.
    @Test func inksAreReversedAsTheAdobeMarkerSays() throws {
        let bytes = try Samples.bytes("studies/neoplastic-cmyk.jpg")
        let picture = try Picture(bytes)
        // The middle is bare paper.
        let middle = (350 * 560 + 280) * 3
        let paper = picture.display.samples[middle..<(middle + 3)]
        #expect(paper.allSatisfy { $0 > 200 })

        #expect(bytes[2..<4] == [0xFF, 0xEE])
        let unmarked = Array(bytes[..<2] + bytes[(4 + 14)...])
        let negative = picture.pixels.samples.map { 65_535 - $0 }
        let isNegative = try Picture(unmarked).pixels.samples == negative
        #expect(isNegative)
    }

    /// A decoder that shrinks must not show: the real filter still has two pixels for each.
    @Test(arguments: [2, 4, 8] as [UInt32]) func shrinkingInTheDecoderHardlyChangesTheResult(
        _ factor: UInt32
    ) throws {
        let bytes = try Samples.bytes("landscapes/lighthouse.jpg")
        let (width, height) = (720 / Int(factor) / 2, 540 / Int(factor) / 2)
        func reduced(_ shrink: UInt32) throws -> [UInt16] {
            let reduction = Resampler(width: width, height: height)
            let limits = PictureLimits()
            try bytes.withUnsafeBytes { memory in
                let source = ByteSource(memory: memory)
                try decode(
                    source, probe(source, limits: limits), shrink: shrink, limits: limits,
                    into: reduction)
            }
            return reduction.samples
        }
        let difference = Difference(try reduced(factor), try reduced(1))
        #expect(difference.mean <= 2 * 257, "\(difference)")
    }
}
