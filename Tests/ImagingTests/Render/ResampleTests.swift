import Testing

@testable import Imaging

/// The filter compared with an independent one, and the invariants of any good filter.
struct ResampleTests {
    @Test(arguments: [
        (61, 47, 16, 1), (61, 47, 16, 3), (61, 47, 16, 4), (40, 40, 39, 3), (9, 64, 8, 3),
        (64, 9, 8, 4), (100, 3, 50, 3), (33, 33, 1, 3),
    ]) func noiseShrinksAsTheReferenceSays(
        _ width: Int, _ height: Int, _ box: Int, _ channels: Int
    ) throws {
        let noise = DisplayPixels.noise(width, height, channels: channels)
        let result = try shown(rendition(of: noise.png.bytes, box: (box, box)))
        let reference = lanczosReference(noise, width: result.width, height: result.height)
        if channels == 4 {
            // Colour is exact only where there is enough of it to be seen.
            let difference = Difference(result.flattened.samples, reference.flattened.samples)
            #expect(difference.greatest <= 1, "\(difference)")
            let alphas = [result, reference].map { pixels in
                stride(from: 3, to: pixels.samples.count, by: 4).map { pixels.samples[$0] }
            }
            #expect(Difference(alphas[0], alphas[1]).greatest <= 1)
        } else {
            let difference = Difference(result.colored.samples, reference.colored.samples)
            #expect(difference.greatest <= 1, "\(difference)")
        }
    }

    @Test func sixteenBitSamplesShrinkLikeTheirEightBitTwins() throws {
        let noise = DisplayPixels.noise(50, 40)
        var wide = noise.png
        wide.depth = 16
        wide.samples = wide.samples.map { $0 * 257 }
        let eight = try rendition(of: noise.png.bytes, box: (20, 20))
        #expect(try rendition(of: wide.bytes, box: (20, 20)).bytes == eight.bytes)
    }

    @Test(arguments: [1, 3, 4]) func aPictureThatFitsKeepsItsPixels(_ channels: Int) throws {
        let noise = DisplayPixels.noise(31, 17, channels: channels)
        let result = try shown(rendition(of: noise.png.bytes))
        #expect(result.flattened.colored == noise.flattened.colored)
    }

    @Test func transparentPixelsLendTheirColourToNobody() throws {
        // White discs on invisible black: without premultiplied alpha their edges turn grey.
        let discs = DisplayPixels(drawn: 160, 160, channels: 4) { x, y, channel in
            let (dx, dy) = (x % 40 - 20, y % 40 - 20)
            return dx * dx + dy * dy < 200 ? 255 : 0
        }
        let result = try shown(rendition(of: discs.png.bytes, box: (50, 50)))
        let visible = stride(from: 0, to: result.samples.count, by: 4).filter {
            result.samples[$0 + 3] > 0
        }
        #expect(visible.contains { (1..<255).contains(result.samples[$0 + 3]) })
        for pixel in visible {
            #expect(result.samples[pixel..<(pixel + 3)].allSatisfy { $0 == 255 })
        }
    }

    @Test func theMeanOfAPictureStays() throws {
        let noise = DisplayPixels.noise(300, 200, channels: 1)
        let result = try shown(rendition(of: noise.png.bytes, box: (75, 75)))
        func mean(_ samples: [UInt8]) -> Double {
            Double(samples.reduce(0) { $0 + Int($1) }) / Double(samples.count)
        }
        #expect(abs(mean(result.samples) - mean(noise.samples)) < 1)
    }

    @Test func aPictureAndItsMirrorImageShrinkAlike() throws {
        let noise = DisplayPixels.noise(45, 31)
        let mirrored = noise.stored(as: .mirrored)
        let straight = try shown(rendition(of: noise.png.bytes, box: (20, 20)))
        let turned = try shown(rendition(of: mirrored.png.bytes, box: (20, 20)))
        let difference = Difference(turned.stored(as: .mirrored).samples, straight.samples)
        #expect(difference.greatest <= 1, "\(difference)")
    }
}
