import Foundation
import Imaging
import StillStore
import Testing

@Suite("fast_png_mib and fast_jpeg_mib in stillstore.json") struct FastPathSettingTests {
    @Test(
        "bound what the fast path of PNG, of JPEG may hold, and 0 turns it off",
        arguments: [
            ("{}", 64 << 20, 64 << 20),
            ("{ \"fast_png_mib\": 8 }", 8 << 20, 64 << 20),
            ("{ \"fast_png_mib\": 0 }", 0, 64 << 20),
            ("{ \"fast_jpeg_mib\": 8 }", 64 << 20, 8 << 20),
            ("{ \"fast_jpeg_mib\": 0 }", 64 << 20, 0),
        ])
    func bound(_ json: String, _ ofPNG: Int, _ ofJPEG: Int) throws {
        var limits = Limits()
        let settings = try JSONDecoder().decode(LimitSettings.self, from: Data(json.utf8))
        settings.apply(to: &limits)
        #expect(limits.picture.fastPNGBytes == UInt64(ofPNG))
        #expect(limits.picture.fastJPEGBytes == UInt64(ofJPEG))
        #expect(limits.picture.pixelBytes == 512 << 20)
    }
}
