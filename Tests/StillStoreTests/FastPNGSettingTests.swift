import Foundation
import Imaging
import StillStore
import Testing

@Suite("fast_png_mib in stillstore.json") struct FastPNGSettingTests {
    @Test(
        "bounds what the fast path of PNG may hold, and 0 turns it off",
        arguments: [
            ("{}", 64 << 20), ("{ \"fast_png_mib\": 8 }", 8 << 20), ("{ \"fast_png_mib\": 0 }", 0),
        ])
    func bound(_ json: String, _ bytes: Int) throws {
        var limits = Limits()
        let settings = try JSONDecoder().decode(LimitSettings.self, from: Data(json.utf8))
        settings.apply(to: &limits)
        #expect(limits.picture.fastPNGBytes == UInt64(bytes))
        #expect(limits.picture.pixelBytes == 512 << 20)
    }
}
