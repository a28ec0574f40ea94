import Testing

@testable import Imaging

/// Photographs in all eight orientations: upright they are one and the same.
@Suite(.needsCorpora)
struct OrientationCorporaTests {
    @Test func landscapesAllStandUpright() throws {
        let thumbnails = try (0...8).map { number in
            let bytes = try Corpora.bytes("exif-orientation/Landscape_\(number).jpg")
            return try shown(rendition(of: bytes, box: (200, 200)))
        }
        for (number, thumbnail) in thumbnails.enumerated() {
            #expect((thumbnail.width, thumbnail.height) == (200, 133))
            let difference = Difference(thumbnails[1].samples, thumbnail.samples)
            // Each is an encoding of its own; a wrong turn gives at least 39.
            #expect(difference.mean <= 1.5, "Landscape_\(number): \(difference)")
        }
    }

    @Test(arguments: 2...8) func hoppersAllStandUpright(_ number: Int) throws {
        let bytes = try Corpora.bytes("pillow/images/hopper_orientation_\(number).jpg")
        #expect(try header(of: bytes).orientation.rawValue == UInt8(number))
        // At 128 × 128 nothing is resampled: what is compared is turning alone.
        let other = try shown(rendition(of: bytes))
        let difference = Difference(
            try Corpora.picture("pillow/images/hopper.jpg").display.samples, other.samples)
        // Saved again at another quality; a wrong turn gives at least 58.
        #expect(difference.mean <= 5, "\(difference)")
    }

    @Test func mirroredIsHonouredBesideAProfile() throws {
        let picture = try Corpora.picture("image-rs/images/jpg/portrait_2.jpg")
        #expect(picture.header.orientation == .mirrored)
        #expect(picture.header.color.hasProfile)
    }

    @Test(arguments: [
        "pillow/images/invalid-exif.jpg", "pillow/images/broken_exif_dpi.jpg",
        "pillow/images/invalid-exif-without-x-resolution.jpg", "pillow/images/multiple_exif.jpg",
        "pillow/images/photoshop-200dpi-broken.jpg",
    ]) func brokenMetadataIsNoReasonToRefuse(_ path: String) throws {
        #expect(try Corpora.picture(path).header.orientation == .upright)
    }
}
