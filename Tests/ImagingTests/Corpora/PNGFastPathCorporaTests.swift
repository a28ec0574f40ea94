import Foundation
import Testing

@testable import Imaging

/// The PNGs of other projects, by both paths.
@Suite(.needsCorpora)
struct PNGFastPathCorporaTests {
    static let generated = Corpora.files("bench/generated", "png")

    @Test(arguments: ["pngsuite/png", "libpng", "golang", "image-rs", "pillow"])
    func everyFileIsDecodedOrRefusedAlike(_ folder: String) throws {
        var fast = 0
        let files = Corpora.files(folder, "png", deep: true)
        for path in files {
            let bytes = try Corpora.bytes(path)
            let paths = PNGPaths(bytes)
            #expect(paths.agree, "\(path)")
            if paths.tookFastPath { fast += 1 }
        }
        #expect(fast > files.count / 10, "\(fast) of \(files.count)")
    }

    @Test(.enabled(if: !generated.isEmpty, "no bench/generated"), arguments: generated)
    func whatGeneratorsWriteTakesTheFastPath(_ path: String) throws {
        let paths = PNGPaths(try Corpora.bytes(path))
        #expect(paths.agree)
        #expect(paths.tookFastPath)
    }
}
