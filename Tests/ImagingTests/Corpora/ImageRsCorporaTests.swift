import Testing

@testable import Imaging

/// The regression pictures of the Rust `image` crate, with the PNGs that it compares with.
@Suite(.needsCorpora)
struct ImageRsCorporaTests {
    @Test(arguments: Corpora.files("image-rs/images/webp", "webp", deep: true))
    func webPsDecodeToTheReference(_ path: String) throws {
        guard let reference = try reference(of: path) else { return }
        let picture = try Corpora.picture(path)
        if picture.header.frames == 1 {
            let difference = Difference(picture.rgba, reference.rgba)
            #expect(difference.greatest == 0, "\(difference)")
        } else {
            // The reference was blended onto a canvas, which rounds what hardly shows.
            let difference = Difference(
                picture.display.flattened.samples, reference.display.flattened.samples)
            #expect(difference.greatest <= 1, "\(difference)")
        }
    }

    @Test(arguments: Corpora.files("image-rs/images/png", "png", deep: true))
    func pngsDecodeToTheReference(_ path: String) throws {
        guard let reference = try reference(of: path) else { return }
        let difference = Difference(try Corpora.picture(path).rgba, reference.rgba)
        #expect(difference.greatest == 0, "\(difference)")
    }

    @Test(arguments: Corpora.files("image-rs/images/gif", "gif", deep: true))
    func firstFramesOfGifsEqualTheReference(_ path: String) throws {
        guard let reference = try reference(of: path) else { return }
        let picture = try Corpora.picture(path)
        // Where the first frame reaches over the canvas, browsers enlarge that and the reference
        // was cut; what both show is the same.
        let (width, height) = (Int(reference.header.width), Int(reference.header.height))
        let rgba = picture.rgba
        let shared = (0..<height).flatMap { row in
            rgba[(row * Int(picture.header.width) * 4)...].prefix(width * 4)
        }
        let difference = Difference(shared, reference.rgba)
        #expect(difference.greatest == 0, "\(difference)")
    }

    @Test(arguments: ["anim/oob.gif", "simple/issue_1455_oversized.gif"])
    func aCanvasIsEnlargedForItsFirstFrame(_ name: String) throws {
        let path = "image-rs/images/gif/\(name)"
        let reference = try #require(try reference(of: path))
        let header = try header(of: Corpora.bytes(path))
        #expect(header.width > reference.header.width)
        #expect(header.height > reference.header.height)
    }

    @Test(arguments: Corpora.files("image-rs/images/jpg/progressive", "jpg"))
    func jpegsAreCloseToTheReference(_ path: String) throws {
        let reference = try #require(try reference(of: path))
        let difference = Difference(try Corpora.picture(path).rgba, reference.rgba)
        #expect(difference.greatest <= 4 * 257, "\(difference)")
    }

    @Test(arguments: [("ball.png", 20), ("rgba16.png", 3)])
    func framesOfAnimatedPNGsAreCounted(_ name: String, _ frames: Int) throws {
        let header = try header(of: Corpora.bytes("image-rs/images/png/apng/\(name)"))
        #expect(header.frames == frames)
    }

    private func reference(of path: String) throws -> Picture? {
        let reference = path.replacing("image-rs/images", with: "image-rs/reference") + ".png"
        guard Corpora.files("image-rs/reference", "png", deep: true).contains(reference) else {
            return nil
        }
        return try Corpora.picture(reference)
    }
}
