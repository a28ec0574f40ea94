import Foundation

/// 64 bits that stay nearly the same when a picture is resized, re-encoded or slightly retouched.
///
/// Luminance (ITU-R BT.601) of the upright picture over white, averaged to 32 × 32; its
/// two-dimensional DCT-II; of the 8 × 8 lowest frequencies without the constant row and column,
/// one bit each: above their median. The scheme known as pHash, after C. Zauner,
/// "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010.
/// Pictures whose hashes differ in fewer than about ten bits look alike.
package struct PerceptualHash: Sendable, Equatable {
    package let bits: UInt64

    package init(bits: UInt64) { self.bits = bits }

    package init(_ pixels: DisplayPixels) {
        let frequencies = lowFrequencies(averaged(pixels))
        let median = frequencies.sorted()[frequencies.count / 2]
        var bits: UInt64 = 0
        for (index, value) in frequencies.enumerated() where value > median {
            bits |= 1 << UInt64(63 - index)
        }
        self.bits = bits
    }

    package func distance(to other: PerceptualHash) -> Int {
        (bits ^ other.bits).nonzeroBitCount
    }
}

private let side = 32
private let kept = 8

/// The mean luminance of each of 32 × 32 equal parts; a part smaller than a pixel has that pixel's
/// value.
private func averaged(_ pixels: DisplayPixels) -> [Double] {
    let opaque = pixels.flattened
    let samples = opaque.samples
    let rows = parts(opaque.height)
    let columns = parts(opaque.width)
    var means: [Double] = []
    means.reserveCapacity(side * side)
    for row in rows {
        for column in columns {
            var sum = 0
            for y in row {
                for x in column {
                    let start = (y * opaque.width + x) * opaque.channels
                    sum +=
                        opaque.channels == 1
                        ? Int(samples[start]) * 1000
                        : Int(samples[start]) * 299 + Int(samples[start + 1]) * 587
                            + Int(samples[start + 2]) * 114
                }
            }
            means.append(Double(sum) / Double(1000 * row.count * column.count))
        }
    }
    return means
}

private func parts(_ length: Int) -> [Range<Int>] {
    (0..<side).map { index in
        let start = index * length / side
        return start..<max(start + 1, (index + 1) * length / side)
    }
}

/// Frequencies 1…8 of both axes, row by row.
private func lowFrequencies(_ values: [Double]) -> [Double] {
    var halfway = [Double](repeating: 0, count: side * kept)
    for y in 0..<side {
        for frequency in 0..<kept {
            var sum = 0.0
            for x in 0..<side { sum += values[y * side + x] * cosines[frequency * side + x] }
            halfway[y * kept + frequency] = sum
        }
    }
    var result: [Double] = []
    result.reserveCapacity(kept * kept)
    for vertical in 0..<kept {
        for horizontal in 0..<kept {
            var sum = 0.0
            for y in 0..<side {
                sum += halfway[y * kept + horizontal] * cosines[vertical * side + y]
            }
            // Rounded to whole numbers, which is finer than any visible detail, to remove rounding
            // errors: without this a flat picture would hash to noise that depends on its colour.
            result.append(sum.rounded())
        }
    }
    return result
}

private let cosines: [Double] = (1...kept).flatMap { frequency in
    (0..<side).map { cos(Double.pi * Double(frequency) * (Double($0) + 0.5) / Double(side)) }
}
