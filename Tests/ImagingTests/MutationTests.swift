import Testing

@testable import Imaging

/// Damaged pictures are rendered or refused with a reason. Nothing traps, and nothing is
/// allocated on a header's word alone.
@Suite struct MutationTests {
    private static let recipes = [
        Recipe(name: "square", boxWidth: 16, boxHeight: 16, format: .auto, quality: 75),
        Recipe(name: "wide", boxWidth: 24, boxHeight: 8, format: .webp, quality: 50),
    ]

    enum Verdict {
        case rendered(Rendering)
        case refused(PictureError)
    }

    private static func verdict(
        on bytes: [UInt8], limits: PictureLimits = .ofMutants
    ) -> Verdict {
        bytes.withUnsafeBytes { memory in
            let source = ByteSource(memory: memory)
            do throws(PictureError) {
                let header = try probe(source, limits: limits)
                return .rendered(try render(source, header, recipes: recipes, limits: limits))
            } catch {
                return .refused(error)
            }
        }
    }

    /// Small pictures, one of each kind: hundreds of mutants of each are decoded to the end.
    static let drawn: [(name: String, bytes: [UInt8])] = {
        let plain = DisplayPixels.noise(40, 24)
        let clear = DisplayPixels.noise(40, 24, channels: 4)
        let grey16 = (0..<(19 * 13)).map { UInt16(truncatingIfNeeded: $0 &* 40_503) }
        let indices = (0..<(20 * 17)).map { UInt8($0 * 7 % 16) }
        let palette = (0..<48).map { UInt8($0 * 5) }
        func encoded(_ pixels: DisplayPixels, _ format: PictureFormat, quality: Int = 80) -> [UInt8]
        {
            (try? encode(pixels, as: format, quality: quality)) ?? []
        }
        let (photo, webp) = (encoded(plain, .jpeg), encoded(plain, .webp))
        return [
            ("JPEG", photo),
            ("JPEG with EXIF", jpeg(photo, adding: exifSegment(exif(orientation: 6)))),
            ("PNG", encoded(plain, .png)),
            ("PNG with alpha", encoded(clear, .png)),
            (
                "interlaced 16-bit PNG with eXIf and gAMA",
                PNGFile(
                    width: 19, height: 13, colorType: .grey, depth: 16, isInterlaced: true,
                    samples: grey16,
                    beforePixels: [
                        .init("gAMA", bigEndian(UInt32(100_000))),
                        .init("eXIf", exif(orientation: 8, isLittleEndian: false)),
                    ]
                ).bytes
            ),
            (
                "palette PNG with tRNS",
                PNGFile(
                    width: 20, height: 17, colorType: .palette, depth: 4,
                    samples: indices.map(UInt16.init), palette: palette,
                    beforePixels: [.init("tRNS", [0, 128, 255])]
                ).bytes
            ),
            (
                "PNG of a page in PQ",
                PNGFile(
                    width: 19, height: 13, colorType: .grey, depth: 16, samples: grey16,
                    beforePixels: [
                        .init("cICP", [9, 16, 0, 0]), .init("gAMA", bigEndian(UInt32(100_000))),
                    ]
                ).bytes
            ),
            ("lossy WebP", webp),
            ("lossless WebP", encoded(clear, .webp, quality: 101)),
            (
                "animated WebP with EXIF",
                ExtendedWebP(
                    width: 60, height: 50, flags: ExtendedWebP.animation | ExtendedWebP.exif,
                    chunks: [
                        ExtendedWebP.animationChunk,
                        ExtendedWebP.frame(webp, left: 4, top: 6, width: 40, height: 24),
                        ExtendedWebP.frame(webp, left: 0, top: 0, width: 40, height: 24),
                        riffChunk("EXIF", exif(orientation: 3)),
                    ]
                ).bytes
            ),
            (
                "interlaced GIF of two frames",
                GIFFile(
                    width: 30, height: 20, palette: palette,
                    frames: [
                        .init(
                            left: 3, top: 2, width: 20, height: 17, indices: indices,
                            isInterlaced: true, transparent: 3),
                        .init(width: 20, height: 17, indices: indices),
                    ]
                ).bytes
            ),
        ]
    }()

    @Test("Mutants of small pictures are rendered or refused with a reason", arguments: 0..<11)
    func smallPictures(index: Int) {
        let (name, bytes) = MutationTests.drawn[index]
        if case .refused(let error) = MutationTests.verdict(on: bytes) {
            Issue.record("\(name) itself: \(error.reason)")
        }
        var mutator = Mutator(seed: UInt64(index))
        for number in 0..<300 {
            let mutant = mutator.mutant(of: bytes)
            check(MutationTests.verdict(on: mutant), "\(name), mutant \(number)")
        }
    }

    @Test(
        "Mutants of the samples are rendered or refused with a reason",
        arguments: [
            "landscapes/lighthouse.jpg", "landscapes/tidal-dunes.jpg",
            "studies/neoplastic-cmyk.jpg", "studies/torus-knot.png",
            "studies/coral-interlaced.png", "studies/aurora-16bit.png",
            "landscapes/balloons.webp", "studies/ripples.webp", "studies/circle-packing.webp",
            "studies/turning-squares.gif",
        ])
    func samples(path: String) throws {
        let bytes = try Samples.bytes(path)
        var mutator = Mutator(seed: UInt64(bytes.count))
        for number in 0..<12 {
            let mutant = mutator.mutant(of: bytes)
            check(MutationTests.verdict(on: mutant), "\(path), mutant \(number)")
        }
    }

    private func check(_ verdict: Verdict, _ name: String) {
        switch verdict {
        case .rendered(let rendering):
            for rendition in rendering.renditions {
                #expect(rendition.width <= rendition.recipe.boxWidth, "\(name)")
                #expect(rendition.height <= rendition.recipe.boxHeight, "\(name)")
            }
        case .refused(let error):
            #expect(!error.reason.isEmpty && !error.reason.hasSuffix(": "), "\(name): \(error)")
        }
    }

    @Test("Pictures that must be held whole are checked against the limit", arguments: 0..<11)
    func heldBytes(index: Int) throws {
        let (name, bytes) = MutationTests.drawn[index]
        let held = try header(of: bytes).heldBytes
        guard held > 0 else { return }
        var limits = PictureLimits.ofMutants
        limits.pixelBytes = held - 1
        let verdict = MutationTests.verdict(on: bytes, limits: limits)
        guard case .refused(.overLimit(_, _, limit: .pixelBytes)) = verdict else {
            Issue.record("\(name) needs \(held) bytes and was let through")
            return
        }
    }

    @Test("Sides of 65,000 are refused by the header alone")
    func hugeSides() {
        let side = UInt16(65_000)
        let headers: [[UInt8]] = [
            PNGFile.signature + PNGFile.header(width: 65_000, height: 65_000, .rgb).bytes,
            [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8] + bigEndian(side) + bigEndian(side)
                + [1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0],
            ExtendedWebP(width: 65_000, height: 65_000, flags: 0, chunks: []).bytes,
            GIFFile(
                width: 65_000, height: 65_000, palette: [0, 0, 0, 9, 9, 9],
                frames: [.init(width: 1, height: 1, indices: [0])]
            ).bytes,
        ]
        for bytes in headers {
            #expect(throws: PictureError.self) { try header(of: bytes) }
            let error = try? refusal(of: bytes)
            guard case .overLimit(_, _, .pixels) = error else {
                Issue.record("\(error?.reason ?? "not refused")")
                continue
            }
        }
    }

    @Test("Sides of 32 bits do not overflow what is computed from them")
    func sidesOf32Bits() throws {
        let side = Int(UInt32.max)
        let chunk = PNGFile.header(
            width: side, height: side, .rgba, depth: 16, isInterlaced: true)
        var limits = PictureLimits()
        limits.side = .max
        limits.pixels = .max
        let error = try refusal(of: PNGFile.signature + chunk.bytes, limits: limits)
        guard case .overLimit(.png, _, .pixelBytes) = error else {
            Issue.record("\(error?.reason ?? "not refused")")
            return
        }
    }

    @Test("An empty colour profile counts as none")
    func emptyProfile() throws {
        var picture = PNGFile(
            width: 4, height: 4, colorType: .rgb, samples: (0..<48).map { $0 * 5 })
        let without = try Picture(picture.bytes).display
        picture.beforePixels = [.init("iCCP", Array("none\0\0".utf8) + zlibStored([]))]
        #expect(try header(of: picture.bytes).color == .icc([]))
        #expect(try Picture(picture.bytes).display == without)
    }

    @Test("A colour profile that names one step again and again is not followed")
    func repeatedProfileSteps() throws {
        var picture = PNGFile(
            width: 4, height: 4, colorType: .rgb, samples: (0..<48).map { $0 * 5 })
        let without = try Picture(picture.bytes).display
        // Every step doubles the samples' values: followed, they would all be white.
        let profile = profileOfRepeatedSteps(1000)
        picture.beforePixels = [.init("iCCP", Array("steps\0\0".utf8) + zlibStored(profile))]
        #expect(try header(of: picture.bytes).color == .icc(profile))
        #expect(try Picture(picture.bytes).display == without)
    }

    @Test("A JPEG frame of no components is refused by its header")
    func noComponents() throws {
        let bytes: [UInt8] = [
            0xFF, 0xD8, 0xFF, 0xC0, 0, 8, 8, 0, 9, 0, 9, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0,
        ]
        #expect(throws: PictureError.self) { try header(of: bytes) }
    }
}
