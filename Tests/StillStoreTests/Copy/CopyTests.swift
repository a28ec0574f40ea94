import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Copy to another store") struct CopyTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    var other: TestStore { TestStore(at: directory.path("other")) }

    private func ingest(_ pictures: [String: Int], _ store: TestStore) async throws {
        let name = "in-\(UUID().uuidString)"
        for (path, seed) in pictures {
            try directory.write(testPicture(seed), to: name + "/" + path)
        }
        try await store.ingest([directory.path(name)])
    }

    /// The current assets that have their bytes, without what is each store's own.
    private func assets(_ store: TestStore) throws -> [String: AssetListing] {
        let current = try StoreContents(of: store).assets.filter { listing in
            listing.asset.supersededBy == nil && listing.asset.retrievalStatus == .completed
        }
        return Dictionary(uniqueKeysWithValues: current.map { ($0.asset.id, $0) })
    }

    private func id(_ path: String, _ store: TestStore) throws -> String {
        let library = try store.open()
        defer { library.close() }
        return try library.find("default/" + path).asset.id
    }

    @Test("everything current arrives with its id, metadata, renditions and link; again, nothing")
    func all() async throws {
        try await store.fillRichly(from: directory)
        let (summary, items) = try await store.copied(to: other)
        let (mine, its) = (try assets(store), try assets(other))
        #expect(mine.count > 5)
        #expect(Set(mine.keys) == Set(its.keys))
        for (id, listing) in mine {
            #expect(its[id]?.asset == listing.asset)
            #expect(its[id]?.bucket == listing.bucket && its[id]?.path == listing.path)
            #expect(its[id]?.blob?.content == listing.blob?.content)
        }
        #expect(summary.counts.failed == 0)
        #expect(summary.counts.stored == files(below: other.path + "/objects").count)
        #expect(summary.counts.stored + summary.counts.duplicates == mine.count)
        #expect(summary.counts.skipped == 2, "what waits to be fetched")
        #expect(items.count { $0.outcome == .waiting } == 2)
        let contents = try StoreContents(of: other)
        #expect(contents.unfounded().isEmpty)
        let original = try StoreContents(of: store)
        for (name, digest) in contents.files { #expect(original.files[name] == digest) }
        #expect(contents.renditions.values.joined().count > 3)

        let (again, _) = try await store.copied(to: other)
        #expect(again.counts.unchanged == mine.count)
        #expect(again.counts.stored + again.counts.duplicates + again.counts.bytes == 0)
        #expect(try StoreContents(of: other) == contents)
        let library = try other.open()
        defer { library.close() }
        #expect(try library.runs(before: nil, limit: 1)[0].verb == "copy")
    }

    @Test("the other store's journal has its recipes, and what its sources were seen to be")
    func rebuilt() async throws {
        let server = try FaultServer { testPicture($0) }
        let uri = server.url("good", 1)
        do {
            let library = try store.open()
            defer { library.close() }
            _ = try await library.fetched([uri])
        }
        try await ingest(["a.png": 2], store)
        try await store.copied(to: other)
        let before = try CatalogDump(other)
        #expect(before.rows["assets"]?.contains { $0.contains("source_etag=\"") } == true)
        try other.loseCatalogue()
        try FileManager.default.removeItem(atPath: other.path + "/renditions")
        try FileManager.default.createDirectory(
            atPath: other.path + "/renditions", withIntermediateDirectories: true)
        try await other.rebuildCatalog()
        let after = try CatalogDump(other)
        for table in ["assets", "recipes", "blobs"] {
            #expect(after.rows[table] == before.rows[table], "\(table)")
        }
        let library = try other.open()
        defer { library.close() }
        let again = try await library.fetched([uri])
        #expect(again.items.map(\.outcome) == [.unchanged])
        #expect(again.summary.counts.bytes == 0)
    }

    @Test("a store that got everything by a copy has every row again when it is rebuilt")
    func rebuiltRowByRow() async throws {
        let rich = try await EveryFactStore()
        try await rich.store.copied(to: other)
        let before = try CatalogDump(other)
        for table in ["assets", "blobs", "bucket_paths", "recipes", "renditions"] {
            #expect(before.rows[table]?.isEmpty == false, "\(table)")
        }
        try other.loseCatalogue()
        let report = try await other.rebuildCatalog()
        #expect(report.problems.isEmpty)
        #expect(try CatalogDump(other).differences(from: before) == [])
    }

    @Test("only what is missing is sent: bytes that are there under another path are not")
    func missing() async throws {
        try await ingest(["a.png": 1, "b.png": 2, "c.png": 3], store)
        try await ingest(["a.png": 1, "elsewhere.png": 2], other)
        let own = try id("a.png", other)
        let (summary, _) = try await store.copied(to: other)
        #expect(summary.counts.unchanged == 1, "the same bytes at the same path, as at an ingest")
        #expect(summary.counts.duplicates == 1)
        #expect(summary.counts.stored == 1)
        #expect(summary.counts.bytes == testPicture(3).count)
        #expect(try id("a.png", other) == own)
        #expect(try id("b.png", other) == id("b.png", store))
    }

    @Test("assets are selected by reference or by filter, and those that cannot be are reported")
    func selection() async throws {
        try await ingest(["a/1.png": 1, "a/2.png": 2, "b/3.png": 3], store)
        let old = try id("b/3.png", store)
        try await ingest(["b/3.png": 4], store)
        var filter = AssetFilter()
        filter.bucket = "default"
        filter.prefix = "a/"
        let (first, _) = try await store.copied(to: other, .filter(filter))
        #expect(first.counts.stored == 2)
        let digest = testPicture(4).withUnsafeBytes { Digest.of($0) }
        let (second, items) = try await store.copied(
            to: other, .references([digest.hex, "default/none.png", old, "default/a/1.png"]))
        #expect(second.counts.stored == 1 && second.counts.unchanged == 1)
        #expect(items.compactMap(\.failure?.kind) == [.notFound, .notCurrent])
        #expect(try other.assets().count == 3)
    }

    @Test("a path that holds other bytes is superseded, or left alone and named")
    func conflict() async throws {
        try await ingest(["a.png": 1], store)
        try await ingest(["a.png": 2], other)
        let before = try StoreContents(of: other)
        let (kept, items) = try await store.copied(to: other) { $0.keepsExisting = true }
        #expect(kept.counts.failed == 1)
        #expect(items[0].failure?.kind == .pathTaken)
        #expect(try StoreContents(of: other).files == before.files, "nothing was sent in vain")
        let previous = try id("a.png", other)
        let (_, replaced) = try await store.copied(to: other)
        #expect(replaced[0].superseded == previous)
        #expect(try id("a.png", other) == id("a.png", store))
        #expect(try StoreContents(of: other).unfounded().isEmpty)
    }

    @Test("a store of other recipes gets its own thumbnails")
    func recipes() async throws {
        try await ingest(["a.png": 1], store)
        try other.open().close()
        let place = other.path + "/stillstore.json"
        let text = String(decoding: try bytes(of: place), as: UTF8.self)
        try Data(text.replacing("256x256", with: "16x16").utf8).write(
            to: URL(fileURLWithPath: place))
        try await store.copied(to: other)
        let renditions = try StoreContents(of: other).renditions.values.joined()
        #expect(renditions.map(\.width) == [16])
        #expect(files(below: other.path + "/renditions").count == 1)
    }

    @Test("a damaged or lost object is named and nothing of it is stored")
    func damaged() async throws {
        try await ingest(["a.png": 1, "b.png": 2, "c.png": 3, "also b.png": 2], store)
        var flipped = testPicture(2)
        flipped[40] ^= 1
        try store.damage(testPicture(2), with: flipped)
        try FileManager.default.removeItem(atPath: store.object(testPicture(3)))
        for links in [false, true] {
            let (summary, items) = try await store.copied(to: other) { $0.links = links }
            #expect(summary.counts.failed == 3)
            #expect(
                items.compactMap(\.failure?.kind.rawValue).sorted() == [
                    "damaged", "damaged", "missing",
                ])
        }
        #expect(try other.assets().keys.sorted() == ["default/a.png"])
        #expect(files(below: other.path + "/objects").count == 1)
        #expect(files(below: other.path + "/staging").isEmpty)
        let library = try other.open()
        defer { library.close() }
        let run = try library.runs(before: nil, limit: 1)[0].id
        #expect(try library.failures(run: run, after: 0, limit: 9).failures.count == 3)
    }

    @Test("a dry run counts the same and writes nothing")
    func dryRun() async throws {
        try await ingest(["a.png": 1, "b.png": 2, "also a.png": 1], store)
        try await ingest(["b.png": 3], other)
        let before = try StoreContents(of: other)
        let (dry, _) = try await store.copied(to: other) { $0.isDryRun = true }
        #expect(try StoreContents(of: other) == before)
        let (real, _) = try await store.copied(to: other)
        #expect(dry.counts == real.counts)
    }

    @Test("neither into itself, nor while this store is being collected")
    func refused() async throws {
        try await ingest(["a.png": 1], store)
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("alias"), withDestinationPath: store.path)
        await #expect(throws: RequestError.self) {
            try await store.copied(to: TestStore(at: directory.path("alias")))
        }
        let collecting = try StoreDirectory.open(FilePath(store.path)).beginGC()
        await #expect(throws: StoreError.self) { try await store.copied(to: other) }
        collecting.release()
        try await store.copied(to: other)
    }

    @Test("a stopped run keeps what it reported; a further one sends the rest")
    func stopped() async throws {
        try await ingest(
            Dictionary(uniqueKeysWithValues: (0..<10).map { ("\($0).png", $0) }), store)
        let stop = StopSignal()
        let (summary, items) = try await store.copied(
            to: other, stop: stop, report: { _ in stop.request() })
        #expect(summary.wasInterrupted)
        #expect(items.count == 3)
        #expect(try other.assets().count == 3)
        let (rest, _) = try await store.copied(to: other)
        #expect(rest.counts.stored == 7)
    }

    @Test("whichever disk call is the last, what was reported is whole, and a repeat completes")
    func sweep() async throws {
        try await ingest(
            ["a.png": 1, "b/c.png": 2, "b/d.png": 3, "again.png": 1, "e.png": 5], store)
        let mine = try assets(store)
        let whole = FaultyDisk(.never)
        try await store.copied(to: TestStore(at: directory.path("whole")), disk: whole.disk)
        let calls = whole.calls.count
        for moment in stride(from: 0, to: calls, by: Sweep.step(20, dense: 5)) {
            let target = TestStore(at: directory.path("to-\(moment)"))
            let context: Comment = "dead before call \(moment + 1) of \(calls)"
            let reported = try? await store.copied(
                to: target, disk: FaultyDisk(.from(moment + 1)).disk
            ).items
            if try Library.exists(at: FilePath(target.path)) {
                let left = try StoreContents(of: target)
                #expect(left.unfounded().isEmpty, context)
                #expect(try target.damagedObjects().isEmpty, context)
                for item in reported ?? [] where item.failure == nil {
                    #expect(left.assets.contains { $0.asset.id == item.assetID }, context)
                }
            }
            let (summary, _) = try await store.copied(to: target)
            #expect(summary.counts.failed == 0, context)
            #expect(try Set(assets(target).keys) == Set(mine.keys), context)
            #expect(try StoreContents(of: target).unfounded().isEmpty, context)
            #expect(files(below: target.path + "/staging").isEmpty, context)
            try FileManager.default.removeItem(atPath: target.path)
        }
    }
}
