import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Willem van Schaik's PngSuite, with the RGBA that the pngsuite project publishes for each file.
@Suite(.needsCorpora)
struct PNGSuiteTests {
    static let all = Corpora.files("pngsuite/png", "png")
    static let broken = all.filter { name($0).hasPrefix("x") }
    static let good = all.filter { !name($0).hasPrefix("x") }

    private static func name(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }

    @Test func theSuiteIsComplete() {
        #expect(PNGSuiteTests.good.count == 161)
        #expect(PNGSuiteTests.broken.count == 14)
    }

    @Test func everyGoodFileDecodesToTheReference() throws {
        let references = try References()
        defer { references.remove() }
        for path in PNGSuiteTests.good {
            let picture = try Corpora.picture(path)
            let reference = try references.samples(PNGSuiteTests.name(path))
            let samples =
                picture.pixels.shape.depth == 16 ? picture.rgba : picture.rgba.map { $0 / 257 }
            #expect(samples == reference, "\(path)")
        }
    }

    @Test(arguments: broken) func brokenFilesAreRefused(_ path: String) throws {
        let error = try #require(try refusal(of: Corpora.bytes(path)))
        // The first byte, or the line ends that text transfers spoil: no PNG at all.
        let isUnsigned = ["xs1", "xs2", "xs4", "xs7", "xcr", "xlf"].contains {
            PNGSuiteTests.name(path).hasPrefix($0)
        }
        let expected: PictureError.Kind = isUnsigned ? .notAPicture : .corrupt
        #expect(error.kind == expected, "\(error.reason)")
    }
}

/// `reference-rgba-json.tar.gz`, unpacked where the system keeps temporary files.
private struct References {
    private let directory: URL

    init() throws {
        let corpora = try #require(Corpora.directory)
        directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let archive = corpora.appending(path: "pngsuite/reference-rgba-json.tar.gz").path
        let tar = try runProgram("/usr/bin/env", ["tar", "-xzf", archive, "-C", directory.path])
        try #require(tar.status == 0, "\(tar.errors)")
    }

    /// R, G, B, A of every pixel, of 16 bits where the file has 16 and of 8 otherwise.
    func samples(_ name: String) throws -> [UInt16] {
        let json = try Data(contentsOf: directory.appending(path: "json/\(name).json"))
        // A plain list of numbers; a JSON parser takes seconds for these five megabytes.
        var samples: [UInt16] = []
        var number: UInt16?
        for byte in json {
            if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                number = (number ?? 0) * 10 + UInt16(byte - UInt8(ascii: "0"))
            } else if let whole = number {
                samples.append(whole)
                number = nil
            }
        }
        return samples
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }
}
