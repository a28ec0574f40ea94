import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("A catalogue that was put back from an older copy") struct OldCatalogueTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// Four pictures of which the catalogue knows the first two.
    private func putBackOld() async throws -> [String: String] {
        for seed in 0..<4 { try directory.write(testPicture(seed), to: "\(seed / 2)/\(seed).png") }
        try await store.ingest([directory.path("0")])
        try FileManager.default.copyItem(
            atPath: store.path + "/catalog.sqlite", toPath: directory.path("old"))
        try await store.ingest([directory.path("1")])
        let all = try store.assets()
        try store.loseCatalogue()
        try FileManager.default.moveItem(
            atPath: directory.path("old"), toPath: store.path + "/catalog.sqlite")
        #expect(all.count == 4)
        return all
    }

    @Test("is named, nothing is repaired or collected by it, and a rebuild brings all back")
    func behind() async throws {
        let all = try await putBackOld()
        let files = Set(files(below: store.path)).filter { !$0.hasPrefix("catalog") }
        try await store.opened { library in
            var request = VerifyRequest()
            request.repair = .apply
            let summary = try await library.verify(request) { _ in }
            #expect(summary.kinds["catalogue-behind"] == 1)
            #expect(summary.repaired == 0)
            await #expect(throws: StoreError.self) { try await library.runGC() }
        }
        let now = Set(TestSupport.files(below: store.path)).filter { !$0.hasPrefix("catalog") }
        #expect(files.subtracting(now) == [])

        try await store.rebuildCatalog()
        #expect(try store.assets() == all)
        let rebuilt = try store.open()
        defer { rebuilt.close() }
        #expect(try await rebuilt.verify(VerifyRequest()) { _ in }.defects == 0)
        _ = try await rebuilt.runGC()
        #expect(try store.assets() == all)
    }

    @Test("what was purged since the copy does not count")
    func purged() async throws {
        try directory.write(testPicture(0), to: "in/0.png")
        try directory.write(testPicture(0), to: "in/1.png")
        try await store.ingest([directory.path("in")])
        try await store.opened { library in
            _ = try await library.deleted(["default/1.png"])
            _ = try await library.runGC()
        }
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        let library = try store.open()
        defer { library.close() }
        #expect(try await library.verify(VerifyRequest()) { _ in }.defects == 0)
    }
}
