import Testing

@testable import Imaging

/// What chunks beside the pixels do, and what damage to any of them does.
struct PNGChunkTests {
    private let grey = PNGFile(width: 3, height: 1, colorType: .grey, samples: [10, 20, 30])

    @Test func aTransparentGreyBecomesAlpha() throws {
        var file = grey
        file.beforePixels = [.init("tRNS", [0, 20])]
        let picture = try Picture(file.bytes)
        #expect(picture.header.mayHaveAlpha)
        #expect(picture.pixels.samples == [10, 255, 20, 0, 30, 255].map { $0 * 257 })
    }

    @Test func aTransparentColourIsComparedAtItsOwnDepth() throws {
        // 0x1234 and 0x1235 are one colour at 8 bits and two at 16.
        var file = PNGFile(
            width: 2, height: 1, colorType: .rgb, depth: 16,
            samples: [0x1234, 0x1234, 0x1234, 0x1235, 0x1234, 0x1234])
        file.beforePixels = [.init("tRNS", [0x12, 0x34, 0x12, 0x34, 0x12, 0x34])]
        #expect(try Picture(file.bytes).rgba[3] == 0)
        #expect(try Picture(file.bytes).rgba[7] == 65_535)
    }

    @Test(arguments: [1, 2, 4, 8]) func aPaletteMayBeTransparentInPart(_ depth: Int) throws {
        var file = PNGFile(
            width: 2, height: 1, colorType: .palette, depth: depth, samples: [0, 1])
        file.palette = [1, 2, 3, 4, 5, 6]
        file.beforePixels = [.init("tRNS", [128])]  // shorter than the palette: the rest is opaque
        let picture = try Picture(file.bytes)
        #expect(picture.pixels.samples == [1, 2, 3, 128, 4, 5, 6, 255].map { $0 * 257 })
    }

    @Test(arguments: 1...8, [true, false]) func theOrientationMayStandBeforeOrBehindThePixels(
        _ number: UInt8, _ isBefore: Bool
    ) throws {
        let upright = DisplayPixels.quarters(10, 6)
        let orientation = try #require(Orientation(rawValue: number))
        var file = upright.stored(as: orientation).png
        let chunk = PNGFile.Chunk("eXIf", exif(orientation: number, isLittleEndian: isBefore))
        if isBefore { file.beforePixels = [chunk] } else { file.afterPixels = [chunk] }
        #expect(try Picture(file.bytes).display == upright)
    }

    @Test func framesOfAnAnimationAreCountedAndTheFirstIsShown() throws {
        var file = grey
        let control = PNGFile.Chunk(
            "fcTL", [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 14))
        file.beforePixels = [.init("acTL", [0, 0, 0, 7, 0, 0, 0, 0]), control]
        file.afterPixels = [.init("fdAT", [0, 0, 0, 1] + zlibStored([0, 99, 99, 99]))]
        let picture = try Picture(file.bytes)
        #expect(picture.header.frames == 7)
        #expect(picture.pixels.samples == [10, 20, 30].map { $0 * 257 })
    }

    @Test(arguments: ["IHDR", "IDAT", "IEND"])
    func aWrongChecksumOfACriticalChunkIsRefused(_ name: String) throws {
        var bytes = grey.bytes
        let chunk = try #require(bytes.indices.first { bytes[$0...].starts(with: name.utf8) })
        let length = Int(bytes[chunk - 1])
        bytes[chunk + 4 + length] ^= 1
        #expect(try refusal(of: bytes) == .corrupt(.png, "\(name): CRC error"))
    }

    @Test func aWrongChecksumOfAnAncillaryChunkIsNot() throws {
        var file = grey
        file.beforePixels = [.init("tEXt", Array("Comment\0hello".utf8))]
        var bytes = file.bytes
        let chunk = try #require(bytes.indices.first { bytes[$0...].starts(with: "tEXt".utf8) })
        bytes[chunk + 8] ^= 1
        #expect(try refusal(of: bytes) == nil)
    }

    /// Chunks that change what is seen, and what they make of this file's header.
    private static let telling: [(chunk: PNGFile.Chunk, tells: @Sendable (PictureHeader) -> Bool)] =
        [
            (.init("eXIf", exif(orientation: 6)), { $0.orientation == .turnClockwise }),
            (.init("gAMA", bigEndian(UInt32(100_000))), { $0.color != .sRGB }),
            (
                .init("iCCP", Array("p\0\0".utf8) + zlibStored([1, 2, 3])),
                { $0.color == .icc([1, 2, 3]) }
            ),
            (.init("cICP", [1, 8, 0, 1]), { $0.color != .sRGB }),
            (.init("tRNS", [0, 20]), { $0.mayHaveAlpha }),
            (.init("acTL", [0, 0, 0, 7, 0, 0, 0, 0]), { $0.frames == 7 }),
        ]

    /// That none of the chunks tells anything; a beginning of a frame is there for acTL.
    private func header(_ before: [PNGFile.Chunk], _ after: [PNGFile.Chunk] = []) throws
        -> PictureHeader
    {
        var file = grey
        file.beforePixels = before + [.init("fcTL", [UInt8](repeating: 0, count: 26))]
        file.afterPixels = after
        let picture = try Picture(file.bytes)
        #expect(picture.header.channels == picture.pixels.shape.channels)
        return picture.header
    }

    @Test(arguments: 0..<6) func anAncillaryChunkCountsOnlyWithItsChecksum(_ index: Int) throws {
        let (chunk, tells) = PNGChunkTests.telling[index]
        #expect(tells(try header([chunk])))
        var damaged = chunk
        damaged.isDamaged = true
        #expect(!tells(try header([damaged])), "\(chunk.name)")
        #expect(tells(try header([damaged, chunk])), "a sound one behind it is the first")
    }

    @Test(arguments: 0..<6) func anAncillaryChunkCountsOnlyWhereItMayStand(_ index: Int) throws {
        let (chunk, tells) = PNGChunkTests.telling[index]
        // Only EXIF may stand behind the pixels.
        #expect(tells(try header([], [chunk])) == (chunk.name == "eXIf"), "\(chunk.name)")
        var behindPalette = PNGFile(
            width: 2, height: 1, colorType: .palette, samples: [0, 1], palette: [1, 2, 3, 4, 5, 6])
        behindPalette.beforePixels = [chunk, .init("fcTL", [UInt8](repeating: 0, count: 26))]
        let mayStandThere = ["eXIf", "tRNS", "acTL"].contains(chunk.name)
        #expect(tells(try Picture(behindPalette.bytes).header) == mayStandThere, "\(chunk.name)")
    }

    @Test func theFirstOfANameCounts() throws {
        func gamma(_ value: UInt32) -> PNGFile.Chunk { .init("gAMA", bigEndian(value)) }
        #expect(try header([gamma(45_455), gamma(100_000)]).color == .sRGB)
        #expect(try header([gamma(100_000), gamma(45_455)]).color != .sRGB)
        let turned = PNGFile.Chunk("eXIf", exif(orientation: 6))
        #expect(try header([.init("eXIf", exif(orientation: 1))], [turned]).orientation == .upright)
        // What is not what it should be is not the first.
        #expect(try header([.init("gAMA", [1]), gamma(100_000)]).color != .sRGB)
        #expect(try header([.init("tRNS", [1]), .init("tRNS", [0, 20])]).mayHaveAlpha)
        let none = PNGFile.Chunk("cICP", [1, 8, 1, 1])
        #expect(try header([none, .init("cICP", [1, 13, 0, 1]), gamma(100_000)]).color == .sRGB)
    }

    @Test(arguments: [0, 0x8000_0000, 0xFFFF_FFFF] as [UInt32])
    func countsThatTheFormatDoesNotHaveAreNotBelieved(_ frames: UInt32) throws {
        let control = PNGFile.Chunk("acTL", bigEndian(frames) + bigEndian(UInt32(0)))
        #expect(try header([control]).frames == 1)
    }

    @Test func anAnimationThatNeverBeginsIsAStillPicture() throws {
        var file = grey
        file.beforePixels = [.init("acTL", [0, 0, 0, 7, 0, 0, 0, 0])]
        #expect(try Picture(file.bytes).header.frames == 1)
    }

    @Test func chunksAboutTheDisplayOfALightPictureAreNotLookedAt() throws {
        let chunks = ["mDCV", "cLLI", "mDCv", "cLLi"].map { PNGFile.Chunk($0, [1, 2, 3]) }
        #expect(try header(chunks) == header([]))
    }

    @Test func pixelsThatTheirOwnSumDisownsAreRefused() throws {
        var stream = zlibStored([0, 10, 20, 30])
        stream[stream.count - 1] ^= 1
        let bytes =
            PNGFile.signature
            + [
                PNGFile.header(width: 3, height: 1, .grey), .init("IDAT", stream),
                .init("IEND", []),
            ]
            .flatMap(\.bytes)
        #expect(try refusal(of: bytes) == .corrupt(.png, "IDAT: incorrect data check"))
    }

    @Test func everyShorterFileIsRefused() throws {
        let whole = DisplayPixels.noise(5, 4).png.bytes
        for count in 0..<whole.count {
            let error = try refusal(of: Array(whole[..<count]))
            #expect(error != nil, "the first \(count) bytes of \(whole.count) were taken as whole")
        }
    }

    @Test func bytesBehindTheEndAreIgnored() throws {
        #expect(try refusal(of: grey.bytes + [1, 2, 3]) == nil)
    }

    @Test func tooFewPixelsAreRefused() throws {
        let bytes =
            PNGFile.signature
            + [
                PNGFile.header(width: 3, height: 2, .grey),
                .init("IDAT", zlibStored([0, 10, 20, 30])), .init("IEND", []),
            ].flatMap(\.bytes)
        #expect(try refusal(of: bytes) == .corrupt(.png, "Not enough image data"))
    }
}
