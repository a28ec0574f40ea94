import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Which pictures a run of thumbnails is about") struct ThumbnailSelectionTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// Two buckets with a folder each, one picture in both, and no renditions left.
    private func fill() async throws {
        for (name, seed) in [("a/x/1", 1), ("a/x/2", 2), ("a/y/3", 3), ("b/x/2", 2), ("b/4", 4)] {
            try directory.write(
                testPicture(seed, width: 300, height: 200), to: "in/\(name).png")
        }
        for bucket in ["a", "b"] {
            try await store.ingest([directory.path("in/" + bucket)]) {
                $0.placement.bucket = Array(bucket.utf8)
            }
        }
        try FileManager.default.removeItem(atPath: store.path + "/renditions")
    }

    private func made(_ change: (inout ThumbnailRequest) -> Void) async throws -> Int {
        let run = try await store.thumbnails(change)
        #expect(run.counted == run.summary.counts.found)
        return run.made
    }

    @Test("a bucket, a prefix, a kind, a time: a picture that several assets share counts once")
    func filters() async throws {
        try await fill()
        #expect(try await made { $0.filter.kind = .audio } == 0)
        #expect(try await made { $0.filter.since = WallClock.system.now() + 60_000 } == 0)
        #expect(
            try await made {
                $0.filter.bucket = "b"
                $0.filter.prefix = "x/"
            } == 1)
        #expect(
            try await made {
                $0.filter.bucket = "a"
                $0.filter.prefix = "x"
            } == 1, "the other one was made through the other bucket")
        #expect(try await made { $0.filter.bucket = "b" } == 1)
        #expect(
            try await made {
                $0.filter.kind = .image
                $0.filter.since = WallClock.system.now() - 3_600_000
            } == 1)
        let run = try await store.thumbnails { $0.filter.bucket = "a" }
        #expect(run.summary.counts.found == 3)
    }

    @Test("named pictures, by path, id and digest")
    func named() async throws {
        try await fill()
        let library = try store.open()
        let id = try library.find("a/x/1.png").asset.id
        let digest = try #require(library.details("b/4.png").digest).hex
        library.close()
        #expect(try await made { $0.references = ["a/x/2.png", "b/x/2.png"] } == 1)
        #expect(try await made { $0.references = [id, digest] } == 2)
        await #expect(throws: RequestError.self) { try await made { $0.references = ["a/none"] } }
    }

    @Test("a superseded asset is no longer in its bucket, but keeps its renditions")
    func superseded() async throws {
        try await fill()
        try directory.write(testPicture(9, width: 300, height: 200), to: "in/b/4.png")
        try await store.ingest([directory.path("in/b")]) { $0.placement.bucket = Array("b".utf8) }
        try FileManager.default.removeItem(atPath: store.path + "/renditions")
        #expect(try await made { $0.filter.bucket = "b" } == 2)
        #expect(try await made { _ in } == 3)
    }

    @Test("pages of one, two and three rows see each picture once", arguments: [1, 2, 3])
    func pages(_ rows: Int) async throws {
        try await fill()
        #expect(
            try await made {
                $0.pageRows = rows
                $0.isDryRun = true
            } == 4)
        #expect(
            try await made {
                $0.pageRows = rows
                $0.filter.bucket = "a"
            } == 3)
        #expect(
            try await made {
                $0.pageRows = rows
                $0.references = ["a/x/1.png", "b/x/2.png", "b/4.png"]
            } == 1)
        let run = try await store.thumbnails {
            $0.pageRows = rows
            $0.selection = .all
        }
        #expect(run.made == 4)
        #expect(Set(run.items.map(\.digest)).count == 4)
    }

    @Test(
        "a dry run counts what would be done and changes no byte of the store",
        arguments: ThumbnailRequest.Selection.allCases)
    func dryRun(_ selection: ThumbnailRequest.Selection) async throws {
        try await fill()
        try await store.thumbnails()
        let one = try #require(store.recorded("a/x/1.png").first).path
        try tamper(one) { $0[$0.count / 2] ^= 1 }
        let two = try #require(store.recorded("a/y/3.png").first).path
        try FileManager.default.removeItem(atPath: two)
        try FileManager.default.removeItem(atPath: try store.object(of: "b/4.png"))
        let before = try snapshot()

        let run = try await store.thumbnails {
            $0.isDryRun = true
            $0.prunes = true
            $0.selection = selection
        }
        #expect(run.summary.run == nil)
        #expect(run.summary.counts.found == 4)
        #expect(run.made == [.missing: 1, .stale: 0, .broken: 1, .all: 3][selection])
        #expect(run.failures.count == (selection == .all ? 1 : 0))
        #expect(try snapshot() == before)
    }

    /// Every file, apart from SQLite's own, and what the catalogue says.
    private func snapshot() throws -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        for name in files(below: store.path) where !name.hasPrefix("catalog.sqlite") {
            all[name] = try bytes(of: store.path + "/" + name)
        }
        let library = try store.open()
        defer { library.close() }
        for name in ["a/x/1.png", "a/x/2.png", "a/y/3.png", "b/4.png"] {
            let details = try library.details(name)
            all["row " + name] = Array("\(details.listing) \(details.renditions)".utf8)
        }
        all["runs"] = Array("\(try library.runs(before: nil, limit: 100))".utf8)
        return all
    }
}
