import Foundation
import TestSupport
import Testing

/// The scripts of `samples/stories`, each of which plays one application against a fresh store.
@Suite("Stories") struct StoryTests {
    private let directory = TemporaryDirectory()

    private func play(_ name: String) throws -> ProgramResult {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let script = root.appending(path: "samples/stories/\(name).sh").path
        let store = directory.path("store")
        let result = try runProgram(script, [builtProgram("stillstore"), store])
        #expect(result.status == 0, "\(name): \(result.errors)")
        let verify = try runProgram(builtProgram("stillstore"), ["verify", "--store", store])
        #expect(verify.status == 0, "\(name): \(verify.output)\(verify.errors)")
        return result
    }

    private func expect(_ result: ProgramResult, _ parts: [String]) {
        for part in parts { #expect(result.output.contains(part), "\(part)") }
    }

    @Test("shot images") func shotImages() throws {
        expect(
            try play("shot-images"),
            [
                "pending  0/1  the lamp, close", "completed  2/3  the harbour, wide",
                "completed  1/1  the lamp, close", "Harbour at dusk",
                "after the session was deleted there are still 3 pictures",
            ])
    }

    @Test("ad video") func adVideo() throws {
        expect(
            try play("ad-video"),
            [
                "is completed, from which nothing follows", "Ridge, 9 s",
                "1.00  USD  video_generation  replicate  2 calls",
                "0.16  USD  image_generation  replicate  4 calls", "1.1723  USD",
                "#ff8800",
            ])
    }

    @Test("ImageFX") func imageFX() throws {
        let result = try play("imagefx")
        expect(
            result,
            [
                "google_cookie", "another generation has the external_id media-1",
                "a sprig, flattened",
                "prompts left: 0; pictures left: 2", "18446744073709551615",
            ])
        #expect(!result.output.contains("a-live-cookie"))
    }

    @Test("Reigh") func reigh() throws {
        expect(
            try play("reigh"),
            [
                "60  →  90", "Scene 1 (copy)", "{\"frames\":81,\"steps\":8}",
                "waiting reason         credits", "upscaled  primary  new", "-0.25", "0.75",
                "travel-stitch   cancelled", "this link does not lead anywhere",
            ])
    }

    @Test("photo gallery") func photoGallery() throws {
        expect(
            try play("photo-gallery"),
            [
                "would come before itself", "rented cost total  0.185", "steps              40",
                "1 views", "this link does not lead anywhere", "insert  album_assets",
            ])
    }
}
