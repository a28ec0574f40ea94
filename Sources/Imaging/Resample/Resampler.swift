/// Shrinks a picture while its rows arrive.
///
/// Rows are reduced vertically first: each arriving row is added, weighted, to the few output
/// rows that it belongs to, at full width and eight floats at a time whatever the channels are.
/// A finished row is then reduced horizontally. Memory follows the width, never the height.
final class Resampler: RowSink {
    private let target: (width: Int, height: Int)
    /// The result's shape, of the source's channels; set by `begin`.
    private(set) var shape: PixelShape?
    /// The result: rows packed, 0…65,535 whatever the source's depth.
    private(set) var samples: [UInt16] = []
    private var work: Work?

    /// The target must not be larger than what will arrive.
    init(width: Int, height: Int) {
        target = (width, height)
    }

    func begin(_ shape: PixelShape) {
        // A decoder that shrinks may round a side below the target by a pixel.
        let width = min(target.width, shape.width)
        let height = min(target.height, shape.height)
        let result = PixelShape(
            width: width, height: height, channels: shape.channels, depth: 16,
            isCMYK: shape.isCMYK)
        self.shape = result
        samples.reserveCapacity(result.samplesPerRow * height)
        work = Work(source: shape, result: result)
    }

    func take(row: UnsafeRawPointer) {
        work?.take(row, finished: &samples)
    }
}

/// The buffers and the progress of one reduction.
private final class Work {
    private let source, result: PixelShape
    private let vertical, horizontal: LanczosKernel
    private let wide: FloatRows
    private let sums: FloatRows
    private let narrowed: FloatRows
    private let ring: Int
    private var arrived = 0
    private var first = 0  // the first output row that is not finished

    init(source: PixelShape, result: PixelShape) {
        self.source = source
        self.result = result
        vertical = LanczosKernel(input: source.height, output: result.height)
        horizontal = LanczosKernel(input: source.width, output: result.width)
        ring = vertical.depth
        wide = FloatRows(rows: 1, floats: source.samplesPerRow)
        sums = FloatRows(rows: ring, floats: source.samplesPerRow)
        narrowed = FloatRows(rows: 1, floats: result.samplesPerRow)
    }

    func take(_ row: UnsafeRawPointer, finished: inout [UInt16]) {
        widen(row, source, into: wide.floats(0))
        var output = first
        while output < vertical.outputs, vertical.starts[output] <= arrived {
            let tap = arrived - vertical.starts[output]
            let weight = vertical.weights[vertical.offsets[output] + tap]
            let sum = sums.lanes(output % ring)
            if tap == 0 {
                scale(wide.lanes(0), by: weight, into: sum, lanes: wide.lanesPerRow)
            } else {
                accumulate(wide.lanes(0), times: weight, onto: sum, lanes: wide.lanesPerRow)
            }
            output += 1
        }
        arrived += 1
        while first < vertical.outputs,
            vertical.starts[first] + vertical.counts[first] == arrived
        {
            finish(sums.floats(first % ring), &finished)
            first += 1
        }
    }

    private func finish(_ sum: UnsafePointer<Float>, _ finished: inout [UInt16]) {
        let row = narrowed.floats(0)
        reduce(sum, channels: source.channels, by: horizontal, into: row)
        let count = result.samplesPerRow
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: count) { buffer in
            narrow(row, result, into: buffer.baseAddress!)
            finished.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[0..<count]))
        }
    }
}

private func scale(
    _ row: UnsafePointer<FloatRows.Lane>, by weight: Float,
    into sum: UnsafeMutablePointer<FloatRows.Lane>, lanes: Int
) {
    let weight = FloatRows.Lane(repeating: weight)
    for lane in 0..<lanes { sum[lane] = row[lane] * weight }
}

private func accumulate(
    _ row: UnsafePointer<FloatRows.Lane>, times weight: Float,
    onto sum: UnsafeMutablePointer<FloatRows.Lane>, lanes: Int
) {
    let weight = FloatRows.Lane(repeating: weight)
    for lane in 0..<lanes { sum[lane] += row[lane] * weight }
}

/// One row, horizontally. Four floats are taken at each pixel whatever its channels: those past
/// the channels are computed and dropped, which is cheaper than picking.
private func reduce(
    _ row: UnsafePointer<Float>, channels: Int, by kernel: LanczosKernel,
    into output: UnsafeMutablePointer<Float>
) {
    kernel.weights.withUnsafeBufferPointer { weights in
        for index in 0..<kernel.outputs {
            var sum = SIMD4<Float>.zero
            var pixel = UnsafeRawPointer(row + kernel.starts[index] * channels)
            let stride = channels * MemoryLayout<Float>.size
            let first = kernel.offsets[index]
            for tap in first..<(first + kernel.counts[index]) {
                sum += pixel.loadUnaligned(as: SIMD4<Float>.self) * weights[tap]
                pixel += stride
            }
            for channel in 0..<channels { output[index * channels + channel] = sum[channel] }
        }
    }
}
