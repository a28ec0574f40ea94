import Testing

@testable import Imaging

/// A rendition depends on its picture and its recipe, not on the recipes that it is made beside.
struct RecipeIndependenceTests {
    private static let sides = [60, 256, 500, 1024]

    private func recipe(_ side: Int) -> Recipe {
        Recipe(name: "box", boxWidth: side, boxHeight: side, format: .png, quality: 82)
    }

    /// Large enough for every factor by which a JPEG shrinks; for all of them with each recipe in
    /// the dense run.
    private func picture(
        _ format: PictureFormat, _ width: Int = isDense ? 4300 : 2150,
        _ height: Int = isDense ? 4200 : 2100
    ) throws -> [UInt8] {
        let samples = [UInt8](unsafeUninitializedCapacity: width * height) { buffer, count in
            for index in 0..<(width * height) {
                buffer[index] = UInt8(truncatingIfNeeded: (index % width) &* (index / width) >> 5)
            }
            count = width * height
        }
        let pixels = DisplayPixels(width: width, height: height, channels: 1, samples: samples)
        return try encode(pixels, as: format, quality: 80)
    }

    @Test(arguments: [PictureFormat.jpeg, .png]) func renditionsAreTheSameAloneAndTogether(
        _ format: PictureFormat
    ) throws {
        let bytes = try picture(format)
        let recipes = RecipeIndependenceTests.sides.map(recipe)
        let together = try rendering(of: bytes, recipes).renditions
        for (index, recipe) in recipes.enumerated() {
            let isSame = try rendering(of: bytes, [recipe]).renditions[0] == together[index]
            #expect(isSame, "\(recipe.boxWidth)")
        }
    }

    /// Whoever decodes begins at the start of the file, after the header was read.
    @Test(arguments: [
        (PictureFormat.jpeg, [60, 200, 256], 1), (.jpeg, [60, 256, 500, 1024], 2),
        (.png, [60, 256, 500, 1024], 1),
    ])
    func oneDecodeFeedsAllRecipesThatShrinkAlike(
        _ format: PictureFormat, _ sides: [Int], _ decodes: Int
    ) throws {
        let bytes = try picture(format, 1100, 1100)
        let limits = PictureLimits()
        var starts = 0
        try bytes.withUnsafeBytes { memory in
            let whole = ByteSource(memory: memory)
            let counting = ByteSource(size: whole.size) { offset, into in
                if offset == 0 { starts += 1 }
                return whole.read(at: offset, into: into)
            }
            let header = try probe(whole, limits: limits)
            _ = try render(counting, header, recipes: sides.map(recipe), limits: limits)
        }
        #expect(starts == decodes)
    }

    @Test func theHashIsTheSameBesideLargerRecipes() throws {
        let bytes = try picture(.jpeg)
        let small = try rendering(of: bytes, [recipe(256)])
        let both = try rendering(of: bytes, [recipe(1024), recipe(256)])
        #expect(small.perceptualHash == both.perceptualHash)
    }
}
