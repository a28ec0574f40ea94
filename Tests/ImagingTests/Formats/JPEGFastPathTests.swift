import Testing

@testable import Imaging

/// JPEGs are decoded at a fraction of their size without libjpeg; the samples are its own.
@Suite struct JPEGFastPathTests {
    static let shrinks: [UInt32] = [2, 4, 8]

    @Test(
        "Every sampling, contents and side gives what libjpeg gives",
        arguments: [(1, 1), (2, 1), (1, 2), (2, 2)], CoefficientJPEG.Contents.allCases)
    func forms(_ sampling: (Int, Int), _ contents: CoefficientJPEG.Contents) {
        for (number, side) in [1, 7, 8, 9, 16, 17, 31, 67].enumerated() {
            let bytes = CoefficientJPEG(
                width: side, height: 1 + (side * 7) % 50, sampling: sampling, contents: contents,
                seed: UInt64(number)
            ).bytes
            // Blocks of chroma keep all their samples where luminance has as many at half the size.
            let fast: [UInt32] = sampling == (2, 2) ? [4, 8] : JPEGFastPathTests.shrinks
            for shrink in JPEGFastPathTests.shrinks {
                let paths = JPEGPaths(bytes, shrink: shrink)
                #expect(paths.agree, "\(side), 1/\(shrink)")
                #expect(paths.tookFastPath == fast.contains(shrink), "\(side), 1/\(shrink)")
            }
        }
    }

    @Test("Grey pictures and restart markers", arguments: [0, 1, 2, 3, 11])
    func intervals(_ interval: Int) {
        for isGrey in [true, false] {
            for contents in CoefficientJPEG.Contents.allCases {
                let bytes = CoefficientJPEG(
                    width: 70, height: 45, isGrey: isGrey, contents: contents, interval: interval,
                    seed: UInt64(interval)
                ).bytes
                for shrink in [4, 8] as [UInt32] {
                    let paths = JPEGPaths(bytes, shrink: shrink)
                    #expect(paths.agree && paths.tookFastPath, "\(isGrey) \(contents) 1/\(shrink)")
                }
            }
        }
    }

    /// Forms of the inverse DCT differ where numbers leave the range of pictures.
    @Test("Numbers that no picture has are left to libjpeg", arguments: [1, 3, 40, 255])
    func loud(_ step: Int) {
        var left = 0
        for loudness in [200, 1000, 3000, 20_000, 200_000] {
            let bytes = CoefficientJPEG(
                width: 33, height: 33, contents: .full, step: step,
                loudness: min(loudness, 1000 * step), seed: UInt64(loudness)
            ).bytes
            for shrink in [4, 8] as [UInt32] {
                let paths = JPEGPaths(bytes, shrink: shrink)
                #expect(paths.agree, "\(loudness), 1/\(shrink)")
                if !paths.tookFastPath { left += 1 }
            }
        }
        #expect(left > 0)
    }

    @Test("What our own encoder writes takes the fast path", arguments: [1, 3])
    func encoded(channels: Int) throws {
        let bytes = try DisplayPixels.noise(333, 222, channels: channels).encoded(.jpeg)
        for shrink in [4, 8] as [UInt32] {
            let paths = JPEGPaths(bytes, shrink: shrink)
            #expect(paths.agree && paths.tookFastPath)
        }
    }

    @Test("Every shorter file is refused in the same words")
    func shorter() {
        let whole = CoefficientJPEG(width: 32, height: 16, interval: 1, seed: 9).bytes
        for count in 0..<whole.count {
            let paths = JPEGPaths(Array(whole[..<count]), shrink: 8)
            #expect(paths.agree && !paths.tookFastPath, "the first \(count) of \(whole.count)")
        }
    }

    @Test("Bytes left over before a marker, and markers out of turn, are left to libjpeg")
    func leftOver() throws {
        let whole = CoefficientJPEG(width: 64, height: 64, interval: 4, seed: 3).bytes
        let restart = try #require(whole.indices.first { whole[$0...].starts(with: [0xFF, 0xD0]) })
        let end = whole.count - 2
        for place in [restart, end] {
            for piece: [UInt8] in [[0], [0xFF], [1, 2, 3], [0xFF, 0xD5], [0xFF, 0]] {
                var bytes = whole
                bytes.insert(contentsOf: piece, at: place)
                let paths = JPEGPaths(bytes, shrink: 8)
                #expect(paths.agree && !paths.tookFastPath, "\(piece) at \(place)")
            }
        }
        var other = whole
        other[restart + 1] = 0xD1
        #expect(JPEGPaths(other, shrink: 8).agree)
    }

    @Test("What is held for speed is counted, bounded, and turned off by a limit of 0")
    func limit() throws {
        let bytes = CoefficientJPEG(width: 640, height: 480, seed: 1).bytes
        let held = try header(of: bytes).scratchBytes
        #expect(held == 640 * 480 * 3 / 4)
        var limits = PictureLimits()
        // A quarter of a side: 160 x 120 samples, three times, and a row of the result.
        for (bytesHeld, isFast) in [(held, true), (60_000, true), (50_000, false), (0, false)] {
            limits.fastJPEGBytes = bytesHeld
            let paths = JPEGPaths(bytes, shrink: 4, limits: limits)
            #expect(paths.agree && paths.tookFastPath == isFast, "\(bytesHeld)")
        }
        #expect(try header(of: bytes, limits: limits).scratchBytes == 0)
    }
}
