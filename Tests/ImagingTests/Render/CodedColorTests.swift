import Testing

@testable import Imaging

/// Colours by cICP compared with ITU-T H.273 and BT.2100.
struct CodedColorTests {
    private let noise = DisplayPixels.noise(24, 16)

    private func picture(_ pixels: DisplayPixels, _ codes: [UInt8], _ others: PNGFile.Chunk...)
        throws
        -> Picture
    {
        var file = pixels.png
        file.beforePixels = others + [.init("cICP", codes)]
        return try Picture(file.bytes)
    }

    /// What one colour is shown as.
    private func shown(_ color: [UInt8], _ codes: UInt8..., others: PNGFile.Chunk...) throws
        -> [Int]
    {
        var file = DisplayPixels.flat(2, 2, color).png
        file.beforePixels = [.init("cICP", codes)] + others
        return try Picture(file.bytes).display.samples.prefix(3).map(Int.init)
    }

    private func isNear(_ shown: [Int], _ expected: [Int], within tolerance: Int = 1) -> Bool {
        zip(shown, expected).allSatisfy { abs($0 - $1) <= tolerance }
            && shown.count == expected.count
    }

    @Test func itGoesBeforeAllOthers() throws {
        let gamma = PNGFile.Chunk("gAMA", bigEndian(UInt32(100_000)))
        let profile = PNGFile.Chunk("iCCP", Array("p\0\0".utf8) + zlibStored([1, 2, 3]))
        #expect(try picture(noise, [1, 13, 0, 1], gamma, profile).header.color == .sRGB)
        #expect(try picture(noise, [1, 13, 0, 1], gamma).display == noise)
    }

    @Test func whatIsNotUnderstoodLeavesTheWordToTheNext() throws {
        let gamma = PNGFile.Chunk("gAMA", bigEndian(UInt32(100_000)))
        // Unspecified, reserved, logarithmic; a matrix, which a PNG has not; half a range.
        for codes in [
            [2, 13, 0, 1], [1, 2, 0, 1], [255, 13, 0, 1], [1, 9, 0, 1], [1, 13, 1, 1],
            [1, 13, 0, 2],
        ] {
            let color = try picture(noise, codes.map(UInt8.init), gamma).header.color
            guard case .gamma = color else {
                Issue.record("\(codes): \(color)")
                continue
            }
        }
    }

    @Test func powersAndPrimariesAreThoseOfTheirNumbers() throws {
        for (transfer, gamma) in [(8, 1), (4, 2.2), (5, 2.8)] as [(UInt8, Double)] {
            let picture = try picture(noise, [1, transfer, 0, 1])
            let space = MatrixSpace(colorants: MatrixSpace.sRGBColorants, gamma: gamma)
            let expected = space.shownSRGB(picture.pixels.samples)
            let difference = Difference(picture.display.samples, expected)
            #expect(
                difference.greatest <= 2 && difference.mean <= 0.2, "\(transfer): \(difference)")
        }
        let wide = try picture(noise, [12, 4, 0, 1])
        let space = MatrixSpace(colorants: MatrixSpace.displayP3Colorants, gamma: 2.2)
        let difference = Difference(wide.display.samples, space.shownSRGB(wide.pixels.samples))
        #expect(difference.greatest <= 10 && difference.mean <= 0.5, "\(difference)")
        #expect(isNear(try shown([200, 60, 60], 12, 13, 0, 1), [217, 42, 52], within: 2))
    }

    @Test func greyHasTheSameCurve() throws {
        let grey = try shown([55], 1, 8, 0, 1)
        #expect(isNear(grey, [128, 128, 128]))
        #expect(try shown([55, 55, 55], 1, 8, 0, 1) == grey)
    }

    @Test(arguments: [1, 6, 14, 15] as [UInt8]) func televisionIsTheInverseOfTheCamera(
        _ transfer: UInt8
    ) throws {
        // ((0.50196 + 0.0993) / 1.0993) ^ (1 / 0.45) is 0.2614 of the light.
        #expect(isNear(try shown([128, 128, 128], 1, transfer, 0, 1), [140, 140, 140]))
        #expect(isNear(try shown([10, 10, 10], 1, transfer, 0, 1), [23, 23, 23]))
    }

    @Test func theNarrowRangeIsWidened() throws {
        for (stored, full) in [(16, 0), (235, 255), (0, 0), (255, 255), (126, 128)] {
            let color = [UInt8](repeating: UInt8(stored), count: 3)
            #expect(isNear(try shown(color, 1, 13, 0, 0), [full, full, full]), "\(stored)")
        }
        // At 16 bits white is 235 × 256.
        let file = PNGFile(
            width: 2, height: 1, colorType: .grey, depth: 16, samples: [16 << 8, 235 << 8],
            beforePixels: [.init("cICP", [1, 13, 0, 0])])
        #expect(try Picture(file.bytes).display.samples == [0, 0, 0, 255, 255, 255])
    }

    @Test func highDynamicRangeIsMappedSoThatAPageIsNearlyWhite() throws {
        // 203 nits (BT.2408): 58 % of PQ, 75 % of HLG. 100 nits are left as they are.
        let page = try shown([148, 148, 148], 9, 16, 0, 1)
        #expect(isNear(page, [240, 240, 240], within: 2))
        #expect(isNear(try shown([191, 191, 191], 9, 18, 0, 1), page, within: 2))
        // PQ of 100 nits is 0.508; 100 / 203 of the light is 186.
        #expect(isNear(try shown([130, 130, 130], 9, 16, 0, 1), [187, 187, 187], within: 2))
        for transfer in [16, 18] as [UInt8] {
            #expect(try shown([0, 0, 0], 9, transfer, 0, 1) == [0, 0, 0])
            #expect(try shown([255, 255, 255], 9, transfer, 0, 1) == [255, 255, 255])
            let ramp = try (0...15).map { try shown([UInt8($0 * 17)], 9, transfer, 0, 1)[0] }
            #expect(ramp == ramp.sorted())
        }
    }
}
