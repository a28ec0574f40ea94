/// One rendition, encoded.
package struct Rendition: Sendable, Equatable {
    package let recipe: Recipe
    package let format: PictureFormat
    package let width, height: Int
    package let bytes: [UInt8]
}

/// What one decode of a picture gives.
package struct Rendering: Sendable, Equatable {
    package let renditions: [Rendition]
    package let perceptualHash: PerceptualHash
    /// Whether any pixel, as seen at the size of the renditions, lets anything through.
    package let isTransparent: Bool
}

/// The box whose pixels the perceptual hash is taken from, whatever the recipes are.
private let hashBox = Recipe(name: "hash", boxWidth: 256, boxHeight: 256, format: .auto, quality: 1)

/// Decodes a picture once, completely, and makes every rendition from that.
///
/// The steps: decode (a JPEG shrunk as far as leaves twice the largest result) → resample while
/// rows arrive → colours to sRGB → upright → encode. The same bytes and recipes give the same
/// renditions.
/// - Throws: `PictureError`; a picture whose end is missing or damaged has no renditions.
package func render(
    _ source: ByteSource, _ header: PictureHeader, recipes: [Recipe], limits: PictureLimits
) throws(PictureError) -> Rendering {
    let upright = recipes.map { $0.size(forWidth: Int(header.width), height: Int(header.height)) }
    let hashSize = hashBox.size(forWidth: Int(header.width), height: Int(header.height))
    var sizes = upright
    let hashIndex = upright.firstIndex { $0 == hashSize } ?? upright.count
    if hashIndex == upright.count { sizes.append(hashSize) }

    // Recipes of one size share their pixels.
    var reductions: [Resampler] = []
    var reductionOfSize: [Int] = []
    for (index, size) in sizes.enumerated() {
        if let same = sizes[..<index].firstIndex(where: { $0 == size }) {
            reductionOfSize.append(reductionOfSize[same])
        } else {
            let swaps = header.orientation.swapsAxes
            reductionOfSize.append(reductions.count)
            reductions.append(
                Resampler(
                    width: swaps ? size.height : size.width,
                    height: swaps ? size.width : size.height))
        }
    }
    try decode(
        source, header, shrink: shrink(header, sizes), limits: limits, into: FanOut(reductions))

    let displays = reductions.map { reduction in
        let pixels = Pixels(shape: reduction.shape!, samples: reduction.samples)
        return turnUpright(convertToDisplay(pixels, header.color), header.orientation)
    }
    var renditions: [Rendition] = []
    for (index, recipe) in recipes.enumerated() {
        renditions.append(try encode(displays[reductionOfSize[index]], recipe))
    }
    let hashed = displays[reductionOfSize[hashIndex]]
    return Rendering(
        renditions: renditions, perceptualHash: PerceptualHash(hashed),
        isTransparent: hashed.isTransparent)
}

/// How far a JPEG may shrink in its DCT: at least twice the largest result is left, so that the
/// real filter decides what is seen.
private func shrink(_ header: PictureHeader, _ sizes: [(width: Int, height: Int)]) -> UInt32 {
    guard header.format == .jpeg else { return 1 }
    let width = sizes.map(\.width).max() ?? 1
    let height = sizes.map(\.height).max() ?? 1
    for factor in [8, 4, 2]
    where Int(header.width) >= width * 2 * factor && Int(header.height) >= height * 2 * factor {
        return UInt32(factor)
    }
    return 1
}

/// Hands each row to several sinks.
private final class FanOut: RowSink {
    private let sinks: [Resampler]

    init(_ sinks: [Resampler]) { self.sinks = sinks }

    func begin(_ shape: PixelShape) {
        for sink in sinks { sink.begin(shape) }
    }

    func take(row: UnsafeRawPointer) {
        for sink in sinks { sink.take(row: row) }
    }
}
