import CCodecs

/// Converts one decoded row to floats 0…65,535, with premultiplied alpha, so that transparent
/// pixels do not affect their neighbours. The floats are writable up to the next multiple of eight.
func widen(_ row: UnsafeRawPointer, _ shape: PixelShape, into floats: UnsafeMutablePointer<Float>) {
    if shape.depth == 16 {
        widen(row.assumingMemoryBound(to: UInt16.self), shape, scale: 1, into: floats)
    } else if shape.channels == 4, shape.hasAlpha {
        ss_widen_rgba_8(row.assumingMemoryBound(to: UInt8.self), shape.width, floats)
    } else {
        widen(row.assumingMemoryBound(to: UInt8.self), shape, scale: 257, into: floats)
    }
}

@inline(__always)
private func widen<Sample: FixedWidthInteger>(
    _ row: UnsafePointer<Sample>, _ shape: PixelShape, scale: Float,
    into floats: UnsafeMutablePointer<Float>
) {
    let count = shape.samplesPerRow
    guard shape.hasAlpha else {
        for index in 0..<count { floats[index] = Float(row[index]) * scale }
        return
    }
    let channels = shape.channels
    let toUnit = scale / 65_535
    var index = 0
    while index < count {
        let alpha = Float(row[index + channels - 1])
        let factor = alpha * toUnit * scale
        for channel in 0..<(channels - 1) {
            floats[index + channel] = Float(row[index + channel]) * factor
        }
        floats[index + channels - 1] = alpha * scale
        index += channels
    }
}

/// The inverse: divides colour by alpha, rounds and clamps.
func narrow(
    _ floats: UnsafePointer<Float>, _ shape: PixelShape, into row: UnsafeMutablePointer<UInt16>
) {
    let count = shape.samplesPerRow
    guard shape.hasAlpha else {
        for index in 0..<count { row[index] = sample(floats[index]) }
        return
    }
    let channels = shape.channels
    var index = 0
    while index < count {
        let alpha = floats[index + channels - 1]
        let factor = alpha >= 0.5 ? 65_535 / alpha : 0
        for channel in 0..<(channels - 1) {
            row[index + channel] = sample(floats[index + channel] * factor)
        }
        row[index + channels - 1] = sample(alpha)
        index += channels
    }
}

@inline(__always)
private func sample(_ value: Float) -> UInt16 {
    UInt16(max(0, min(65_535, value + 0.5)))
}
