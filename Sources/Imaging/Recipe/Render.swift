/// One rendition, encoded.
package struct Rendition: Sendable, Equatable {
    package let recipe: Recipe
    package let format: PictureFormat
    package let width, height: Int
    package let bytes: [UInt8]
}

/// The result of decoding a picture once.
package struct Rendering: Sendable, Equatable {
    package let renditions: [Rendition]
    package let perceptualHash: PerceptualHash
    /// Whether any pixel is not fully opaque at the size of the renditions.
    package let isTransparent: Bool
}

/// The box that the perceptual hash is computed at, whatever the recipes are.
private let hashBox = Recipe(name: "hash", boxWidth: 256, boxHeight: 256, format: .auto, quality: 1)

/// Decodes a picture completely and makes every rendition from that.
///
/// The steps: decode (a JPEG shrunk, but to at least twice the result's size) → resample while rows
/// arrive → colours to sRGB → upright → encode. The same bytes and recipe give the same rendition,
/// whatever other recipes are made with it: recipes that need another JPEG shrink factor are
/// decoded separately, all others share a decode.
/// - Throws: `PictureError`; a picture whose end is missing or damaged has no renditions.
package func render(
    _ source: ByteSource, _ header: PictureHeader, recipes: [Recipe], limits: PictureLimits
) throws(PictureError) -> Rendering {
    let sizes = recipes.map { size(of: header, in: $0) }
    let hashSize = size(of: header, in: hashBox)
    let factors = sizes.map { shrink(header, $0) }
    // The hash is never decoded separately: if renditions shrink less, it is computed from their
    // decode.
    let hashFactor = shrink(header, hashSize)
    let hashDecode = factors.contains(hashFactor) ? hashFactor : factors.first ?? hashFactor
    var displays: [Reduction: DisplayPixels] = [:]
    for factor in Set(factors + [hashDecode]).sorted() {
        var wanted = zip(sizes, factors).filter { $1 == factor }.map(\.0)
        if factor == hashDecode { wanted.append(hashSize) }
        for (size, pixels) in try reduce(source, header, to: Set(wanted), shrink: factor, limits) {
            displays[Reduction(size: size, factor: factor)] = pixels
        }
    }
    var renditions: [Rendition] = []
    for (index, recipe) in recipes.enumerated() {
        let reduction = Reduction(size: sizes[index], factor: factors[index])
        let isWhole =
            sizes[index]
            == UprightSize(
                width: Int(header.width), height: Int(header.height))
        renditions.append(
            try encode(
                displays[reduction]!, recipe,
                original: isWhole ? Original(source: source, header: header) : nil, limits: limits))
    }
    let hashed = displays[Reduction(size: hashSize, factor: hashDecode)]!
    return Rendering(
        renditions: renditions, perceptualHash: PerceptualHash(hashed),
        isTransparent: hashed.isTransparent)
}

/// Pixels shared by recipes of one size.
private struct Reduction: Hashable {
    let size: UprightSize
    let factor: UInt32
}

private struct UprightSize: Hashable {
    let width, height: Int
}

private func size(of header: PictureHeader, in recipe: Recipe) -> UprightSize {
    let size = recipe.size(forWidth: Int(header.width), height: Int(header.height))
    return UprightSize(width: size.width, height: size.height)
}

/// One decode, reduced to several sizes.
private func reduce(
    _ source: ByteSource, _ header: PictureHeader, to sizes: Set<UprightSize>, shrink: UInt32,
    _ limits: PictureLimits
) throws(PictureError) -> [(UprightSize, DisplayPixels)] {
    let swaps = header.orientation.swapsAxes
    let reductions = sizes.map { size in
        let (width, height) = swaps ? (size.height, size.width) : (size.width, size.height)
        return (size, Resampler(width: width, height: height))
    }
    try decode(
        source, header, shrink: shrink, limits: limits, into: FanOut(reductions.map(\.1)))
    return reductions.map { size, reduction in
        let pixels = Pixels(shape: reduction.shape!, samples: reduction.samples)
        return (size, turnUpright(convertToDisplay(pixels, header.color), header.orientation))
    }
}

/// How far a JPEG may shrink in its DCT for a result of this size: to at least twice the size, so
/// that the resampling filter determines the quality. Results smaller than the hash's box use its
/// factor, so that one decode gives both.
private func shrink(_ header: PictureHeader, _ size: UprightSize) -> UInt32 {
    guard header.format == .jpeg else { return 1 }
    let hashed = hashBox.size(forWidth: Int(header.width), height: Int(header.height))
    let width = max(size.width, hashed.width)
    let height = max(size.height, hashed.height)
    for factor in [8, 4, 2]
    where Int(header.width) >= width * 2 * factor && Int(header.height) >= height * 2 * factor {
        return UInt32(factor)
    }
    return 1
}

/// Passes each row to several sinks.
private final class FanOut: RowSink {
    private let sinks: [Resampler]

    init(_ sinks: [Resampler]) { self.sinks = sinks }

    func begin(_ shape: PixelShape) {
        for sink in sinks { sink.begin(shape) }
    }

    func receive(row: UnsafeRawPointer) {
        for sink in sinks { sink.receive(row: row) }
    }
}
