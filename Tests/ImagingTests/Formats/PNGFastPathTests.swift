import Testing

@testable import Imaging

/// The fast path of PNG gives what libpng gives, pixel for pixel and word for word.
@Suite struct PNGFastPathTests {
    enum Filter: CaseIterable, Sendable {
        case none, sub, up, average, paeth, mixed, mixedWithoutAverage

        func byte(_ y: Int) -> UInt8 {
            switch self {
            case .none: 0
            case .sub: 1
            case .up: 2
            case .average: 3
            case .paeth: 4
            case .mixed: UInt8((y * 7 + y / 5) % 5)
            case .mixedWithoutAverage: [4, 1, 4, 4, 2, 0, 4, 1, 2, 2, 4][y % 11]
            }
        }
    }

    @Test("Every form, filter and width is decoded alike", arguments: Filter.allCases)
    func formsFiltersAndWidths(_ filter: Filter) {
        for colorType in PNGFile.ColorType.allCases {
            for width in Array(1...40) + [127, 300] {
                let height = 1 + width * 5 % 29
                let file = FilteredPNG(
                    width, height, colorType, seed: UInt64(width), filter: filter.byte)
                let paths = PNGPaths(file.bytes)
                #expect(paths.agree, "\(colorType) \(width) x \(height)")
                #expect(paths.tookFastPath, "\(colorType) \(width) x \(height)")
            }
        }
    }

    @Test("Pixels may be cut anywhere into IDAT chunks, and empty ones stand between")
    func cuts() {
        let file = FilteredPNG(5, 6, .rgb, seed: 1) { UInt8($0 % 5) }
        let stream = zlibStored(file.lines)
        let whole = PNGPaths(file.bytes)
        let empty = PNGFile.Chunk("IDAT", [])
        for cut in 0...stream.count {
            let halves = [stream[..<cut], stream[cut...]].map { PNGFile.Chunk("IDAT", Array($0)) }
            for chunks in [halves, [empty] + halves, [halves[0], empty, halves[1], empty]] {
                let paths = PNGPaths(file.bytes(ofPixels: chunks))
                #expect(paths.agree && paths.tookFastPath, "cut at \(cut)")
                #expect(paths.fast == whole.fast, "cut at \(cut)")
            }
        }
        let crumbs = PNGPaths(file.bytes(ofPixels: stream.map { PNGFile.Chunk("IDAT", [$0]) }))
        #expect(crumbs.agree && crumbs.tookFastPath && crumbs.fast == whole.fast)
    }

    @Test("The streams of a real encoder are decoded alike", arguments: [1, 3, 4])
    func encoded(channels: Int) throws {
        for (width, height) in [(1, 1), (64, 64), (201, 97)] {
            for drawing in [
                DisplayPixels.noise(width, height, channels: channels),
                DisplayPixels(drawn: width, height, channels: channels) { x, y, channel in
                    UInt8(truncatingIfNeeded: x * x / 9 + y * 3 + channel * 50)
                },
            ] {
                let paths = PNGPaths(try encode(drawing, as: .png, quality: 0))
                #expect(paths.agree && paths.tookFastPath)
                #expect(
                    paths.fast
                        == .decoded(
                            PixelShape(width: width, height: height, channels: channels, depth: 8),
                            drawing.samples))
            }
        }
    }

    @Test("Rare forms are left to libpng")
    func rareForms() {
        for colorType in PNGFile.ColorType.allCases {
            for depth in colorType.depths {
                for isInterlaced in [false, true] where depth != 8 || isInterlaced {
                    let count = 9 * 7 * colorType.channels
                    let file = PNGFile(
                        width: 9, height: 7, colorType: colorType, depth: depth,
                        isInterlaced: isInterlaced,
                        samples: (0..<count).map { UInt16($0 * 31 % (1 << depth)) },
                        palette: colorType == .palette ? [UInt8](repeating: 9, count: 6) : [])
                    let paths = PNGPaths(file.bytes)
                    #expect(paths.agree && !paths.tookFastPath, "\(colorType) \(depth)")
                    guard case .decoded = paths.fast else {
                        Issue.record("\(colorType) \(depth) was refused")
                        continue
                    }
                }
            }
        }
    }

    @Test("A picture larger than the fast path may hold streams through libpng")
    func limit() throws {
        let bytes = FilteredPNG(30, 20, .rgb, seed: 3) { _ in 4 }.bytes
        let held = try header(of: bytes).scratchBytes
        #expect(held > 30 * 20 * 3)
        var limits = PictureLimits()
        limits.fastPNGBytes = held
        #expect(PNGPaths(bytes, limits: limits).tookFastPath)
        limits.fastPNGBytes = held - 1
        let above = PNGPaths(bytes, limits: limits)
        #expect(above.agree && !above.tookFastPath)
        #expect(try header(of: bytes, limits: limits).scratchBytes == 0)
        limits.fastPNGBytes = held
        limits.pixelBytes = held - 1
        let poor = PNGPaths(bytes, limits: limits)
        #expect(poor.agree && !poor.tookFastPath)
        #expect(try header(of: bytes, limits: limits).scratchBytes == 0)
    }

    @Test("No memory is announced for what libpng will stream")
    func announcements() throws {
        let plain = PNGFile(width: 9, height: 7, colorType: .grey, samples: .init(0..<63))
        #expect(try header(of: plain.bytes).scratchBytes > 70)
        var deep = plain
        deep.depth = 16
        #expect(try header(of: deep.bytes).scratchBytes == 0)
        var layered = plain
        layered.isInterlaced = true
        #expect(try header(of: layered.bytes).scratchBytes == 0)
    }
}
