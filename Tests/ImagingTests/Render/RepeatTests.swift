import Testing

@testable import Imaging

/// The same bytes and recipes give the same renditions, however the bytes are read.
struct RepeatTests {
    static let samples = [
        "landscapes/lighthouse.jpg", "landscapes/foggy-pines-grey.jpg", "landscapes/balloons.webp",
        "studies/neoplastic-cmyk.jpg", "studies/nebula-wide-gamut.jpg", "studies/aurora-16bit.png",
        "studies/coral-interlaced.png", "studies/seigaiha-palette.png", "studies/truchet.gif",
    ]

    private let recipes = [
        Recipe(name: "thumb", boxWidth: 256, boxHeight: 256, format: .auto, quality: 82),
        Recipe(name: "web", boxWidth: 90, boxHeight: 90, format: .webp, quality: 75),
    ]

    @Test(arguments: samples) func renderingTwiceGivesIdenticalBytes(_ path: String) throws {
        let bytes = try Samples.bytes(path)
        let isSame = try rendering(of: bytes, recipes) == rendering(of: bytes, recipes)
        #expect(isSame)
    }

    /// A reader may give less than it is asked for, as `pread` may.
    @Test(arguments: samples, [300, 1 << 20]) func readingPieceByPieceChangesNothing(
        _ path: String, _ piece: Int
    ) throws {
        let bytes = try Samples.bytes(path)
        let limits = PictureLimits()
        let streamed = try bytes.withUnsafeBytes { memory in
            let source = reader(memory, piece: piece)
            return try decodePixels(source, probe(source, limits: limits), limits: limits)
        }
        let isSame = try streamed == Picture(bytes).pixels
        #expect(isSame)
    }

    @Test(arguments: samples) func aFailureToReadIsNoFaultOfThePicture(_ path: String) throws {
        let bytes = try Samples.bytes(path)
        let limits = PictureLimits()
        for failing in [0, 40, bytes.count / 2, bytes.count - 8] {
            let error = #expect(throws: PictureError.self) {
                try bytes.withUnsafeBytes { memory in
                    let source = reader(memory, piece: 4096, failingFrom: failing)
                    let header = try probe(source, limits: limits)
                    _ = try decodePixels(source, header, limits: limits)
                }
            }
            #expect(error?.kind == .unreadable, "from byte \(failing)")
            #expect(error?.isAboutTheBytes == false)
        }
    }

    @Test(arguments: samples) func aFileThatBecomesShorterIsTruncated(_ path: String) throws {
        let bytes = try Samples.bytes(path)
        let limits = PictureLimits()
        let half = bytes.count / 2
        let error = #expect(throws: PictureError.self) {
            try bytes.withUnsafeBytes { memory in
                let source = ByteSource(size: UInt64(memory.count)) { offset, into in
                    let left = max(0, half - Int(offset))
                    into.copyBytes(
                        from: memory[min(Int(offset), half)...].prefix(min(left, into.count)))
                    return min(left, into.count)
                }
                let header = try probe(source, limits: limits)
                _ = try decodePixels(source, header, limits: limits)
            }
        }
        #expect(error?.kind == .truncated)
    }

    private func reader(
        _ memory: UnsafeRawBufferPointer, piece: Int, failingFrom failing: Int = .max
    ) -> ByteSource {
        ByteSource(size: UInt64(memory.count)) { offset, into in
            let start = Int(offset)
            let count = min(into.count, piece, max(0, memory.count - start))
            guard start + count <= failing else { return nil }
            into.copyBytes(from: memory[min(start, memory.count)...].prefix(count))
            return count
        }
    }
}
