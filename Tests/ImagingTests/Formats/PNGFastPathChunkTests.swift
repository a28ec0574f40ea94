import Testing

@testable import Imaging

/// Chunks and streams that are out of the ordinary: the fast path takes what is plainly in order,
/// and where it does not, libpng's verdict stands.
@Suite struct PNGFastPathChunkTests {
    enum Way { case fast, libpng, refused }

    private static let rgb = FilteredPNG(6, 5, .rgb, seed: 2) { UInt8($0 % 5) }
    private static let grey = FilteredPNG(6, 5, .grey, seed: 2) { UInt8($0 % 5) }
    private static let palette = FilteredPNG(6, 5, .palette, seed: 2) { UInt8($0 % 5) }
    private static let rgba = FilteredPNG(6, 5, .rgba, seed: 2) { UInt8($0 % 5) }

    @Test("Transparency by tRNS")
    func transparency() {
        var clear = PNGFastPathChunkTests.grey
        let sample = clear.lines[1]
        for high: UInt8 in [0, 1] {
            clear.beforePixels = [.init("tRNS", [high, sample])]
            expect(clear.bytes, .fast, "grey, high byte \(high)")
        }
        var colored = PNGFastPathChunkTests.rgb
        colored.beforePixels = [
            .init("tRNS", [0, colored.lines[1], 0, colored.lines[2], 0, colored.lines[3]])
        ]
        expect(colored.bytes, .fast, "RGB")
        colored.beforePixels = [.init("tRNS", [0, 1, 0, 2])]
        expect(colored.bytes, .libpng, "too short")
        var indexed = PNGFastPathChunkTests.palette
        for count in [1, 100, 256] {
            indexed.beforePixels = [.init("tRNS", (0..<count).map { UInt8($0) })]
            expect(indexed.bytes, .fast, "palette, \(count)")
        }
        indexed.palette = [UInt8](repeating: 77, count: 30)
        expect(indexed.bytes, .libpng, "more of it than colours")
        indexed.beforePixels = [.init("tRNS", [])]
        expect(indexed.bytes, .libpng, "none")
        var twice = PNGFastPathChunkTests.palette
        twice.beforePixels = [.init("tRNS", [0]), .init("tRNS", [9, 9])]
        expect(twice.bytes, .libpng, "twice")
        twice.beforePixels = []
        twice.afterPixels = [.init("tRNS", [0])]
        expect(twice.bytes, .libpng, "behind the pixels")
        var alpha = PNGFastPathChunkTests.rgba
        alpha.beforePixels = [.init("tRNS", [0, 1, 0, 2, 0, 3])]
        expect(alpha.bytes, .libpng, "beside alpha")
    }

    @Test("Ancillary chunks that are dropped change nothing for either way")
    func dropped() {
        for color in [PNGFastPathChunkTests.grey, PNGFastPathChunkTests.palette] {
            for name in ["tRNS", "gAMA", "cICP", "iCCP", "eXIf", "acTL", "fcTL", "fdAT"] {
                for isBefore in [true, false] {
                    var chunk = PNGFile.Chunk(name, [0, 7])
                    chunk.isDamaged = true
                    var file = color
                    if isBefore { file.beforePixels = [chunk] } else { file.afterPixels = [chunk] }
                    let paths = PNGPaths(file.bytes)
                    #expect(paths.agree && paths.fast == PNGPaths(color.bytes).fast, "\(name)")
                }
            }
        }
    }

    @Test("Palettes")
    func palettes() {
        var file = PNGFastPathChunkTests.palette
        file.palette = [1, 2, 3, 4, 5, 6]
        expect(file.bytes, .fast, "fewer colours than are used")
        file.palette = []
        expect(file.bytes, .refused, "none")
        file.palette = [1, 2, 3, 4]
        expect(file.bytes, .refused, "a third of a colour")
        var suggested = PNGFastPathChunkTests.rgb
        suggested.palette = [1, 2, 3, 4, 5, 6]
        expect(suggested.bytes, .fast, "suggested for RGB")
        suggested.beforePixels = [.init("PLTE", [1, 2, 3])]
        expect(suggested.bytes, .refused, "twice")
        var grey = PNGFastPathChunkTests.grey
        grey.palette = [1, 2, 3]
        let paths = PNGPaths(grey.bytes)
        #expect(paths.agree && !paths.tookFastPath)
    }

    @Test("Chunks that are ignored")
    func others() {
        var file = PNGFastPathChunkTests.rgb
        let text = PNGFile.Chunk("tEXt", Array("Comment\0hello".utf8))
        file.beforePixels = [text, .init("gAMA", [1]), .init("zzZz", []), .init("iCCP", [1, 2])]
        file.afterPixels = [text, .init("fdAT", [0, 0, 0, 1]), .init("tIME", [])]
        expect(file.bytes, .fast, "ancillary ones")
        file.afterPixels = [PNGFile.Chunk](repeating: text, count: 3000)
        expect(file.bytes, .fast, "thousands")
        file.afterPixels = []
        expect(file.bytes + [1, 2, 3], .fast, "bytes behind the end")
        file.beforePixels = [.init("ZZZZ", [1])]
        expect(file.bytes, .refused, "an unknown one that matters")
        file.beforePixels = [.init("a-cd", [1])]
        expect(file.bytes, .refused, "a name that is none")
        file.beforePixels = []
        file.afterPixels = [text, .init("IDAT", [])]
        let late = PNGPaths(file.bytes)
        #expect(late.agree && !late.tookFastPath)
        file.afterPixels = [.init("IEND", [1])]
        let end = PNGPaths(file.bytes)
        #expect(end.agree && !end.tookFastPath)
    }

    @Test("A wrong checksum anywhere, and an end anywhere, leads to one verdict")
    func damage() {
        var file = PNGFastPathChunkTests.palette
        file.beforePixels = [.init("tRNS", [1, 2]), .init("gAMA", bigEndian(UInt32(45_455)))]
        file.afterPixels = [.init("tEXt", Array("Comment\0hello".utf8))]
        let bytes = file.bytes
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x10
            #expect(PNGPaths(damaged).agree, "byte \(index)")
            let cut = PNGPaths(Array(bytes[..<index]))
            #expect(cut.agree && !cut.tookFastPath, "cut at \(index)")
        }
    }

    @Test("Streams that are longer, shorter or otherwise than the picture")
    func streams() {
        let file = PNGFastPathChunkTests.rgb
        func check(_ stream: [UInt8], _ way: Way?, _ name: String) {
            let bytes = file.bytes(ofPixels: [.init("IDAT", stream)])
            guard let way else {
                let paths = PNGPaths(bytes)
                #expect(paths.agree && !paths.tookFastPath, "\(name)")
                return
            }
            expect(bytes, way, name)
        }
        let good = zlibStored(file.lines)
        check(good, .fast, "as it should be")
        check(zlibStored(file.lines + [0]), nil, "a byte too many")
        check(zlibStored(file.lines.dropLast()), .refused, "a byte too few")
        check(good + [0], nil, "something behind it")
        check(good.dropLast(4), nil, "no sum")
        check([], .refused, "nothing")
        check([0x78], .refused, "a byte")
        var bad = file.lines
        bad[19] = 5
        check(zlibStored(bad), .refused, "a filter that is none")
        bad[19] = 255
        check(zlibStored(bad), .refused, "a filter that is none")
        var sum = good
        sum[sum.count - 1] ^= 1
        check(sum, .refused, "a wrong sum")
        // RFC 1950: method and window, then flags that make both divisible by 31.
        check([0x78, 0x20] + good.dropFirst(2), .refused, "with a dictionary")
        check([0x79, 0x17] + good.dropFirst(2), .refused, "another method")
        check([0x88, 0x1C] + good.dropFirst(2), .refused, "a window too large")
        check([0x08, 0x1D] + good.dropFirst(2), .fast, "a window that just holds all")
    }

    @Test("A window smaller than the stream's longest distance")
    func smallWindow() throws {
        // Noise that repeats after 32 rows, which deflate finds at a distance of about 2,000.
        let noise = DisplayPixels.noise(64, 32, channels: 1)
        let twice = DisplayPixels(
            width: 64, height: 64, channels: 1, samples: noise.samples + noise.samples)
        var bytes = try encode(twice, as: .png, quality: 0)
        #expect(bytes.count < 3000)
        let stream = try #require(bytes.indices.first { bytes[$0...].starts(with: "IDAT".utf8) })
        expect(bytes, .fast, "as it was encoded")
        // 256 bytes, and the two checksums.
        bytes[stream + 4] = 0x08
        bytes[stream + 5] = 0x1D
        let length = bytes[(stream - 4)..<stream].reduce(0) { $0 << 8 | Int($1) }
        let end = stream + 4 + length
        bytes.replaceSubrange(end..<(end + 4), with: bigEndian(crc32(Array(bytes[stream..<end]))))
        expect(bytes, .refused, "256 bytes")
    }

    private func expect(_ bytes: [UInt8], _ way: Way, _ name: String) {
        let paths = PNGPaths(bytes)
        #expect(paths.agree, "\(name): \(paths.fast), but \(paths.libpng)")
        #expect(paths.tookFastPath == (way == .fast), "\(name)")
        if case .refused(let error) = paths.fast {
            #expect(way == .refused, "\(name): \(error.reason)")
        } else {
            #expect(way != .refused, "\(name)")
        }
    }
}
