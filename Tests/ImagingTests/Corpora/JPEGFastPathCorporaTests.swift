import Foundation
import Testing

@testable import Imaging

/// The JPEGs of cameras and of other projects, by both paths.
@Suite(.needsCorpora)
struct JPEGFastPathCorporaTests {
    static let camera = Corpora.files("bench/camera", "jpg")

    @Test(arguments: ["libjpeg-turbo", "golang", "image-rs", "pillow", "exif-orientation"])
    func everyFileIsDecodedOrRefusedAlike(_ folder: String) throws {
        for path in Corpora.files(folder, "jpg", "jpeg", deep: true) {
            let bytes = try Corpora.bytes(path)
            guard bytes.count < 4 << 20 else { continue }
            for shrink in JPEGFastPathTests.shrinks {
                #expect(JPEGPaths(bytes, shrink: shrink).agree, "\(path) at 1/\(shrink)")
            }
        }
    }

    @Test(.enabled(if: !camera.isEmpty, "no bench/camera"), arguments: camera)
    func whatCamerasWriteTakesTheFastPath(_ path: String) throws {
        let paths = JPEGPaths(try Corpora.bytes(path), shrink: 8)
        #expect(paths.agree)
        #expect(paths.tookFastPath)
    }
}
