import Testing

@testable import Imaging

/// Every colour type at every depth, interlaced and not, from samples that the test knows.
struct PNGSampleTests {
    struct Form: CustomTestStringConvertible, Sendable {
        let colorType: PNGFile.ColorType
        let depth: Int
        let isInterlaced: Bool

        var testDescription: String {
            "\(colorType) of \(depth) bits\(isInterlaced ? ", interlaced" : "")"
        }
    }

    static let forms = PNGFile.ColorType.allCases.flatMap { type in
        type.depths.flatMap { depth in
            [false, true].map { Form(colorType: type, depth: depth, isInterlaced: $0) }
        }
    }

    @Test func thereAreFifteenFormsInTwoOrders() {
        #expect(PNGSampleTests.forms.count == 30)
    }

    @Test(arguments: forms) func samplesComeBackExactly(_ form: Form) throws {
        // Odd sides: rows end inside a byte, and the seven passes have unequal sizes.
        let file = file(form, width: 13, height: 11)
        let picture = try Picture(file.bytes)
        #expect(picture.rgba == expected(file))
        #expect(picture.header.bitsPerSample == form.depth)
        #expect(picture.header.isLayered == form.isInterlaced)
        #expect(picture.header.channels == picture.pixels.shape.channels)
    }

    @Test(arguments: 1...9, 1...9) func interlacedPicturesMayLackPasses(
        _ width: Int, _ height: Int
    ) throws {
        let form = Form(colorType: .rgb, depth: 8, isInterlaced: true)
        let file = file(form, width: width, height: height)
        #expect(try Picture(file.bytes).rgba == expected(file))
    }

    @Test func sixteenBitsAreNotRoundedToEight() throws {
        let file = PNGFile(
            width: 3, height: 1, colorType: .grey, depth: 16, samples: [0x0102, 0x80FF, 0xFFFE])
        #expect(try Picture(file.bytes).pixels.samples == [0x0102, 0x80FF, 0xFFFE])
    }

    private func file(_ form: Form, width: Int, height: Int) -> PNGFile {
        var random = Seeded(UInt64(form.depth))
        let greatest = UInt16((1 << form.depth) - 1)
        let count = width * height * form.colorType.channels
        var file = PNGFile(
            width: width, height: height, colorType: form.colorType, depth: form.depth,
            isInterlaced: form.isInterlaced,
            samples: (0..<count).map { _ in UInt16.random(in: 0...greatest, using: &random) })
        if form.colorType == .palette {
            file.palette = (0..<(3 << form.depth)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
        }
        return file
    }

    private func expected(_ file: PNGFile) -> [UInt16] {
        let greatest = (1 << file.depth) - 1
        // Full scale is full scale at every depth (W3C PNG, 13.12).
        let wide = file.samples.map { UInt16(Int($0) * 65_535 / greatest) }
        let channels = file.colorType.channels
        return stride(from: 0, to: wide.count, by: channels).flatMap { at -> [UInt16] in
            switch file.colorType {
            case .grey: [wide[at], wide[at], wide[at], 65_535]
            case .greyAlpha: [wide[at], wide[at], wide[at], wide[at + 1]]
            case .rgb: Array(wide[at..<(at + 3)]) + [65_535]
            case .rgba: Array(wide[at..<(at + 4)])
            case .palette:
                (0..<3).map { UInt16(file.palette[Int(file.samples[at]) * 3 + $0]) * 257 } + [
                    65_535
                ]
            }
        }
    }
}
