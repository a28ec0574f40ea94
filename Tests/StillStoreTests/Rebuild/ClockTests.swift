import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("A clock that was set back") struct ClockTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// As if all of it had been done on a day to come: its rows follow, being rebuilt from it.
    private func shiftJournal() async throws {
        let day: Int64 = 86_400_000
        for name in files(below: store.path + "/journal") {
            let file = store.path + "/journal/" + name
            let shifted = try String(contentsOfFile: file, encoding: .utf8)
                .replacing(/"at":(\d+)/) { "\"at\":\(Int64($0.1)! + day)" }
            try shifted.write(toFile: file, atomically: true, encoding: .utf8)
        }
        try store.loseCatalogue()
        try await store.rebuildCatalog()
    }

    @Test("does not change the order in which a rebuild replays events")
    func deletion() async throws {
        for seed in 0..<3 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try await store.opened { library in
            _ = try await library.deleted(["default/0.png", "default/1.png"])
            _ = try await library.undeleted(["default/0.png"])
        }
        try await shiftJournal()
        #expect(Set(try store.assets().keys) == ["default/0.png", "default/2.png"])

        try await store.opened { library in
            _ = try await library.deleted(["default/0.png"])
            _ = try await library.undeleted(["default/1.png"])
        }
        try directory.write(testPicture(3), to: "in/2.png")
        try FileManager.default.removeItem(atPath: directory.path("in/0.png"))
        try FileManager.default.removeItem(atPath: directory.path("in/1.png"))
        try await store.ingest([directory.path("in")])
        let before = try store.assets()
        #expect(Set(before.keys) == ["default/1.png", "default/2.png"])

        try store.loseCatalogue()
        // Without the links, only the journal says what was when.
        try store.lose("buckets")
        try await store.rebuildCatalog()
        #expect(try store.assets() == before)
    }

    @Test("nor of that in which facts are written again from the catalogue")
    func rewritten() async throws {
        try directory.write(testPicture(0), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        try await store.opened { library in _ = try await library.deleted(["default/0.png"]) }
        try await shiftJournal()
        try directory.write(testPicture(1), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        let before = try store.assets()
        #expect(Array(before.keys) == ["default/0.png"])

        _ = try await Library.rebuildJournal(at: FilePath(store.path)) { _ in }
        try store.loseCatalogue()
        try store.lose("buckets")
        try await store.rebuildCatalog()
        #expect(try store.assets() == before)
    }

    @Test("a fact dated at the end of time does not prevent later facts")
    func endOfTime() async throws {
        try directory.write(testPicture(0), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        let file = store.path + "/journal/" + files(below: store.path + "/journal")[0]
        try String(contentsOfFile: file, encoding: .utf8)
            .replacing(/"at":\d+/, with: "\"at\":9223372036854775807")
            .write(toFile: file, atomically: true, encoding: .utf8)
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        try directory.write(testPicture(1), to: "in/1.png")
        try await store.ingest([directory.path("in")])
        #expect(try store.assets().count == 2)
    }
}
