import Testing

@testable import Imaging

struct WebPTests {
    private let upright = DisplayPixels.quarters(48, 32)

    @Test(arguments: [3, 4]) func losslessPicturesComeBackExactly(_ channels: Int) throws {
        let noise = DisplayPixels.noise(33, 17, channels: channels)
        let picture = try Picture(noise.encoded(.webp, quality: losslessWebP))
        #expect(picture.header.mayHaveAlpha == (channels == 4))
        if channels == 3 {
            #expect(picture.display == noise)
        } else {
            // libwebp gives pixels that nobody sees other colours.
            #expect(picture.display.flattened == noise.flattened)
        }
    }

    @Test(arguments: 1...8) func everyOrientationIsTurnedUpright(_ number: UInt8) throws {
        let orientation = try #require(Orientation(rawValue: number))
        let stored = upright.stored(as: orientation)
        let plain = try stored.encoded(.webp, quality: losslessWebP)
        let file = ExtendedWebP(
            width: stored.width, height: stored.height, flags: ExtendedWebP.exif,
            chunks: [
                ExtendedWebP.pictureChunk(plain), riffChunk("EXIF", exif(orientation: number)),
            ])
        let picture = try Picture(file.bytes)
        #expect((picture.header.width, picture.header.height) == (48, 32))
        #expect(picture.display == upright)
    }

    @Test func theFirstFrameOfAnAnimationLiesOnATransparentCanvas() throws {
        let frame = DisplayPixels.flat(4, 2, [200, 100, 50])
        let plain = try frame.encoded(.webp, quality: losslessWebP)
        let file = ExtendedWebP(
            width: 10, height: 8, flags: ExtendedWebP.animation,
            chunks: [
                ExtendedWebP.animationChunk,
                ExtendedWebP.frame(plain, left: 6, top: 4, width: 4, height: 2),
                ExtendedWebP.frame(plain, left: 0, top: 0, width: 4, height: 2),
            ])
        let picture = try Picture(file.bytes)
        #expect(picture.header.frames == 2)
        let expected = DisplayPixels(drawn: 10, 8, channels: 4) { x, y, channel in
            x >= 6 && (4..<6).contains(y) ? [200, 100, 50, 255][channel] : 0
        }
        #expect(picture.display == expected)
        // What the header promises must hold for the pixels.
        #expect(picture.header.mayHaveAlpha)
        #expect(picture.header.channels == picture.pixels.shape.channels)
    }

    /// RFC 9649, 2.7: the flags say what there is; of several chunks the first.
    @Test func chunksCountByTheirFlagsAndTheFirstOfThem() throws {
        let plain = ExtendedWebP.pictureChunk(try upright.encoded(.webp, quality: losslessWebP))
        let turned = riffChunk("EXIF", exif(orientation: 6))
        let profile = riffChunk("ICCP", [1, 2, 3])
        func read(_ flags: UInt8, _ chunks: [[UInt8]]) throws -> PictureHeader {
            let file = ExtendedWebP(width: 48, height: 32, flags: flags, chunks: chunks)
            return try header(of: file.bytes)
        }
        let both = ExtendedWebP.exif | ExtendedWebP.profile
        #expect(try read(both, [profile, plain, turned]).orientation == .turnClockwise)
        #expect(try read(both, [profile, plain, turned]).color == .icc([1, 2, 3]))
        #expect(try read(0, [profile, plain, turned]).orientation == .upright)
        #expect(try read(0, [profile, plain, turned]).color == .sRGB)
        let first = riffChunk("EXIF", exif(orientation: 1))
        #expect(try read(both, [plain, first, turned]).orientation == .upright)
        let other = riffChunk("ICCP", [4])
        #expect(try read(both, [profile, other, plain]).color == .icc([1, 2, 3]))
        let frame = riffChunk("ANMF", [UInt8](repeating: 0, count: 16))
        #expect(try read(0, [plain, frame]).frames == 1)
    }

    @Test func whatStandsBehindTheContainerIsNotPartOfIt() throws {
        let plain = ExtendedWebP.pictureChunk(try upright.encoded(.webp, quality: losslessWebP))
        let file = ExtendedWebP(width: 48, height: 32, flags: ExtendedWebP.exif, chunks: [plain])
        let bytes = file.bytes + riffChunk("EXIF", exif(orientation: 6))
        #expect(try Picture(bytes).header.orientation == .upright)
    }

    @Test func theHeaderKnowsWhichTransparencyCounts() throws {
        let clear = DisplayPixels.noise(48, 32, channels: 4)
        for quality in [80, losslessWebP] {
            let plain = try clear.encoded(.webp, quality: quality)
            // A lossy one has its alpha in a chunk of its own, behind a VP8X.
            let image = quality == 80 ? Array(plain[30...]) : ExtendedWebP.pictureChunk(plain)
            let still = try Picture(
                ExtendedWebP(width: 48, height: 32, flags: 0, chunks: [image]).bytes)
            #expect(still.header.channels == still.pixels.shape.channels)
            #expect(still.header.mayHaveAlpha == (quality == losslessWebP))
            let place = [UInt8](repeating: 0, count: 6) + [47, 0, 0, 31, 0, 0, 100, 0, 0, 0]
            let moving = try Picture(
                ExtendedWebP(
                    width: 48, height: 32, flags: ExtendedWebP.animation,
                    chunks: [ExtendedWebP.animationChunk, riffChunk("ANMF", place + image)]
                ).bytes)
            #expect(moving.header.channels == moving.pixels.shape.channels)
            #expect(moving.header.mayHaveAlpha)
        }
    }

    @Test func everyShorterFileIsRefused() throws {
        for quality in [80, losslessWebP] {
            let whole = try DisplayPixels.noise(24, 16).encoded(.webp, quality: quality)
            for count in 0..<whole.count {
                let error = try refusal(of: Array(whole[..<count]))
                #expect(error != nil, "the first \(count) of \(whole.count) were taken as whole")
            }
        }
    }

    @Test func aCanvasUnlikeItsPictureIsRefused() throws {
        let plain = try upright.encoded(.webp)
        let file = ExtendedWebP(
            width: 47, height: 32, flags: 0, chunks: [ExtendedWebP.pictureChunk(plain)])
        #expect(try refusal(of: file.bytes)?.kind == .corrupt)
    }

    @Test func lossyPicturesAreCloseWithOrWithoutAlpha() throws {
        let soft = DisplayPixels(drawn: 64, 48, channels: 4) { x, y, channel in
            channel == 3 ? UInt8(255 - y) : UInt8(x + y + channel * 20)
        }
        for pixels in [soft, soft.flattened] {
            let picture = try Picture(pixels.encoded(.webp, quality: 90)).display
            #expect(picture.channels == pixels.channels)
            let difference = Difference(picture.samples, pixels.samples)
            #expect(difference.mean <= 3, "\(difference)")
        }
    }
}
