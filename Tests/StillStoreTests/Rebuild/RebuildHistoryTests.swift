import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

/// Histories that the journal tells, written line by line as docs/format.md specifies them.
@Suite("The result of facts") struct RebuildHistoryTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private static let start: Int64 = 1_795_000_000_000

    /// A store that has the bytes of pictures 0…5 and knows of nothing else.
    private func makeStore() async throws {
        for seed in 0..<6 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try store.loseCatalogue()
        try store.lose("journal")
        try store.lose("buckets")
    }

    private func digest(_ seed: Int) -> String {
        testPicture(seed).withUnsafeBytes { Digest.of($0) }.hex
    }

    private func id(_ number: Int) -> String {
        "01a00000-0000-7000-8000-00000000000\(number)"
    }

    private func time(_ at: Int) -> Int64 { RebuildHistoryTests.start + Int64(at) }

    /// Asset number `number` with picture number `number`.
    private func asset(
        _ number: Int, at: Int, supersedes: Int? = nil, path: String = "p", picture: Int? = nil
    ) -> String {
        let previous = supersedes.map { #","supersedes":"\#(id($0))""# } ?? ""
        return
            #"{"fact":"asset","id":"\#(id(number))","digest":"\#(digest(picture ?? number))","bucket":"b","path":"\#(path)","kind":"image","origin":"upload","name":"n","metadata":"{}","created_at":\#(time(at)),"at":\#(time(at))\#(previous)}"#
    }

    private func change(_ fact: String, _ number: Int, at: Int) -> String {
        #"{"fact":"\#(fact)","id":"\#(id(number))","at":\#(time(at))}"#
    }

    private func undeletion(_ number: Int, at: Int, path: String = "p") -> String {
        #"{"fact":"undeletion","id":"\#(id(number))","bucket":"b","path":"\#(path)","at":\#(time(at))}"#
    }

    private func show(_ picture: Int, path: String = "p") throws {
        let hex = digest(picture)
        try FileManager.default.createDirectory(
            atPath: store.path + "/buckets/b", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: store.path + "/buckets/b/" + path,
            withDestinationPath:
                "../../objects/sha256/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)")
    }

    /// Number, superseding number, deletion time; times from the start.
    private func assets() throws -> [String] {
        try store.query(
            """
            SELECT CAST(substr(id, 36) AS INTEGER),
                CASE WHEN superseded_by IS NULL THEN '-' ELSE substr(superseded_by, 36) END,
                superseded_at - \(RebuildHistoryTests.start),
                deleted_at - \(RebuildHistoryTests.start)
            FROM assets ORDER BY id
            """)
    }

    /// Path, number, from, until.
    private func paths() throws -> [String] {
        try store.query(
            """
            SELECT path, substr(asset_id, 36), created_at - \(RebuildHistoryTests.start),
                superseded_at - \(RebuildHistoryTests.start)
            FROM bucket_paths ORDER BY path, created_at, asset_id
            """)
    }

    @Test("a chain is a chain, though the clock was set back between")
    func chain() async throws {
        try await makeStore()
        try store.addFacts([
            asset(1, at: 500), asset(2, at: 100, supersedes: 1), asset(3, at: 300, supersedes: 2),
        ])
        let report = try await store.rebuildCatalog()
        #expect(report.problems.isEmpty)
        #expect(try assets() == ["1 2 500 -", "2 3 300 -", "3 - - -"])
        #expect(try store.assets() == ["b/p": digest(3)])
    }

    @Test("a deleted asset is deleted, its path free for the next")
    func deletion() async throws {
        try await makeStore()
        try store.addFacts([
            asset(1, at: 1), change("deletion", 1, at: 5), asset(2, at: 9),
            asset(3, at: 2, path: "q"), change("deletion", 3, at: 6),
        ])
        try await store.rebuildCatalog()
        #expect(try assets() == ["1 - - 5", "2 - - -", "3 - - 6"])
        #expect(try paths() == ["p 1 1 5", "p 2 9 -", "q 3 2 6"])
    }

    @Test("an undeleted asset is current where it was restored, with its history")
    func undeleted() async throws {
        try await makeStore()
        try store.addFacts([
            asset(1, at: 1), change("deletion", 1, at: 5), undeletion(1, at: 7, path: "q"),
            asset(2, at: 2, path: "r"), change("deletion", 2, at: 3),
            undeletion(2, at: 4, path: "r"),
            asset(3, at: 8, supersedes: 2, path: "r"),
        ])
        try await store.rebuildCatalog()
        #expect(try assets() == ["1 - - -", "2 3 8 -", "3 - - -"])
        #expect(try paths() == ["p 1 1 5", "q 1 7 -", "r 2 2 3", "r 2 4 8", "r 3 8 -"])
    }

    @Test("purged assets stay gone, and those that they superseded are not current again")
    func purge() async throws {
        try await makeStore()
        try store.addFacts([
            asset(1, at: 1), asset(2, at: 2, supersedes: 1), asset(3, at: 3, supersedes: 2),
            change("purge", 2, at: 9),
            asset(4, at: 1, path: "q"), asset(5, at: 2, supersedes: 4, path: "q"),
            change("deletion", 5, at: 4), change("purge", 5, at: 9),
        ])
        let report = try await store.rebuildCatalog()
        #expect(try assets() == ["1 3 2 -", "3 - - -", "4 - - 2"])
        #expect(try paths() == ["p 1 1 2", "p 3 3 -", "q 4 1 2"])
        #expect(Set(report.unclaimed) == [digest(0), digest(2), digest(5)])
    }

    @Test("between two facts that nothing superseded the link decides, and neither is dropped")
    func fork() async throws {
        try await makeStore()
        // 3 was never committed: the program died, and another stored 2.
        try store.addFacts([asset(1, at: 1), asset(3, at: 4, supersedes: 1)], to: "a")
        try store.addFacts([asset(2, at: 3, supersedes: 1)], to: "b")
        try show(2)
        try await store.rebuildCatalog()
        #expect(try assets() == ["1 2 3 -", "2 - - -", "3 2 4 -"])
        #expect(try store.assets() == ["b/p": digest(2)])
    }

    @Test("without a link, the later of two gets the path")
    func forkWithoutLink() async throws {
        try await makeStore()
        try store.addFacts([asset(1, at: 1), asset(3, at: 4, supersedes: 1)], to: "b")
        try store.addFacts([asset(2, at: 3, supersedes: 1)], to: "a")
        try await store.rebuildCatalog()
        #expect(try assets() == ["1 3 4 -", "2 3 4 -", "3 - - -"])
    }

    @Test("an uncommitted asset does not become current when its successor was deleted")
    func deletedFork() async throws {
        try await makeStore()
        // 1 was never committed: 2 did not find it at the path.
        try store.addFacts([asset(1, at: 1), asset(2, at: 2, picture: 1)], to: "a")
        try store.addFacts([change("deletion", 2, at: 5)], to: "b")
        try await store.rebuildCatalog()
        #expect(try assets() == ["1 2 2 -", "2 - - 5"])
        #expect(try store.assets() == [:])
    }

    @Test("an asset that was fetched twice, the first time uncommitted, exists once")
    func repeated() async throws {
        try await makeStore()
        try store.addFacts([asset(1, at: 1, path: "first"), asset(1, at: 5, path: "p", picture: 2)])
        try await store.rebuildCatalog()
        #expect(try assets() == ["1 - - -"])
        #expect(try paths() == ["p 1 5 -"])
        #expect(try store.assets() == ["b/p": digest(2)])
    }

    @Test("a deletion that left its link was never committed")
    func uncommittedDeletion() async throws {
        try await makeStore()
        try store.addFacts([asset(1, at: 1), change("deletion", 1, at: 5)])
        try show(1)
        try await store.rebuildCatalog()
        #expect(try assets() == ["1 - - -"])
        #expect(try paths() == ["p 1 1 -"])
    }

    @Test("facts that form a circle, or name themselves or nothing, still have one current asset")
    func circle() async throws {
        try await makeStore()
        try store.addFacts([
            asset(1, at: 1, supersedes: 2), asset(2, at: 2, supersedes: 1),
            asset(3, at: 3, supersedes: 3, path: "q"), asset(4, at: 4, supersedes: 9, path: "r"),
        ])
        try await store.rebuildCatalog()
        #expect(try store.assets() == ["b/p": digest(2), "b/q": digest(3), "b/r": digest(4)])
        #expect(try assets().count == 4)
    }

    @Test("a change that the clock has put before its asset happens after it")
    func early() async throws {
        try await makeStore()
        try store.addFacts([asset(1, at: 100), change("deletion", 1, at: 50)])
        try await store.rebuildCatalog()
        #expect(try assets() == ["1 - - 50"])
        #expect(try store.assets().isEmpty)
    }

    @Test("lines of the first version, without the time of the placement, are read")
    func oldLines() async throws {
        try await makeStore()
        try store.addFacts([
            #"{"fact":"asset","id":"\#(id(1))","digest":"\#(digest(1))","bucket":"b","path":"p","kind":"image","origin":"retrieved","name":"a.png","source":"https://x.example/a.png","metadata":"{}","created_at":\#(time(3))}"#
        ])
        let report = try await store.rebuildCatalog()
        #expect(report.problems.isEmpty)
        #expect(try paths() == ["p 1 3 -"])
        #expect(
            try store.query("SELECT source, target_bucket FROM assets") == [
                "https://x.example/a.png b"
            ])
    }

    @Test("a link that no fact knows supersedes what the facts say of its path")
    func newerLink() async throws {
        try await makeStore()
        try store.addFacts([asset(1, at: 1)])
        try show(2)
        let report = try await store.rebuildCatalog()
        #expect(report.summary.fromLinks == 1)
        #expect(try store.assets() == ["b/p": digest(2)])
        #expect(
            try store.query("SELECT count(*) FROM assets WHERE superseded_by IS NOT NULL") == ["1"])
    }

    @Test("a link to no object is named; one to a past asset's object changes nothing")
    func strangeLinks() async throws {
        try await makeStore()
        try store.addFacts([asset(1, at: 1), asset(2, at: 2, supersedes: 1)])
        try show(1)
        try show(77, path: "nothing")
        let report = try await store.rebuildCatalog()
        #expect(report.problems.map(\.file) == ["b/nothing"])
        #expect(try store.assets() == ["b/p": digest(2)])
    }

    @Test("an asset that was at two paths may be deleted and undeleted")
    func twoPlaces() async throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        let file = try directory.write(testPicture(0), to: "a.png")
        try await store.ingest([file])
        try await store.opened { library in
            _ = try await library.deleted(["default/a.png"])
            _ = try await library.undeleted(["default/a.png"], at: "other/b.png")
        }
        let before = try store.assets()
        #expect(Array(before.keys) == ["other/b.png"])
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        try await store.opened { library in
            _ = try await library.deleted(["other/b.png"])
            let items = try await library.undeleted(["other/b.png"])
            #expect(items.count == 1)
        }
        #expect(try store.assets() == before)
    }
}
