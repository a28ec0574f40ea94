import Foundation
import Testing

@testable import Imaging

@Suite(.needsCorpora)
struct LibjpegTurboCorporaTests {
    private let folder = "libjpeg-turbo/testimages"

    /// `testorig.ppm` is the picture as another version of the IJG's code decoded it.
    @Test func thePublishedDecodeIsMatched() throws {
        let picture = try Corpora.picture("\(folder)/testorig.jpg")
        let ppm = try Corpora.bytes("\(folder)/testorig.ppm")
        #expect((picture.header.width, picture.header.height) == (227, 149))
        let difference = Difference(picture.display.samples, Array(ppm.suffix(227 * 149 * 3)))
        #expect(difference.greatest <= 3, "\(difference)")
    }

    @Test(arguments: ["testimgari.jpg", "testimgint.jpg"])
    func otherCodingsOfThePictureLookTheSame(_ name: String) throws {
        let coded = try Corpora.picture("\(folder)/\(name)").display
        let original = try Corpora.picture("\(folder)/testorig.jpg").display
        let difference = Difference(coded.samples, original.samples)
        #expect(difference.mean <= 4, "\(difference)")
    }

    @Test func twelveBitSamplesAreUnsupportedNotCorrupt() throws {
        let error = try #require(try refusal(of: Corpora.bytes("\(folder)/monkey12.jpg")))
        #expect(error.kind == .unsupported)
        #expect(error.reason.contains("12"))
    }

}
