import Testing

@testable import Imaging

struct GIFTests {
    /// Black, red, green and blue.
    private let four: [UInt8] = [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255]

    private func rgba(_ palette: [UInt8], _ index: UInt8) -> [UInt8] {
        Array(palette[(Int(index) * 3)..<(Int(index) * 3 + 3)]) + [255]
    }

    private func expected(_ palette: [UInt8], _ indices: [UInt8]) -> [UInt16] {
        indices.flatMap { rgba(palette, $0) }.map { UInt16($0) * 257 }
    }

    @Test(arguments: [false, true]) func everyTableSizeComesBackExactly(
        _ isInterlaced: Bool
    ) throws {
        for bits in 1...8 {
            var random = Seeded(UInt64(bits))
            let palette = (0..<(3 << bits)).map { _ in UInt8.random(in: 0...255, using: &random) }
            // Noise fills the code table, so that it is cleared on the way; the runs make codes
            // that refer to themselves.
            let indices = (0..<(97 * 71)).map { index -> UInt8 in
                index % 97 < 40 ? 1 : UInt8.random(in: 0..<UInt8(1 << (bits - 1)), using: &random)
            }
            let frame = GIFFile.Frame(
                width: 97, height: 71, indices: indices, isInterlaced: isInterlaced)
            let file = GIFFile(width: 97, height: 71, palette: palette, frames: [frame])
            let picture = try Picture(file.bytes)
            let isExact = picture.rgba == expected(palette, indices)
            #expect(isExact, "\(bits) bits")
            #expect(picture.header.isLayered == isInterlaced)
        }
    }

    @Test(arguments: 1...9) func interlacedPicturesMayLackPasses(_ height: Int) throws {
        let indices = (0..<(3 * height)).map { UInt8($0 / 3 % 4) }
        let frame = GIFFile.Frame(width: 3, height: height, indices: indices, isInterlaced: true)
        let file = GIFFile(width: 3, height: height, palette: four, frames: [frame])
        #expect(try Picture(file.bytes).rgba == expected(four, indices))
    }

    @Test(arguments: [false, true]) func aSmallFirstFrameLiesOnATransparentCanvas(
        _ isInterlaced: Bool
    ) throws {
        let frame = GIFFile.Frame(
            left: 2, top: 1, width: 2, height: 3, indices: [1, 2, 2, 3, 3, 1],
            isInterlaced: isInterlaced)
        let picture = try Picture(
            GIFFile(width: 6, height: 5, palette: four, frames: [frame]).bytes)
        #expect(picture.header.mayHaveAlpha)
        let canvas = DisplayPixels(drawn: 6, 5, channels: 4) { x, y, channel in
            guard (2..<4).contains(x), (1..<4).contains(y) else { return 0 }
            return rgba(four, frame.indices[(y - 1) * 2 + x - 2])[channel]
        }
        #expect(picture.display == canvas)
    }

    @Test func theTransparentIndexLetsThrough() throws {
        let frame = GIFFile.Frame(width: 2, height: 1, indices: [2, 1], transparent: 2)
        let picture = try Picture(
            GIFFile(width: 2, height: 1, palette: four, frames: [frame]).bytes)
        #expect(picture.rgba.map { $0 / 257 }.suffix(5) == [0, 255, 0, 0, 255])
        #expect(picture.rgba[3] == 0)
    }

    @Test func aFrameMayHaveItsOwnColours() throws {
        let own: [UInt8] = [9, 8, 7, 6, 5, 4]
        let frame = GIFFile.Frame(width: 2, height: 1, indices: [1, 0], palette: own)
        let file = GIFFile(width: 2, height: 1, palette: four, frames: [frame])
        #expect(try Picture(file.bytes).rgba == expected(own, [1, 0]))
    }

    @Test func onlyTheFirstFrameIsShownAndAllAreCounted() throws {
        let first = GIFFile.Frame(width: 2, height: 1, indices: [1, 2])
        var second = first
        second.indices = [3, 3]
        second.transparent = 1
        let file = GIFFile(width: 2, height: 1, palette: four, frames: [first, second, second])
        let picture = try Picture(file.bytes)
        #expect(picture.header.frames == 3)
        // The transparent index of a later frame is not the first one's.
        #expect(picture.rgba == expected(four, [1, 2]))
    }

    @Test func aCanvasTooSmallForItsFirstFrameIsEnlarged() throws {
        let frame = GIFFile.Frame(
            left: 1, top: 0, width: 3, height: 2, indices: [1, 2, 3, 3, 2, 1])
        let file = GIFFile(width: 2, height: 1, palette: four, frames: [frame])
        let header = try header(of: file.bytes)
        #expect((header.width, header.height) == (4, 2))
        #expect(try refusal(of: file.bytes) == nil)
    }

    @Test func everyShorterFileIsRefused() throws {
        let indices = (0..<64).map { UInt8($0 * 7 % 4) }
        let frame = GIFFile.Frame(width: 8, height: 8, indices: indices, transparent: 3)
        let whole = GIFFile(width: 8, height: 8, palette: four, frames: [frame]).bytes
        // The last byte is the trailer, which nobody misses: all frames have ended before it.
        for count in 0..<(whole.count - 1) {
            let error = try refusal(of: Array(whole[..<count]))
            #expect(error != nil, "the first \(count) bytes of \(whole.count) were taken as whole")
        }
    }

    @Test func pixelsThatRunOutAreRefused() throws {
        let frame = GIFFile.Frame(width: 8, height: 8, indices: [UInt8](repeating: 1, count: 30))
        let file = GIFFile(width: 8, height: 8, palette: four, frames: [frame])
        #expect(try refusal(of: file.bytes)?.kind == .corrupt)
    }

    @Test func aFileWithoutFramesIsRefused() throws {
        let file = GIFFile(width: 8, height: 8, palette: four, frames: [])
        #expect(try refusal(of: file.bytes) == .corrupt(.gif, "no image in the file"))
    }
}
