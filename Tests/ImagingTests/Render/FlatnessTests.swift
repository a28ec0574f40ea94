import Testing

@testable import Imaging

/// A flat picture stays flat through everything: the first thing that a wrong weight breaks.
struct FlatnessTests {
    @Test(
        arguments: PictureFormat.allCases,
        [(1, 1), (7, 3), (256, 256), (257, 255), (320, 200), (600, 20), (3, 500)]
    ) func flatStaysFlat(_ format: PictureFormat, _ size: (Int, Int)) throws {
        // Extremes clip what a filter overshoots, so the colour in between is the sharper test.
        let colors: [[UInt8]] = size.0 == 7 ? [[0, 0, 0], [255, 255, 255]] : [[200, 77, 31]]
        for color in colors {
            let bytes = try file(format, size, color)
            let pixel = Array(try Picture(bytes).display.samples.prefix(3))
            // JPEG's colours are rounded on the way there and back.
            #expect(Difference(pixel, color).greatest <= (format == .jpeg ? 2 : 0))
            let recipes = [100, 33, 1].map { side in
                Recipe(name: "flat", boxWidth: side, boxHeight: side, format: .png, quality: 85)
            }
            for rendition in try rendering(of: bytes, recipes).renditions {
                let flat = DisplayPixels.flat(rendition.width, rendition.height, pixel)
                let isFlat = try shown(rendition).flattened == flat
                #expect(isFlat, "\(color) at \(rendition.width) x \(rendition.height)")
            }
        }
    }

    @Test(arguments: [1, 128, 254] as [UInt8]) func flatTransparencyStaysFlat(
        _ alpha: UInt8
    ) throws {
        let flat = DisplayPixels.flat(300, 200, [180, 90, 30, alpha])
        let result = try shown(rendition(of: flat.png.bytes, box: (64, 64)))
        #expect(result == DisplayPixels.flat(64, 43, [180, 90, 30, alpha]))
    }

    private func file(
        _ format: PictureFormat, _ size: (Int, Int), _ color: [UInt8]
    ) throws -> [UInt8] {
        let flat = DisplayPixels.flat(size.0, size.1, color)
        switch format {
        case .png: return flat.png.bytes
        case .jpeg: return try flat.encoded(.jpeg)
        case .webp: return try flat.encoded(.webp, quality: losslessWebP)
        case .gif:
            let indices = [UInt8](repeating: 1, count: size.0 * size.1)
            let frame = GIFFile.Frame(width: size.0, height: size.1, indices: indices)
            let palette = [9, 9, 9] + color
            return GIFFile(width: size.0, height: size.1, palette: palette, frames: [frame]).bytes
        }
    }
}
