import Testing

@testable import Imaging

/// Fitted inside the box, in proportion, never enlarged, never gone.
struct SizeTests {
    @Test(arguments: [
        (4000, 3000, 256, 192), (3000, 4000, 192, 256), (256, 256, 256, 256), (255, 10, 255, 10),
        (257, 257, 256, 256), (512, 2, 256, 1), (1024, 1, 256, 1), (1, 5000, 1, 256),
        (5000, 1, 256, 1), (1, 1, 1, 1), (65_500, 4000, 256, 16),
        (300, 299, 256, 255),  // 255.15: to nearest
        (300, 298, 256, 254),  // 254.29
    ]) func sizesFitTheBox(_ width: Int, _ height: Int, _ fitWidth: Int, _ fitHeight: Int) {
        #expect(recipe(256, 256).size(forWidth: width, height: height) == (fitWidth, fitHeight))
    }

    @Test func noSizeLeavesTheBoxGrowsOrVanishes() {
        for (boxWidth, boxHeight) in [(256, 256), (100, 7), (7, 100), (1, 1), (640, 480)] {
            let recipe = recipe(boxWidth, boxHeight)
            for width in stride(from: 1, through: 1500, by: 37) {
                for height in stride(from: 1, through: 1500, by: 41) {
                    let size = recipe.size(forWidth: width, height: height)
                    #expect((1...min(boxWidth, width)).contains(size.width))
                    #expect((1...min(boxHeight, height)).contains(size.height))
                    let touches =
                        size.width == min(boxWidth, width) || size.height == min(boxHeight, height)
                    #expect(touches, "\(width) x \(height) became \(size)")
                }
            }
        }
    }

    @Test(arguments: PictureFormat.allCases.filter { $0 != .gif }, [(1, 5000), (5000, 1), (1, 1)])
    func extremeShapesAreRendered(_ format: PictureFormat, _ size: (Int, Int)) throws {
        let bytes = try DisplayPixels.noise(size.0, size.1).encoded(format)
        let rendition = try rendition(of: bytes)
        #expect(rendition.width == min(size.0, 256))
        #expect(rendition.height == min(size.1, 256))
        let result = try shown(rendition)
        #expect((result.width, result.height) == (rendition.width, rendition.height))
    }

    @Test(arguments: 1...8) func theBoxIsForTheUprightPicture(_ number: UInt8) throws {
        let orientation = try #require(Orientation(rawValue: number))
        let upright = DisplayPixels.quarters(120, 40)
        var file = upright.stored(as: orientation).png
        file.beforePixels = [.init("eXIf", exif(orientation: number))]
        let result = try shown(rendition(of: file.bytes, box: (60, 60)))
        #expect((result.width, result.height) == (60, 20))
        let straight = try shown(rendition(of: upright.png.bytes, box: (60, 60)))
        let difference = Difference(result.samples, straight.samples)
        #expect(difference.greatest <= 1, "\(difference)")
    }

    /// The decoder shrinks by halves and rounds up; the result must not show how far it did.
    @Test(arguments: [1023, 1024, 1025, 2049]) func aJPEGShrunkInItsDecoderHasItsPromisedSize(
        _ side: Int
    ) throws {
        let samples = [UInt8](repeating: 90, count: side * 700)
        let flat = DisplayPixels(width: side, height: 700, channels: 1, samples: samples)
        for box in [40, 256, 400] {
            let rendition = try rendition(of: flat.encoded(.jpeg), box: (box, box))
            let expected = recipe(box, box).size(forWidth: side, height: 700)
            #expect((rendition.width, rendition.height) == expected)
        }
    }

    @Test func everyRecipeOfOneDecodeHasItsOwnSize() throws {
        let bytes = try DisplayPixels.quarters(400, 200).encoded(.jpeg)
        let recipes = [recipe(256, 256), recipe(1024, 1024), recipe(50, 50), recipe(256, 256)]
        let renditions = try rendering(of: bytes, recipes).renditions
        #expect(renditions.map(\.width) == [256, 400, 50, 256])
        #expect(renditions.map(\.height) == [128, 200, 25, 128])
        #expect(renditions[0].bytes == renditions[3].bytes)
    }

    private func recipe(_ width: Int, _ height: Int) -> Recipe {
        Recipe(name: "box", boxWidth: width, boxHeight: height, format: .png, quality: 85)
    }
}
