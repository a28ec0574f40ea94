/// Encodes pixels as a recipe says.
///
/// Nearly everything was shrunk and has many colours, and is encoded once. Pixels that were not
/// shrunk, and drawings, are encoded in several ways, and the smallest result without visible loss
/// is chosen; it is not larger than the original. Small files are kept as they are: trying takes
/// longer than reading the bytes it would save.
/// - Parameter original: the encoded picture, if the pixels were not shrunk.
func encode(
    _ pixels: DisplayPixels, _ recipe: Recipe, original: Original?, limits: PictureLimits
) throws(PictureError) -> Rendition {
    if recipe.format == .auto, let original, original.source.size <= smallEnough,
        let kept = try original.withoutMetadata()
    {
        return Rendition(
            recipe: recipe, format: kept.format, width: pixels.width, height: pixels.height,
            bytes: kept.bytes)
    }
    let isTransparent = pixels.isTransparent
    let format: PictureFormat =
        switch recipe.format {
        case .auto: isTransparent ? .png : .jpeg
        case .jpeg: .jpeg
        case .png: .png
        case .webp: .webp
        }
    var plain = format == .jpeg || !isTransparent ? pixels.flattened : pixels
    if format == .webp, plain.channels == 1 { plain = plain.colored }
    let hasFewColors = plain.hasFewColors(plain.channels == 1 ? fewGreys : fewColors)
    let bytes =
        format == .png
        ? try smallestPNG(plain, hasFewColors: hasFewColors && recipe.format == .auto)
        : try encode(plain, as: format, quality: recipe.quality)
    var best = EncodedPixels(format: format, bytes: bytes)
    if original != nil || hasFewColors {
        var choice = EncodingChoice(plain, recipe, limits: limits, first: best)
        choice.original = original
        choice.hasFewColors = hasFewColors
        best = try choice.best()
    }
    return Rendition(
        recipe: recipe, format: best.format, width: plain.width, height: plain.height,
        bytes: best.bytes)
}

// Bytes: less than most thumbnails of 256 pixels.
private let smallEnough: UInt64 = 8192

// The size of a palette; a grey photograph has more than a few dozen.
private let fewColors = 256
private let fewGreys = 32

/// With a palette if there are few colours; gradients of many greys or colours are smaller without.
private func smallestPNG(
    _ pixels: DisplayPixels, hasFewColors: Bool
) throws(PictureError) -> [UInt8] {
    let plain = try encode(pixels, as: .png, quality: 0)
    guard hasFewColors else { return plain }
    let compact = try encode(pixels, as: .png, quality: 0, .compact)
    return compact.count <= plain.count ? compact : plain
}

struct EncodedPixels {
    let format: PictureFormat
    let bytes: [UInt8]
}

/// The picture as encoded originally, in case its own bytes are the best rendition.
struct Original {
    let source: ByteSource
    let header: PictureHeader
}

/// The encodings of one rendition that are worth trying.
struct EncodingChoice {
    private let pixels: DisplayPixels
    private let recipe: Recipe
    private let limits: PictureLimits
    private let first: EncodedPixels
    var original: Original?
    var hasFewColors = false

    init(
        _ pixels: DisplayPixels, _ recipe: Recipe, limits: PictureLimits, first: EncodedPixels
    ) {
        self.pixels = pixels
        self.recipe = recipe
        self.limits = limits
        self.first = first
    }

    /// The smallest without visible loss; among equals a lossless one. If it is larger than the
    /// original, the first one, or one of slightly lower quality.
    func best() throws(PictureError) -> EncodedPixels {
        var best = try exactForms().min { $0.bytes.count < $1.bytes.count }
        if let lossy = try lossyForm(), lossy.bytes.count < best?.bytes.count ?? .max {
            best = lossy
        }
        if best == nil { best = try carefulForm() }
        guard let best else { return first }
        guard let size = original?.source.size, UInt64(best.bytes.count) > size else { return best }
        let smaller = first.bytes.count < best.bytes.count ? first : best
        return try smaller.format == .jpeg ? noLarger(than: size) ?? smaller : smaller
    }

    /// Slack, because an original of the same quality that must be turned, for example, may grow by
    /// a few bytes.
    private func noLarger(than size: UInt64) throws(PictureError) -> EncodedPixels? {
        for quality in stride(from: recipe.quality, through: 70, by: -4) {
            for chroma in [.compact, .usual] as [Encoding] {
                let bytes = try encode(pixels, as: .jpeg, quality: quality, chroma)
                if UInt64(bytes.count) <= size { return EncodedPixels(format: .jpeg, bytes: bytes) }
            }
        }
        return nil
    }

    /// If both usual JPEGs show a loss: the smallest with less loss, or none.
    private func carefulForm() throws(PictureError) -> EncodedPixels? {
        guard first.format == .jpeg else { return nil }
        var forms: [EncodedPixels] = []
        if recipe.format == .auto {
            let bytes = try smallestPNG(pixels, hasFewColors: hasFewColors)
            forms.append(EncodedPixels(format: .png, bytes: bytes))
        }
        for quality in [90, 96] where quality > recipe.quality {
            let form = EncodedPixels(
                format: .jpeg,
                bytes: try encode(pixels, as: .jpeg, quality: quality, .compact))
            guard try isAsGood(form) else { continue }
            forms.append(form)
            break
        }
        return forms.min { $0.bytes.count < $1.bytes.count }
    }

    /// The lossless encodings.
    private func exactForms() throws(PictureError) -> [EncodedPixels] {
        var forms: [EncodedPixels] = []
        if let kept = try original?.withoutMetadata(), mayBecome(kept.format) { forms.append(kept) }
        switch first.format {
        case .png: forms.append(first)
        case .webp:
            let bytes = try encode(pixels, as: .webp, quality: 101)
            forms.append(EncodedPixels(format: .webp, bytes: bytes))
        case .jpeg where recipe.format == .auto && mayBeSmallAsPNG:
            let bytes = try smallestPNG(pixels, hasFewColors: hasFewColors)
            forms.append(EncodedPixels(format: .png, bytes: bytes))
        case .jpeg, .gif: break
        }
        return forms
    }

    /// A recipe that names PNG gets the form that every decoder reads: eight bits, no palette.
    private func mayBecome(_ format: PictureFormat) -> Bool {
        recipe.format == .auto || (format == .jpeg && first.format == .jpeg)
    }

    /// Larger pictures of many colours never are smaller that way, and trying costs a second.
    private var mayBeSmallAsPNG: Bool { hasFewColors || pixels.width * pixels.height <= 128 * 128 }

    /// The smallest without visible loss: with subsampled chroma, or else full chroma.
    private func lossyForm() throws(PictureError) -> EncodedPixels? {
        if first.format == .png { return nil }
        if try isAsGood(first) { return first }
        guard first.format == .jpeg, pixels.channels == 3 else { return nil }
        let full = EncodedPixels(
            format: .jpeg,
            bytes: try encode(pixels, as: .jpeg, quality: recipe.quality, .compact))
        return try isAsGood(full) ? full : nil
    }

    private func isAsGood(_ candidate: EncodedPixels) throws(PictureError) -> Bool {
        let losses = Losses(against: pixels)
        let outcome = candidate.bytes.withUnsafeBytes { memory in
            Result { () throws(PictureError) in
                let source = ByteSource(memory: memory)
                let header = try probe(source, limits: limits)
                try decode(source, header, limits: limits, into: losses)
            }
        }
        try outcome.get()
        return !losses.show
    }
}
