import Testing

@testable import Imaging

/// Seeded damage: on both paths the same pixels, or the same refusal.
@Suite struct JPEGFastPathMutationTests {
    @Test("Mutants of scans and tables", arguments: CoefficientJPEG.Contents.allCases, [0, 3])
    func scans(_ contents: CoefficientJPEG.Contents, _ interval: Int) {
        let file = CoefficientJPEG(
            width: 45, height: 38, sampling: (2, 1), contents: contents, interval: interval, seed: 7
        )
        compare(file.bytes, seed: UInt64(interval))
    }

    @Test("Mutants of what our encoder writes", arguments: [1, 3])
    func encoded(channels: Int) throws {
        compare(
            try DisplayPixels.noise(64, 48, channels: channels).encoded(.jpeg),
            seed: UInt64(channels))
    }

    private func compare(_ bytes: [UInt8], seed: UInt64) {
        var mutator = Mutator(seed: seed)
        for number in 0..<150 {
            let mutant = mutator.mutant(of: bytes)
            for shrink in [4, 8] as [UInt32] {
                let paths = JPEGPaths(
                    mutant, shrink: shrink, limits: .ofMutants)
                #expect(
                    paths.agree,
                    "mutant \(number) at 1/\(shrink): \(paths.fast), but \(paths.libjpeg)")
            }
        }
    }
}
