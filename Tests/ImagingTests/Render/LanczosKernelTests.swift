import Foundation
import Testing

@testable import Imaging

@Suite struct LanczosKernelTests {
    /// Weights are computed once where all outputs weigh alike: to the bit what each would get.
    @Test(
        "Every weight is that of the definition",
        arguments: [(64, 8), (96, 32), (1024, 256), (300, 100), (40, 40), (61, 16), (7, 1), (5, 3)])
    func weights(input: Int, output: Int) {
        let kernel = LanczosKernel(input: input, output: output)
        let scale = Double(input) / Double(output)
        for index in 0..<output {
            let center = (Double(index) + 0.5) * scale
            let inputs = (0..<input).filter {
                $0 >= Int((center - 3 * scale).rounded(.down))
                    && $0 < Int((center + 3 * scale).rounded(.up))
            }
            #expect(kernel.starts[index] == inputs.first)
            #expect(kernel.counts[index] == inputs.count)
            let values = inputs.map { lanczos((Double($0) + 0.5 - center) / scale) }
            let sum = values.reduce(0, +)
            let first = kernel.offsets[index]
            let weights = kernel.weights[first..<(first + inputs.count)]
            #expect(Array(weights) == values.map { Float($0 / sum) }, "output \(index)")
        }
    }

    private func lanczos(_ x: Double) -> Double {
        if abs(x) < 1e-8 { return 1 }
        if abs(x) >= 3 { return 0 }
        let angle = Double.pi * x
        return 3 * sin(angle) * sin(angle / 3) / (angle * angle)
    }
}
