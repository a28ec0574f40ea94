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
        #expect(try refusal(of: file.bytes)?.kind == "corrupt")
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
