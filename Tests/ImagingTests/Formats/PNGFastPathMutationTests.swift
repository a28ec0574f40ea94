import Testing

@testable import Imaging

/// Seeded damage: on both paths the same pixels, or the same refusal.
@Suite struct PNGFastPathMutationTests {
    @Test("Mutants of every form", arguments: PNGFile.ColorType.allCases)
    func forms(_ colorType: PNGFile.ColorType) throws {
        var file = FilteredPNG(19, 14, colorType, seed: 5) { UInt8($0 % 5) }
        switch colorType {
        case .grey: file.beforePixels = [.init("tRNS", [0, 3])]
        case .palette: file.beforePixels = [.init("tRNS", [1, 2, 3])]
        default: file.afterPixels = [.init("tEXt", Array("Comment\0hello".utf8))]
        }
        compare(file.bytes, seed: UInt64(colorType.rawValue), mutants: 600)
    }

    @Test("Mutants of compressed streams", arguments: [1, 3, 4])
    func streams(channels: Int) throws {
        let drawing = DisplayPixels(drawn: 48, 40, channels: channels) { x, y, channel in
            UInt8(truncatingIfNeeded: x * x / 7 + y * (channel + 2))
        }
        compare(try encode(drawing, as: .png, quality: 0), seed: UInt64(channels), mutants: 600)
    }

    /// Most of these decode: what is damaged is what the stream says, not how it says it.
    @Test("Mutants of filtered lines", arguments: PNGFile.ColorType.allCases)
    func lines(_ colorType: PNGFile.ColorType) {
        var random = Seeded(UInt64(colorType.rawValue) + 100)
        var fast = 0
        for number in 0..<300 {
            var file = FilteredPNG(
                Int.random(in: 1...30, using: &random), Int.random(in: 1...12, using: &random),
                colorType, seed: UInt64(number)
            ) { _ in UInt8.random(in: 0...4, using: &random) }
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: file.lines.indices, using: &random)
                file.lines[place] = UInt8.random(in: 0...255, using: &random)
            }
            let paths = PNGPaths(file.bytes)
            #expect(paths.agree, "\(number)")
            if paths.tookFastPath { fast += 1 }
        }
        #expect(fast > 200)
    }

    private func compare(_ bytes: [UInt8], seed: UInt64, mutants: Int) {
        #expect(PNGPaths(bytes).tookFastPath)
        var mutator = Mutator(seed: seed)
        for number in 0..<mutants {
            let mutant = mutator.mutant(of: bytes)
            let paths = PNGPaths(mutant, limits: .ofMutants)
            #expect(paths.agree, "mutant \(number): \(paths.fast), but \(paths.libpng)")
        }
    }
}
