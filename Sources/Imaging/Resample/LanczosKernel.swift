import Foundation

/// For each output sample along one axis: its input samples and their weights.
///
/// Lanczos with three lobes, widened by the reduction factor for antialiasing, as in Pillow,
/// libvips and ImageMagick. Weights of one output sum to 1, so a flat picture stays flat.
struct LanczosKernel {
    /// Input range of output `i`: `starts[i] ..< starts[i] + counts[i]`.
    let starts: [Int]
    let counts: [Int]
    /// Where the weights of output `i` begin in `weights`.
    let offsets: [Int]
    let weights: [Float]

    var outputs: Int { starts.count }

    /// - Precondition: `0 < output <= input`.
    init(input: Int, output: Int) {
        precondition(output > 0 && output <= input)
        let scale = Double(input) / Double(output)
        let support = 3 * scale
        var starts: [Int] = []
        var counts: [Int] = []
        var offsets: [Int] = []
        var weights: [Float] = []
        var repeated: Range<Int>?
        for index in 0..<output {
            let center = (Double(index) + 0.5) * scale
            let start = max(0, Int((center - support).rounded(.down)))
            let end = min(input, Int((center + support).rounded(.up)))
            let isWhole = center - support >= 0 && center + support <= Double(input)
            starts.append(start)
            counts.append(end - start)
            offsets.append(weights.count)
            if isWhole, let repeated {
                weights += weights[repeated]
                continue
            }
            let taps = (start..<end).map { lanczos3((Double($0) + 0.5 - center) / scale) }
            let sum = taps.reduce(0, +)
            weights += taps.map { Float($0 / sum) }
            // If the reduction factor is an integer, all outputs away from the edges have the same
            // weights.
            if isWhole, input % output == 0 { repeated = offsets[index]..<weights.count }
        }
        self.starts = starts
        self.counts = counts
        self.offsets = offsets
        self.weights = weights
    }

    /// How many outputs are unfinished at once if the input arrives in order, `together` samples at
    /// a time.
    func depth(together: Int) -> Int {
        var deepest = 1
        var first = 0
        for index in 0..<outputs {
            while starts[first] + counts[first] + together - 1 <= starts[index] { first += 1 }
            deepest = max(deepest, index - first + 1)
        }
        return deepest
    }
}

private func lanczos3(_ x: Double) -> Double {
    if abs(x) < 1e-8 { return 1 }
    if abs(x) >= 3 { return 0 }
    let angle = Double.pi * x
    return 3 * sin(angle) * sin(angle / 3) / (angle * angle)
}
