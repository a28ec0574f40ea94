import Testing

@testable import Imaging

/// The end marker is no data: a picture that has all else is a picture without it, whatever stands
/// in its place; one that lacks anything else is none.
@Suite struct JPEGEndTests {
    /// Some in restart intervals, in all samplings that the fast path has and one that it has not.
    static let sequential: [[UInt8]] = [
        CoefficientJPEG(width: 67, height: 35, seed: 1),
        CoefficientJPEG(width: 67, height: 35, sampling: (1, 1), interval: 3, seed: 2),
        CoefficientJPEG(width: 40, height: 40, sampling: (2, 1), contents: .full, seed: 3),
        CoefficientJPEG(width: 64, height: 16, sampling: (4, 1), interval: 1, seed: 4),
        CoefficientJPEG(width: 33, height: 33, isGrey: true, contents: .sparse, seed: 5),
    ].map(\.bytes)

    /// What stands behind pictures: nothing, half a marker, a film, blocks of a maker's, another
    /// picture, segments that contradict the first ones, noise with markers in it.
    static let endings: [[UInt8]] = {
        var random = Seeded(7)
        let noise = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let film: [UInt8] = [0, 0, 0, 0x18] + Array("ftypmp42".utf8)
        let maker: [UInt8] = [0, 0, 1, 0x0A, 14, 0, 0, 0] + Array("Image_UTC_DataSEFH".utf8)
        let frame: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]
        var endings: [[UInt8]] = [[], [0xFF], [0xFF, 0xFF], film, maker, sequential[4], frame]
        endings.append([0xFF, 0xC4, 0, 3, 9])
        endings.append([0xFF, 0xDA, 0, 3, 9])
        endings.append([0xFF, 0xD0, 0xFF, 0xD1])
        endings.append(noise)
        endings.append([0xFF, 0xD9] + noise)
        return endings
    }()

    /// Without its end marker.
    private func opened(_ jpeg: [UInt8]) -> [UInt8] { Array(jpeg.dropLast(2)) }

    private func pixels(_ bytes: [UInt8]) throws -> Pixels { try Picture(bytes).pixels }

    @Test("What stands for the end of a picture in one scan does not matter", arguments: 0..<5)
    func sequentialPictures(index: Int) throws {
        let whole = JPEGEndTests.sequential[index]
        let expected = try pixels(whole)
        for (number, ending) in JPEGEndTests.endings.enumerated() {
            let bytes = opened(whole) + ending
            let isSame = try pixels(bytes) == expected
            #expect(isSame, "ending \(number)")
            for shrink in [2, 4, 8] as [UInt32] {
                let paths = JPEGPaths(bytes, shrink: shrink)
                #expect(paths.agree && paths.fast == JPEGPaths(whole, shrink: shrink).libjpeg)
            }
        }
    }

    @Test("A scan that lacks anything else refuses", arguments: 0..<5)
    func cutScans(index: Int) throws {
        let whole = opened(JPEGEndTests.sequential[index])
        let start = try #require(whole.indices.last { whole[$0...].starts(with: [0xFF, 0xDA]) })
        for count in stride(from: start + 14, to: whole.count - 1, by: isDense ? 1 : 7) {
            for ending in [[], [0xFF, 0xD9]] as [[UInt8]] {
                let bytes = Array(whole[..<count]) + ending
                #expect(try refusal(of: bytes) != nil, "\(count) of \(whole.count)")
                #expect(JPEGPaths(bytes, shrink: 8).agree)
            }
        }
        let half = Array(whole[..<((start + whole.count) / 2)])
        #expect(try refusal(of: half)?.kind == .truncated)
    }

    @Test("Each component has its scan, whatever stands behind the last")
    func severalScans() throws {
        let parts = (0..<3).map {
            CoefficientJPEG(width: 40, height: 24, isGrey: true, seed: 20 + UInt64($0)).bytes
        }
        let whole = inSeveralScans(parts)
        let expected = try pixels(whole)
        for (number, ending) in JPEGEndTests.endings.enumerated() {
            let isSame = try pixels(opened(whole) + ending) == expected
            #expect(isSame, "ending \(number)")
        }
        let last = try #require(whole.indices.last { whole[$0...].starts(with: [0xFF, 0xDA]) })
        for count in (whole.count / 2)..<(whole.count - 3) where count != last {
            #expect(try refusal(of: Array(whole[..<count])) != nil, "\(count) of \(whole.count)")
        }
        #expect(
            try refusal(of: inSeveralScans(Array(parts[..<2]), of: 3))
                == .corrupt(.jpeg, "no scan has component 3 of 3"))
    }

    @Test("Progressive pictures are complete once all bits were read")
    func progressivePictures() throws {
        let whole = try Samples.bytes("landscapes/tidal-dunes.jpg")
        let header = try header(of: whole)
        #expect(header.isLayered)
        let expected = try pixels(whole)
        for (number, ending) in JPEGEndTests.endings.enumerated() {
            let isSame = try pixels(opened(whole) + ending) == expected
            #expect(isSame, "ending \(number)")
        }
        // Inside each scan, and where each begins.
        let scans = whole.indices.filter { whole[$0...].starts(with: [0xFF, 0xDA, 0]) }
        #expect(scans.count > 3)
        for start in scans {
            for count in [start, start + 3, start + 40] {
                #expect(
                    try refusal(of: Array(whole[..<count]))?.kind == .truncated, "\(count)")
            }
        }
        #expect(try refusal(of: Array(whole[..<(whole.count - 5)])) != nil)
    }

    @Test("An arithmetic decoder cannot tell what is missing", .needsCorpora)
    func arithmeticPictures() throws {
        let whole = try Corpora.bytes("libjpeg-turbo/testimages/testimgari.jpg")
        #expect(try refusal(of: whole) == nil)
        #expect(try refusal(of: whole + [1, 2, 3]) == nil)
        for count in [whole.count - 2, whole.count - 5, whole.count / 2] {
            #expect(
                try refusal(of: Array(whole[..<count]))
                    == .truncated(.jpeg, "Premature end of JPEG file"))
        }
    }

    /// A sequential picture of grey ones, each a component with a scan of its own.
    private func inSeveralScans(_ parts: [[UInt8]], of components: Int? = nil) -> [UInt8] {
        let count = components ?? parts.count
        var file: [UInt8] = [0xFF, 0xD8]
        for (number, part) in parts.enumerated() {
            var offset = 2
            while part[offset + 1] != 0xDA {
                let length = Int(UInt16(part[offset + 2]) << 8 | UInt16(part[offset + 3]))
                var segment = Array(part[offset..<(offset + 2 + length)])
                let marker = part[offset + 1]
                if marker == 0xC0 {
                    var components: [UInt8] = []
                    for component in 1...count { components += [UInt8(component), 0x11, 0] }
                    segment = [0xFF, 0xC0]
                    segment += bigEndian(UInt16(8 + components.count))
                    segment += part[(offset + 4)..<(offset + 9)]
                    segment.append(UInt8(count))
                    segment += components
                }
                if number == 0 || marker == 0xC4 { file += segment }
                offset += 2 + length
            }
            var scan = Array(part[offset...].dropLast(2))
            scan[5] = UInt8(number + 1)
            file += scan
        }
        return file + [0xFF, 0xD9]
    }
}
