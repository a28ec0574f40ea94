import Foundation
import Imaging

/// Shrinks in the most straightforward way there is: for each result pixel, every source pixel
/// within three lobes, weighted by its distance on both axes at once, in double precision.
/// Written from the definition, sharing nothing with the code that it judges.
func lanczosReference(_ source: DisplayPixels, width: Int, height: Int) -> DisplayPixels {
    let scaleX = Double(source.width) / Double(width)
    let scaleY = Double(source.height) / Double(height)
    let hasAlpha = source.channels == 4
    let colors = hasAlpha ? 3 : source.channels
    var samples: [UInt8] = []
    for y in 0..<height {
        let rows = weights(at: (Double(y) + 0.5) * scaleY, scaleY, source.height)
        for x in 0..<width {
            let columns = weights(at: (Double(x) + 0.5) * scaleX, scaleX, source.width)
            var sums = [Double](repeating: 0, count: colors)
            var opacity = 0.0
            var total = 0.0
            for (row, vertical) in rows {
                for (column, horizontal) in columns {
                    let start = (row * source.width + column) * source.channels
                    let alpha = hasAlpha ? Double(source.samples[start + 3]) / 255 : 1
                    let weight = vertical * horizontal
                    for channel in 0..<colors {
                        sums[channel] += weight * alpha * Double(source.samples[start + channel])
                    }
                    opacity += weight * alpha
                    total += weight
                }
            }
            opacity /= total
            for sum in sums {
                let value = opacity > 0 ? sum / total / opacity : 0
                samples.append(UInt8(max(0, min(255, value)).rounded()))
            }
            if hasAlpha { samples.append(UInt8((max(0, min(1, opacity)) * 255).rounded())) }
        }
    }
    return DisplayPixels(
        width: width, height: height, channels: source.channels, samples: samples)
}

private func weights(
    at center: Double, _ scale: Double, _ length: Int
) -> [(index: Int, weight: Double)] {
    (0..<length).compactMap { index in
        let distance = (Double(index) + 0.5 - center) / scale
        return abs(distance) < 3 ? (index, sinc(distance) * sinc(distance / 3)) : nil
    }
}

private func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : sin(Double.pi * x) / (Double.pi * x)
}
