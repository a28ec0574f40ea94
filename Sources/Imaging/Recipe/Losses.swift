/// How much a decoded rendition differs from the pixels it was made from.
///
/// Losses are visible as noise in flat areas, or if they are large everywhere. Photographs at
/// quality 82 differ by about 5 levels of 255 (33 dB), which is invisible because they have no flat
/// areas. Around the edges of a drawing, 8 levels are visible.
final class Losses: RowSink {
    private let pixels: DisplayPixels
    private var isComparable = false
    private var row = 0
    /// The sum of squared differences of all samples.
    private var squares = 0
    /// Pixels equal to all their neighbours that changed.
    private var spots = 0

    init(against pixels: DisplayPixels) { self.pixels = pixels }

    var show: Bool {
        let area = pixels.width * pixels.height
        return !isComparable || row < pixels.height || spots > max(2, area / 1000)
            || squares > area * pixels.channels * 100
    }

    func begin(_ shape: PixelShape) {
        isComparable =
            shape.depth == 8 && shape.channels == pixels.channels && shape.width == pixels.width
            && shape.height == pixels.height
    }

    func receive(row samples: UnsafeRawPointer) {
        guard isComparable else { return }
        let got = samples.assumingMemoryBound(to: UInt8.self)
        let (channels, length) = (pixels.channels, pixels.width * pixels.channels)
        pixels.samples.withUnsafeBufferPointer { wanted in
            let start = row * length
            var x = 0
            while x < length {
                var greatest = 0
                for channel in x..<(x + channels) {
                    let distance = abs(Int(wanted[start + channel]) - Int(got[channel]))
                    squares += distance * distance
                    greatest = max(greatest, distance)
                }
                if greatest > 8, isFlat(wanted, start + x, x) { spots += 1 }
                x += channels
            }
        }
        row += 1
    }

    /// Whether the pixel at `place`, `x` samples from the left, equals its four neighbours.
    private func isFlat(_ wanted: UnsafeBufferPointer<UInt8>, _ place: Int, _ x: Int) -> Bool {
        let (channels, length) = (pixels.channels, pixels.width * pixels.channels)
        for channel in place..<(place + channels) {
            let value = wanted[channel]
            if x > 0, wanted[channel - channels] != value { return false }
            if x + channels < length, wanted[channel + channels] != value { return false }
            if row > 0, wanted[channel - length] != value { return false }
            if row + 1 < pixels.height, wanted[channel + length] != value { return false }
        }
        return true
    }
}
