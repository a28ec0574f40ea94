import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import Testing

@Suite("fast_png_mib and fast_jpeg_mib in stillstore.json") struct FastPathSettingTests {
    private static let cases: [(json: String, ofPNG: UInt64, ofJPEG: UInt64)] = [
        ("{}", 64, 64),
        ("{ \"fast_png_mib\": 8 }", 8, 64),
        ("{ \"fast_png_mib\": 0 }", 0, 64),
        ("{ \"fast_jpeg_mib\": 8 }", 64, 8),
        ("{ \"fast_jpeg_mib\": 0 }", 64, 0),
    ]

    @Test(
        "bound what the fast path of PNG, of JPEG may hold, and 0 turns it off",
        arguments: cases)
    func bound(_ json: String, _ ofPNG: UInt64, _ ofJPEG: UInt64) throws {
        var limits = Limits()
        let settings = try JSONDecoder().decode(LimitSettings.self, from: Data(json.utf8))
        settings.apply(to: &limits)
        #expect(limits.picture.fastPNGBytes == ofPNG << 20)
        #expect(limits.picture.fastJPEGBytes == ofJPEG << 20)
        #expect(limits.picture.pixelBytes == 512 << 20)
    }
}
