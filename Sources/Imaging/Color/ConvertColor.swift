/// Eight-bit sRGB pixels, as they are hashed and encoded.
package struct DisplayPixels: Sendable, Equatable {
    package let width, height: Int
    /// 1 grey, 3 RGB, 4 RGB + alpha.
    package let channels: Int
    package var samples: [UInt8]

    package init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
        precondition(samples.count == width * height * channels)
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
    }

    /// Whether any pixel is not fully opaque.
    package var isTransparent: Bool {
        guard channels == 4 else { return false }
        return stride(from: 3, to: samples.count, by: 4).contains { samples[$0] != 255 }
    }

    /// Composited over white, without alpha.
    package var flattened: DisplayPixels {
        guard channels == 4 else { return self }
        var opaque: [UInt8] = []
        opaque.reserveCapacity(width * height * 3)
        for pixel in stride(from: 0, to: samples.count, by: 4) {
            let alpha = Int(samples[pixel + 3])
            for channel in 0..<3 {
                let value = Int(samples[pixel + channel]) * alpha + 255 * (255 - alpha)
                opaque.append(UInt8((value + 127) / 255))
            }
        }
        return DisplayPixels(width: width, height: height, channels: 3, samples: opaque)
    }
}

/// Converts pixels to 8-bit sRGB from the picture's colour space.
///
/// A profile that lcms2 cannot use, or that is for another number of channels, is ignored and the
/// samples count as sRGB, as in every viewer. CMYK without a profile is converted by multiplication
/// (R = C' × K'), the convention of browsers, Pillow and Go.
package func convertToDisplay(_ pixels: Pixels, _ color: ColorMeaning) -> DisplayPixels {
    let shape = pixels.shape
    guard let rgb = managed(pixels, color) else { return unmanaged(pixels) }
    guard shape.hasAlpha else {
        return DisplayPixels(width: shape.width, height: shape.height, channels: 3, samples: rgb)
    }
    var samples: [UInt8] = []
    samples.reserveCapacity(shape.width * shape.height * 4)
    for pixel in 0..<(shape.width * shape.height) {
        samples += rgb[(pixel * 3)..<(pixel * 3 + 3)]
        samples.append(byte(pixels.samples[(pixel + 1) * shape.channels - 1]))
    }
    return DisplayPixels(width: shape.width, height: shape.height, channels: 4, samples: samples)
}

private func managed(_ pixels: Pixels, _ color: ColorMeaning) -> [UInt8]? {
    switch color {
    case .sRGB: return nil
    case .icc(let profile): if profile.isEmpty { return nil }
    case .gamma, .coded: if pixels.shape.isCMYK { return nil }
    }
    let samples = colorSamples(pixels)
    if let transform = colorTransform(color, channels: pixels.shape.colorChannels) {
        return transform.apply(samples)
    }
    // A grey picture may have an RGB profile; its samples then count as three equal channels.
    guard pixels.shape.colorChannels == 1 else { return nil }
    return colorTransform(color, channels: 3)?.apply(tripled(samples))
}

private func colorSamples(_ pixels: Pixels) -> [UInt16] {
    let shape = pixels.shape
    guard shape.hasAlpha else { return pixels.samples }
    return pixels.samples.enumerated().lazy
        .filter { $0.offset % shape.channels != shape.channels - 1 }.map(\.element)
}

private func tripled(_ grey: [UInt16]) -> [UInt16] {
    grey.flatMap { [$0, $0, $0] }
}

private func unmanaged(_ pixels: Pixels) -> DisplayPixels {
    let shape = pixels.shape
    let channels = shape.isCMYK ? 3 : shape.channels == 2 ? 4 : shape.channels
    let count = shape.width * shape.height
    var samples: [UInt8] = []
    samples.reserveCapacity(count * channels)
    switch (shape.channels, shape.isCMYK) {
    case (4, true):
        for pixel in 0..<count {
            let black = UInt32(pixels.samples[pixel * 4 + 3])
            for ink in 0..<3 {
                let value = UInt32(pixels.samples[pixel * 4 + ink]) * black / 65_535
                samples.append(byte(UInt16(value)))
            }
        }
    case (2, _):
        for pixel in 0..<count {
            let grey = byte(pixels.samples[pixel * 2])
            samples += [grey, grey, grey, byte(pixels.samples[pixel * 2 + 1])]
        }
    default:
        samples = [UInt8](unsafeUninitializedCapacity: pixels.samples.count) { bytes, filled in
            filled = pixels.samples.count
            for index in 0..<filled { bytes[index] = byte(pixels.samples[index]) }
        }
    }
    return DisplayPixels(
        width: shape.width, height: shape.height, channels: channels, samples: samples)
}

/// 16 bits to 8, rounded to nearest: exact for widened bytes.
private func byte(_ sample: UInt16) -> UInt8 {
    // Never more than 255, so no check, which would prevent vectorization.
    UInt8(truncatingIfNeeded: (UInt32(sample) + 128) / 257)
}
