import Testing

@testable import Imaging

/// All frames of an animation are looked at, and what is lost in any of them is named.
@Suite struct AnimationTests {
    private static let palette: [UInt8] = [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255]

    private static func indices(_ seed: UInt64) -> [UInt8] {
        var random = Seeded(seed)
        return (0..<(23 * 11)).map { _ in UInt8.random(in: 0...3, using: &random) }
    }

    private static let gif = GIFFile(
        width: 23, height: 11, palette: palette,
        frames: (1...3).map {
            GIFFile.Frame(
                width: 23, height: 11, indices: indices(UInt64($0)), isInterlaced: $0 == 2,
                transparent: 3)
        }
    ).bytes

    private static let png = AnimatedPNG(
        width: 9, height: 7,
        frames: [
            .init(width: 9, height: 7, samples: DisplayPixels.noise(9, 7).samples),
            .init(left: 2, top: 1, width: 4, height: 3, samples: DisplayPixels.noise(4, 3).samples),
            .init(left: 8, top: 6, width: 1, height: 1, samples: [1, 2, 3]),
        ])

    private static func webp(_ second: [UInt8]) throws -> [UInt8] {
        let plain = try DisplayPixels.noise(24, 16).encoded(.webp, quality: losslessWebP)
        return ExtendedWebP(
            width: 24, height: 16, flags: ExtendedWebP.animation,
            chunks: [
                ExtendedWebP.animationChunk,
                ExtendedWebP.frame(plain, left: 0, top: 0, width: 24, height: 16),
                ExtendedWebP.frame(second, left: 0, top: 0, width: 24, height: 16),
            ]
        ).bytes
    }

    /// What refuses all frames together; from memory and in pieces, which must agree.
    private func verdict(
        _ bytes: [UInt8], limits: PictureLimits = PictureLimits(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> PictureError? {
        bytes.withUnsafeBytes { memory in
            let whole = ByteSource(memory: memory)
            let pieces = ByteSource(size: whole.size) { offset, buffer in
                whole.read(
                    at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(7)))
            }
            let verdicts = [whole, pieces].map { source -> PictureError? in
                do throws(PictureError) {
                    try checkFrames(source, probe(source, limits: limits), limits: limits)
                    return nil
                } catch {
                    return error
                }
            }
            #expect(verdicts[0] == verdicts[1], sourceLocation: sourceLocation)
            return verdicts[0]
        }
    }

    @Test func wholeAnimationsAreInOrder() throws {
        #expect(verdict(AnimationTests.gif) == nil)
        #expect(verdict(AnimationTests.png.bytes) == nil)
        let second = try DisplayPixels.noise(24, 16, seed: 2).encoded(.webp)
        #expect(verdict(try AnimationTests.webp(second)) == nil)
        for path in ["studies/turning-squares.gif"] {
            #expect(verdict(try Samples.bytes(path)) == nil, "\(path)")
        }
    }

    @Test func anyDepthAndBothOrdersOfRowsAreFollowed() throws {
        for type in PNGFile.ColorType.allCases {
            for depth in type.depths {
                for isInterlaced in [false, true] {
                    for (width, height) in [(1, 1), (3, 2), (11, 9)] {
                        let samples = (0..<(width * height * type.channels)).map { UInt16($0 % 2) }
                        var file = PNGFile(
                            width: width, height: height, colorType: type, depth: depth,
                            isInterlaced: isInterlaced, samples: samples)
                        if type == .palette { file.palette = [1, 2, 3, 4, 5, 6] }
                        let pixels = Array(file.bytes.chunks("IDAT").joined())
                        let bytes = file.animated(by: pixels).bytes
                        let name: Comment = "\(type) \(depth) \(isInterlaced) \(width) x \(height)"
                        #expect(verdict(bytes) == nil, name)
                        // One byte less, in a stream that says so itself.
                        let short = file.animated(
                            by: zlibStored(Array(unwrapped(pixels).dropLast())))
                        #expect(
                            verdict(short.bytes)
                                == .corrupt(.png, "frame 2 lacks some of its pixels"),
                            name)
                    }
                }
            }
        }
    }

    @Test func aGIFMayEndWithoutItsTrailerButNotInsideAFrame() {
        let whole = AnimationTests.gif
        #expect(verdict(Array(whole.dropLast())) == nil)
        // The frames of this file begin at graphic controls.
        let starts = whole.indices.filter { whole[$0...].starts(with: [0x21, 0xF9, 4]) }
        #expect(starts.count == 3)
        for count in (starts[1] + 1)..<(whole.count - 1) {
            let refusal = verdict(Array(whole[..<count]))
            // Between two frames nothing says that there were more.
            #expect((refusal == nil) == (count == starts[2]), "\(count)")
            if let refusal { #expect(refusal.kind == .truncated, "\(count)") }
        }
        let zeros = [UInt8](repeating: 0, count: 5000)
        let torn = Array(whole[..<(starts[2] + 3)])
        #expect(verdict(torn + zeros) != nil)
        let rest = Array(whole[..<starts[2]])
        #expect(
            verdict(rest + zeros) == .truncated(.gif, "nothing but zeros behind 2 frames"))
        let other = rest + Array("other".utf8)
        #expect(
            verdict(other)
                == .corrupt(.gif, "behind 2 frames a block begins with 111, which is none"))
        var padded = rest
        padded.append(0)
        padded += whole[starts[2]...]
        #expect(verdict(padded) == nil, "a byte too many between blocks")
    }

    @Test func damageToAnyFrameOfAGIFIsNamed() throws {
        let lost = GIFFile.Frame(width: 8, height: 8, indices: [UInt8](repeating: 1, count: 30))
        let good = GIFFile.Frame(width: 8, height: 8, indices: [UInt8](repeating: 1, count: 64))
        let file = GIFFile(
            width: 8, height: 8, palette: AnimationTests.palette, frames: [good, good, lost])
        #expect(
            verdict(file.bytes) == .corrupt(.gif, "frame 3 lacks 34 of its 64 pixels"))
        var bytes = GIFFile(
            width: 8, height: 8, palette: AnimationTests.palette, frames: [good, good]
        ).bytes
        let second = try #require(bytes.lastIndex(of: 0x2C))
        bytes[second + 10] = 9
        #expect(
            verdict(bytes)
                == .corrupt(.gif, "frame 2 has an LZW code size of 9; 8 is the most"))
        bytes[second + 10] = 2
        // Codes of three bits, from the lowest: clear, 1, then 7, which nothing has defined.
        bytes[second + 12] = 0b1100_1100
        bytes[second + 13] = 0b0000_0001
        #expect(
            verdict(bytes) == .corrupt(.gif, "frame 2 has an LZW code that means nothing"))
    }

    @Test func aFirstFrameOfNoSizeIsNamed() {
        let none = GIFFile.Frame(width: 0, height: 5, indices: [0])
        let file = GIFFile(width: 8, height: 8, palette: AnimationTests.palette, frames: [none])
        #expect(verdict(file.bytes) == .corrupt(.gif, "the first frame has 0 x 5 pixels"))
    }

    @Test func framesThatAPNGLacksAreNamed() {
        var file = AnimationTests.png
        file.announced = 5
        #expect(verdict(file.bytes) == .truncated(.png, "3 of its 5 frames are there"))
        file.announced = 2
        #expect(verdict(file.bytes) == nil, "one more than announced")
        let chunks = AnimationTests.png.chunks
        #expect(
            verdict(file.bytes(of: chunks.dropLast()))
                == .corrupt(.png, "frame 3 lacks some of its pixels"))
        let third = chunks.lastIndex { $0.name == "fcTL" }!
        var without = chunks
        without.remove(at: third - 1)
        #expect(verdict(file.bytes(of: without)) == .corrupt(.png, "fcTL: out of sequence"))
        var outside = AnimationTests.png
        outside.frames[1].left = 6
        #expect(verdict(outside.bytes) == .corrupt(.png, "frame 2 lies outside the picture"))
    }

    @Test func damageToAnyFrameOfAPNGIsSeen() throws {
        let whole = AnimationTests.png.bytes
        let end = try #require(whole.firstIndex(of: "IEND")) - 4
        let pixels = try #require(whole.firstIndex(of: "IDAT"))
        let behind = try #require(whole[pixels...].firstIndex(of: "fcTL")) - 4
        for index in behind..<end {
            var damaged = whole
            damaged[index] ^= 0x20
            // The letters of a name with another case are another name, of a chunk that nobody reads.
            #expect(verdict(damaged) != nil, "byte \(index)")
        }
    }

    @Test func damageBehindTheFirstFrameOfAWebPIsNamed() throws {
        var second = try DisplayPixels.noise(24, 16, seed: 2).encoded(.webp, quality: losslessWebP)
        second.replaceSubrange(30..<60, with: repeatElement(0xFF, count: 30))
        let refusal = verdict(try AnimationTests.webp(second))
        #expect(
            refusal?.reason.contains("frame 2: libwebp") == true, "\(String(describing: refusal))")
    }

    @Test func pixelsOfAllFramesAreHeldAgainstALimit() throws {
        var limits = PictureLimits()
        limits.animationPixels = 9 * 7 + 4 * 3
        let refusal = verdict(AnimationTests.png.bytes, limits: limits)
        #expect(
            refusal
                == .overLimit(.png, "its frames have more than 75 pixels", limit: .animationPixels))
        limits.animationPixels += 1
        #expect(verdict(AnimationTests.png.bytes, limits: limits) == nil)
        limits.animationPixels = 24 * 16 * 2 - 1
        let second = try DisplayPixels.noise(24, 16, seed: 2).encoded(.webp)
        #expect(verdict(try AnimationTests.webp(second), limits: limits)?.kind == .overLimit)
    }

    @Test func mutantsAreJudgedWithAReason() throws {
        let second = try DisplayPixels.noise(24, 16, seed: 2).encoded(.webp)
        let animations = [
            AnimationTests.gif, AnimationTests.png.bytes, try AnimationTests.webp(second),
        ]
        for (index, bytes) in animations.enumerated() {
            var mutator = Mutator(seed: UInt64(index))
            for number in 0..<300 {
                let error = verdict(mutator.mutant(of: bytes), limits: .ofMutants)
                #expect(error?.reason.hasSuffix(": ") != true, "\(index), mutant \(number)")
            }
        }
    }
}

extension Array where Element == UInt8 {
    /// The bodies of a PNG's chunks of a name.
    fileprivate func chunks(_ name: String) -> [[UInt8]] {
        var (found, offset) = ([[UInt8]](), 8)
        while offset + 12 <= count {
            let length = Int(UInt32(bigEndian: self[offset...]))
            if self[(offset + 4)...].starts(with: name.utf8) {
                found.append(Array(self[(offset + 8)..<(offset + 8 + length)]))
            }
            offset += length + 12
        }
        return found
    }
}

extension Collection<UInt8> where Index == Int {
    fileprivate func firstIndex(of name: String) -> Int? {
        indices.first { self[$0...].starts(with: name.utf8) }
    }
}

extension PNGFile {
    /// With a second frame of the same form behind the first.
    fileprivate func animated(by pixels: [UInt8]) -> PNGFile {
        func control(_ number: UInt32) -> Chunk {
            var control = bigEndian(number)
            for side in [width, height, 0, 0] { control += bigEndian(UInt32(side)) }
            control += [0, 1, 0, 9, 0, 0]
            return Chunk("fcTL", control)
        }
        var file = self
        file.beforePixels += [.init("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), control(0)]
        file.afterPixels += [control(1), .init("fdAT", bigEndian(UInt32(2)) + pixels)]
        return file
    }
}

/// What `zlibStored` wrapped in one block.
private func unwrapped(_ stream: [UInt8]) -> [UInt8] { Array(stream[7..<(stream.count - 4)]) }
