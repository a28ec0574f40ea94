import CCodecs

/// Shrinks a picture while its rows arrive.
///
/// Rows are reduced vertically first: each arriving row is added, weighted, to the few output rows
/// it contributes to, at full width, several rows at a time. A finished row is then reduced
/// horizontally. Memory is proportional to the width, not the height.
final class Resampler: RowSink {
    private let target: (width: Int, height: Int)
    /// The result's shape, of the source's channels; set by `begin`.
    private(set) var shape: PixelShape?
    /// The result: packed rows, 0…65,535 for any source depth.
    private(set) var samples: [UInt16] = []
    private var work: Work?

    /// The target must not be larger than the source.
    init(width: Int, height: Int) {
        target = (width, height)
    }

    func begin(_ shape: PixelShape) {
        // A decoder that shrinks may round a side to one pixel below the target.
        let width = min(target.width, shape.width)
        let height = min(target.height, shape.height)
        let result = PixelShape(
            width: width, height: height, channels: shape.channels, depth: 16,
            isCMYK: shape.isCMYK)
        self.shape = result
        samples.reserveCapacity(result.samplesPerRow * height)
        work = Work(source: shape, result: result)
    }

    func receive(row: UnsafeRawPointer) {
        work?.add(row, finished: &samples)
    }
}

/// The buffers and the progress of one reduction.
private final class Work {
    private let source, result: PixelShape
    private let vertical, horizontal: LanczosKernel
    /// Rows that have arrived and are not in the sums yet: unconverted if they have 8-bit samples
    /// without alpha, else widened.
    private let plain: PaddedRows<UInt8>
    private let wide: PaddedRows<Float>
    private let keepsBytes: Bool
    private let sums: PaddedRows<Float>
    private let narrowed: PaddedRows<Float>
    private let ring: Int
    private var weights: [Float] = []
    private var arrived = 0
    private var added = 0
    private var first = 0  // the first output row that is not finished

    init(source: PixelShape, result: PixelShape) {
        self.source = source
        self.result = result
        vertical = LanczosKernel(input: source.height, output: result.height)
        horizontal = LanczosKernel(input: source.width, output: result.width)
        keepsBytes = source.depth == 8 && !source.hasAlpha
        let count = source.samplesPerRow
        plain = PaddedRows(rows: keepsBytes ? together : 0, samples: count)
        wide = PaddedRows(rows: keepsBytes ? 0 : together, samples: count)
        ring = vertical.depth(together: together)
        sums = PaddedRows(rows: ring, samples: count)
        narrowed = PaddedRows(rows: 1, samples: result.samplesPerRow)
    }

    func add(_ row: UnsafeRawPointer, finished: inout [UInt16]) {
        let place = arrived - added
        if keepsBytes {
            UnsafeMutableRawPointer(plain[place]).copyMemory(
                from: row, byteCount: source.samplesPerRow)
        } else {
            widen(row, source, into: wide[place])
        }
        arrived += 1
        guard arrived - added == together || arrived == source.height else { return }
        addRows()
        while first < vertical.outputs,
            vertical.starts[first] + vertical.counts[first] <= arrived
        {
            let sum = sums[first % ring]
            finish(sum, &finished)
            sum.update(repeating: 0, count: source.samplesPerRow)
            first += 1
        }
    }

    /// Adds the waiting rows to all open sums. Rows that do not contribute to a sum, and empty
    /// slots, have weight zero.
    private func addRows() {
        let count = source.samplesPerRow
        weights.removeAll(keepingCapacity: true)
        withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<Float>?.self, capacity: ring
        ) { targets in
            var output = first
            while output < vertical.outputs, vertical.starts[output] < arrived {
                targets.initializeElement(at: output - first, to: sums[output % ring])
                for row in added..<(added + together) {
                    let tap = row - vertical.starts[output]
                    let isPart = row < arrived && tap >= 0 && tap < vertical.counts[output]
                    weights.append(
                        isPart ? vertical.weights[vertical.offsets[output] + tap] : 0)
                }
                output += 1
            }
            let outputs = output - first
            if keepsBytes {
                let rows: [UnsafePointer<UInt8>?] = (0..<together).map { .init(plain[$0]) }
                ss_add_rows_8(rows, count, weights, targets.baseAddress, outputs)
            } else {
                let rows: [UnsafePointer<Float>?] = (0..<together).map { .init(wide[$0]) }
                ss_add_rows_float(rows, count, weights, targets.baseAddress, outputs)
            }
        }
        added = arrived
    }

    private func finish(_ sum: UnsafePointer<Float>, _ finished: inout [UInt16]) {
        let row = narrowed[0]
        reduce(sum, channels: source.channels, by: horizontal, into: row)
        let count = result.samplesPerRow
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: count) { buffer in
            narrow(row, result, into: buffer.baseAddress!)
            finished.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[0..<count]))
        }
    }
}

/// How many rows are added to the sums at once.
private let together = Int(SS_ROWS)

/// One row, horizontally. Four floats are computed for each pixel, whatever its channels; computing
/// the surplus is cheaper than selecting.
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
