import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Rebuilding stillstore.json") struct RebuildConfigurationTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    var configuration: String { store.path + "/stillstore.json" }

    @Test("a store that lost it has its recipes and its pictures again")
    func lost() async throws {
        try directory.write(testPicture(0), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        let text = try String(contentsOfFile: configuration, encoding: .utf8)
        try text.replacing("256x256", with: "99x77").replacing("\"thumb\"", with: "\"tiny\"")
            .write(toFile: configuration, atomically: true, encoding: .utf8)
        try directory.write(testPicture(1), to: "in/1.png")
        try await store.ingest([directory.path("in")])
        let assets = try store.assets()
        let renditions = files(below: store.path + "/renditions")

        try FileManager.default.removeItem(atPath: configuration)
        #expect(throws: StoreError.self) { try store.open() }
        let made = try await Library.rebuildConfiguration(at: FilePath(store.path))
        #expect(made.recipes.map(\.name) == ["thumb", "tiny", "preview"])
        #expect(made.recipes.map(\.box) == ["256x256", "99x77", "1024x1024"])
        #expect(made.recipes.map(\.when) == [.ingest, .ingest, .demand])
        #expect(try store.assets() == assets)
        #expect(files(below: store.path + "/renditions") == renditions)
        try await store.opened { library in
            let summary = try await library.verify(VerifyRequest()) { _ in }
            #expect(summary.defects == 0)
        }
    }

    @Test("one that is there is not replaced, and other directories are no stores")
    func refused() async throws {
        try directory.write(testPicture(0), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        let before = try bytes(of: configuration)
        await #expect(throws: StoreError.self) {
            try await Library.rebuildConfiguration(at: FilePath(store.path))
        }
        #expect(try bytes(of: configuration) == before)
        let other = directory.path("in")
        await #expect(throws: StoreError.self) {
            try await Library.rebuildConfiguration(at: FilePath(other))
        }
        #expect(files(below: other) == ["0.png"])
    }
}
