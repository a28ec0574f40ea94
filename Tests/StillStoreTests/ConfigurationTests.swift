import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("stillstore.json") struct ConfigurationTests {
    let directory = TemporaryDirectory()

    private func open(replacing part: String, by other: String) throws {
        let store = TestStore(at: directory.path("store"))
        try store.open().close()
        let file = directory.path("store/stillstore.json")
        let text = String(decoding: try bytes(of: file), as: UTF8.self)
        #expect(text.contains(part))
        try directory.write(
            text.replacingOccurrences(of: part, with: other).utf8, to: "store/stillstore.json")
        try store.open().close()
    }

    @Test(
        "a mistake is named",
        arguments: [
            ("\"quality\" : 82", "\"quality\" : 0", "is not within 1 to 100"),
            ("\"256x256\"", "\"256xfoox256\"", "is not like \"256x256\""),
            ("\"auto\"", "\"bmp\"", "is none of auto, jpeg, png, webp"),
            ("\"preview\"", "\"thumb\"", "there are two recipes named \"thumb\""),
            ("\"preview\"", "\"../up\"", "may hold a-z, 0-9, - and _ only"),
            ("\"format\" : 1", "\"format\" : 2", "its format is 2"),
            ("\"quality\"", "\"qualty\"", "\"recipes.qualty\" is not known"),
            ("\"recipes\"", "\"limits\" : { \"pixls\" : 3 }, \"recipes\"", "\"limits.pixls\""),
            ("\"recipes\"", "recipes", "it is not JSON"),
        ])
    func mistakes(_ part: String, _ other: String, _ words: String) {
        do {
            try open(replacing: part, by: other)
            Issue.record("it was accepted")
        } catch {
            #expect(describe(error).contains(words), "\(describe(error))")
        }
    }

    @Test("recipes may be added, and each gives its rendition at ingest")
    func recipes() async throws {
        try open(
            replacing: "\"recipes\" : [",
            by: """
                "recipes" : [ { "name": "icon", "box": "32x32", "format": "webp", "quality": 75,
                "when": "ingest" },
                """)
        try directory.write(testPicture(1, width: 300, height: 200), to: "in/a.png")
        let store = TestStore(at: directory.path("store"))
        try await store.ingest([directory.path("in")])
        let library = try store.open()
        defer { library.close() }
        let renditions = try library.details("default/a.png").renditions
        #expect(renditions.map(\.record.format).sorted() == ["jpeg", "webp"])
        #expect(renditions.map(\.record.width).sorted() == [32, 256])
    }

    @Test("a catalogue that is gone from a store that was used is not quietly made anew")
    func lostCatalog() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        let store = TestStore(at: directory.path("store"))
        try await store.ingest([directory.path("in")])
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: store.path + "/catalog.sqlite" + suffix)
        }
        #expect(throws: StoreError.noCatalog(directory.file("store/catalog.sqlite"))) {
            try store.open()
        }
    }
}
