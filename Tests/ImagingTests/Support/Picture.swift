@testable import Imaging

/// A picture, probed and decoded whole.
struct Picture {
    let header: PictureHeader
    let pixels: Pixels

    init(_ bytes: [UInt8], limits: PictureLimits = PictureLimits()) throws {
        (header, pixels) = try bytes.withUnsafeBytes { memory in
            let source = ByteSource(memory: memory)
            let header = try probe(source, limits: limits)
            return (header, try decodePixels(source, header, limits: limits))
        }
    }

    /// Four channels of 16 bits whatever the picture has; an 8-bit sample counts 257 times.
    var rgba: [UInt16] {
        let channels = pixels.shape.channels
        let samples = pixels.samples
        return stride(from: 0, to: samples.count, by: channels).flatMap { at in
            switch channels {
            case 1: [samples[at], samples[at], samples[at], 65_535]
            case 2: [samples[at], samples[at], samples[at], samples[at + 1]]
            case 3: [samples[at], samples[at + 1], samples[at + 2], 65_535]
            default: Array(samples[at..<(at + 4)])
            }
        }
    }

    /// As people see it: colours converted, upright.
    var display: DisplayPixels {
        turnUpright(convertToDisplay(pixels, header.color), header.orientation)
    }
}

/// What refuses the bytes, when probing or when decoding; nil for a good picture.
func refusal(of bytes: [UInt8], limits: PictureLimits = PictureLimits()) throws -> PictureError? {
    do {
        _ = try Picture(bytes, limits: limits)
        return nil
    } catch let error as PictureError {
        return error
    }
}

func header(of bytes: [UInt8], limits: PictureLimits = PictureLimits()) throws -> PictureHeader {
    try bytes.withUnsafeBytes { try probe(ByteSource(memory: $0), limits: limits) }
}

/// Renders with one recipe.
func rendition(
    of bytes: [UInt8], box: (Int, Int) = (256, 256), _ format: Recipe.Format = .png,
    quality: Int = 85
) throws -> Rendition {
    let recipe = Recipe(
        name: "test", boxWidth: box.0, boxHeight: box.1, format: format, quality: quality)
    return try rendering(of: bytes, [recipe]).renditions[0]
}

func rendering(of bytes: [UInt8], _ recipes: [Recipe] = []) throws -> Rendering {
    let limits = PictureLimits()
    return try bytes.withUnsafeBytes { memory in
        let source = ByteSource(memory: memory)
        return try render(source, probe(source, limits: limits), recipes: recipes, limits: limits)
    }
}

/// The pixels of a rendition, decoded again. PNG gives back exactly what was rendered.
func shown(_ rendition: Rendition) throws -> DisplayPixels {
    try Picture(rendition.bytes).display
}

/// How far two sets of samples are apart.
struct Difference: CustomStringConvertible {
    let greatest: Int
    let mean: Double

    init<Sample: FixedWidthInteger>(_ left: [Sample], _ right: [Sample]) {
        guard left.count == right.count, !left.isEmpty else {
            (greatest, mean) = (.max, .infinity)
            return
        }
        var greatest = 0
        var sum = 0
        for index in left.indices {
            let distance = abs(Int(left[index]) - Int(right[index]))
            greatest = max(greatest, distance)
            sum += distance
        }
        self.greatest = greatest
        mean = Double(sum) / Double(left.count)
    }

    var description: String { "at most \(greatest), \(mean) on average" }
}
