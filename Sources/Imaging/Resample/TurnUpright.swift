/// Turns pixels upright. Done on the small result, because turning the original would cost its
/// whole area.
func turnUpright(_ pixels: DisplayPixels, _ orientation: Orientation) -> DisplayPixels {
    guard orientation != .upright else { return pixels }
    let (width, height) = (pixels.width, pixels.height)
    let turnedWidth = orientation.swapsAxes ? height : width
    let turnedHeight = orientation.swapsAxes ? width : height
    let channels = pixels.channels
    var samples: [UInt8] = []
    samples.reserveCapacity(pixels.samples.count)
    for y in 0..<turnedHeight {
        for x in 0..<turnedWidth {
            let (column, row) =
                switch orientation {
                case .upright: (x, y)
                case .mirrored: (width - 1 - x, y)
                case .upsideDown: (width - 1 - x, height - 1 - y)
                case .flipped: (x, height - 1 - y)
                case .transposed: (y, x)
                case .turnClockwise: (y, height - 1 - x)
                case .transversed: (width - 1 - y, height - 1 - x)
                case .turnCounterclockwise: (width - 1 - y, x)
                }
            let start = (row * width + column) * channels
            samples += pixels.samples[start..<(start + channels)]
        }
    }
    return DisplayPixels(
        width: turnedWidth, height: turnedHeight, channels: channels, samples: samples)
}
