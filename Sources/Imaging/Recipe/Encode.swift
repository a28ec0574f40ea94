import CCodecs

/// Encodes pixels as a recipe says.
func encode(_ pixels: DisplayPixels, _ recipe: Recipe) throws(PictureError) -> Rendition {
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
    return Rendition(
        recipe: recipe, format: format, width: plain.width, height: plain.height,
        bytes: try encode(plain, as: format, quality: recipe.quality))
}

/// - Parameter quality: 1…100 for JPEG and WebP.
package func encode(
    _ pixels: DisplayPixels, as format: PictureFormat, quality: Int
) throws(PictureError) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(pixels.width * pixels.height / 2 + 1024)
    var reason = ss_reason()
    let status = withUnsafeMutablePointer(to: &output) { context in
        var sink = ss_bytes(context: context) { context, bytes, count in
            context!.assumingMemoryBound(to: [UInt8].self).pointee
                .append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
            return 0
        }
        return pixels.samples.withUnsafeBufferPointer { samples in
            var cPixels = ss_pixels(
                samples: samples.baseAddress, width: UInt32(pixels.width),
                height: UInt32(pixels.height), channels: UInt8(pixels.channels))
            return switch format {
            case .jpeg: ss_jpeg_encode(&cPixels, Int32(quality), &sink, &reason)
            case .png: ss_png_encode(&cPixels, 6, &sink, &reason)
            case .webp: ss_webp_encode(&cPixels, Int32(quality), &sink, &reason)
            case .gif: SS_UNSUPPORTED
            }
        }
    }
    guard status == SS_OK else {
        throw status == SS_MEMORY ? .outOfMemory(words(reason)) : .notEncoded(words(reason))
    }
    return output
}

extension DisplayPixels {
    /// Grey as RGB, for encoders without a grey form.
    package var colored: DisplayPixels {
        guard channels == 1 else { return self }
        return DisplayPixels(
            width: width, height: height, channels: 3, samples: samples.flatMap { [$0, $0, $0] })
    }
}
