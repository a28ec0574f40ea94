import CCodecs

/// Options of an encoder besides the quality.
package enum Encoding: Sendable {
    case usual
    /// JPEG with full-size chroma, PNG with a palette or fewer bits if that is lossless.
    case compact
}

/// - Parameter quality: 1…100 for JPEG and WebP; above that, WebP is lossless.
package func encode(
    _ pixels: DisplayPixels, as format: PictureFormat, quality: Int, _ encoding: Encoding = .usual
) throws(PictureError) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(pixels.width * pixels.height / 2 + 1024)
    var reason = ss_reason()
    let isCompact = encoding == .compact
    let status = withUnsafeMutablePointer(to: &output) { context in
        var sink = ss_bytes(context: context) { context, bytes, count in
            context!.assumingMemoryBound(to: [UInt8].self).pointee
                .append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
            return 0
        }
        return pixels.withCPixels { pixels in
            switch format {
            case .jpeg: ss_jpeg_encode(pixels, Int32(quality), isCompact ? 1 : 0, &sink, &reason)
            case .png where isCompact: ss_png_encode_compact(pixels, &sink, &reason)
            case .png: ss_png_encode(pixels, 6, &sink, &reason)
            case .webp: ss_webp_encode(pixels, Int32(quality), &sink, &reason)
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
    func withCPixels<Result>(_ body: (UnsafePointer<ss_pixels>) -> Result) -> Result {
        samples.withUnsafeBufferPointer { samples in
            var pixels = ss_pixels(
                samples: samples.baseAddress, width: UInt32(width), height: UInt32(height),
                channels: UInt8(channels))
            return body(&pixels)
        }
    }

    /// Whether there are at most `most` colours, up to 256. Photographs have more within a few rows.
    func hasFewColors(_ most: Int) -> Bool {
        withCPixels { ss_has_few_colors($0, UInt32(most)) != 0 }
    }

    /// Grey as RGB, for encoders without a grey mode.
    package var colored: DisplayPixels {
        guard channels == 1 else { return self }
        return DisplayPixels(
            width: width, height: height, channels: 3, samples: samples.flatMap { [$0, $0, $0] })
    }
}
