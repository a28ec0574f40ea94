import Dispatch
import Synchronization
import Testing

@testable import Imaging

/// Transforms of colours are kept and used again: which ones were made before changes nothing.
@Suite struct ColorTransformTests {
    private static let primaries = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06]
    /// More than are kept.
    private static let colors = (0..<10).map {
        ColorMeaning.gamma(0.3 + Double($0) * 0.06, primaries: primaries)
    }
    private static let samples = (0..<3000).map { UInt16(truncatingIfNeeded: $0 * 40_503) }

    private func applied(_ color: ColorMeaning, channels: Int) -> [UInt8]? {
        colorTransform(color, channels: channels)?.apply(ColorTransformTests.samples)
    }

    private func fresh(_ color: ColorMeaning, channels: Int) -> [UInt8]? {
        ColorTransform(color, channels: channels)?.apply(ColorTransformTests.samples)
    }

    @Test("Each meaning of numbers has its own transform, for grey and for colours")
    func inTurn() {
        for _ in 0..<2 {
            for color in ColorTransformTests.colors {
                for channels in [1, 3] {
                    let isSame =
                        applied(color, channels: channels) == fresh(color, channels: channels)
                    #expect(isSame, "\(color), \(channels) channels")
                }
            }
        }
        let results = ColorTransformTests.colors.map { applied($0, channels: 3) }
        #expect(Set(results).count == results.count)
    }

    @Test("Threads share transforms")
    func together() {
        let colors = Array(ColorTransformTests.colors.prefix(3))
        let expected = colors.map { fresh($0, channels: 3) }
        let wrong = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 90) { index in
            let isSame = applied(colors[index % 3], channels: 3) == expected[index % 3]
            if !isSame { wrong.withLock { $0 += 1 } }
        }
        #expect(wrong.withLock { $0 } == 0)
    }

    @Test("An unusable profile has no transform, however often it is requested")
    func unusable() {
        for _ in 0..<2 {
            #expect(colorTransform(.icc([1, 2, 3]), channels: 3) == nil)
            #expect(colorTransform(.sRGB, channels: 3) == nil)
        }
    }
}
