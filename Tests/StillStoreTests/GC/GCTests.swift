import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Collecting") struct GCTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func ingest(_ pictures: [String: Int]) async throws -> [String: IngestItem] {
        for (name, seed) in pictures { try directory.write(testPicture(seed), to: "in/" + name) }
        let (_, items) = try await store.ingest([directory.path("in")])
        return Dictionary(uniqueKeysWithValues: items.map { ($0.path ?? "", $0) })
    }

    private func kinds(_ items: [GCItem]) -> [GCItem.Kind: Int] {
        items.reduce(into: [:]) { $0[$1.kind, default: 0] += $1.count }
    }

    private func trash() -> [String] {
        files(below: store.path + "/trash").map {
            $0.split(separator: "/").dropFirst().joined(separator: "/")
        }
    }

    @Test("what was deleted is collected after its grace, not before, and lies in the trash")
    func deleted() async throws {
        let items = try await ingest(["a.png": 1, "b.png": 2, "copy.png": 2])
        let digest = try #require(items["a.png"]?.digest).hex
        try await store.opened { library in
            try await library.deleted(["default/a.png", "default/b.png"])
            var filter = AssetFilter()
            filter.isOfDeleted = true
            let times = try library.list(filter, after: nil, limit: 10)
                .compactMap(\.asset.deletedAt)
            let time = try #require(times.first)
            #expect(try await library.runGC(before: time - 1).items.isEmpty)
            let (summary, collected) = try await library.runGC(before: time)
            // The bytes of b.png are also those of copy.png.
            #expect(kinds(collected) == [.asset: 2, .content: 1, .rendition: 1])
            #expect(collected.allSatisfy { $0.reason == .deleted })
            #expect(summary.trash?.hasPrefix(store.path + "/trash/2") == true)
            #expect(try library.runs(before: nil, limit: 1).first?.counts.found == 4)
            #expect(try await library.runGC().items.isEmpty, "the second time there is nothing")
            let id = try #require(items["a.png"]?.assetID)
            #expect(throws: RequestError.self) { try library.find(id) }
        }
        #expect(try store.assets().keys.sorted() == ["default/copy.png"])
        #expect(try store.problems() == [])
        #expect(files(below: store.path + "/objects").count == 1)
        #expect(files(below: store.path + "/renditions").count == 1)
        let trashed = trash()
        #expect(trashed.contains("gc.jsonl"))
        #expect(trashed.contains { $0.hasPrefix("objects/") && $0.hasSuffix(digest) })
        #expect(trashed.contains { $0.hasPrefix("renditions/") && $0.contains(digest) })
        let name = try #require(
            files(below: store.path + "/trash").first { $0.hasSuffix("gc.jsonl") })
        let note = try String(contentsOfFile: store.path + "/trash/" + name, encoding: .utf8)
        #expect(note.split(separator: "\n").count == 2)
        #expect(note.contains(items["a.png"]!.assetID!) && note.contains(digest))
    }

    @Test("a dry run changes nothing, and reports what a run would do")
    func dryRun() async throws {
        _ = try await ingest(["a.png": 1, "b.png": 2, "copy.png": 2, "c/d.png": 3])
        _ = try await ingest(["c/d.png": 4])
        try directory.makeDirectory("store/buckets/default/empty/below")
        try await store.opened { library in
            try await library.deleted(["default/a.png", "default/b.png", "default/copy.png"])
        }
        let before = (try store.snapshot(), store.contents())
        try await store.opened { library in
            let (planned, plan) = try await library.runGC(isDryRun: true)
            #expect(planned.run == nil && planned.trash == nil)
            #expect(try store.snapshot() == before.0)
            #expect(store.contents() == before.1)
            let (done, items) = try await library.runGC()
            #expect(planned.tallies == done.tallies)
            #expect(plan.map(\.name).sorted() == items.map(\.name).sorted())
            #expect(kinds(items) == [.asset: 4, .content: 3, .rendition: 3, .directory: 2])
        }
        #expect(try store.problems() == [])
    }

    @Test("superseded assets are collected, however many, and current ones stay")
    func superseded() async throws {
        for seed in 1...4 { _ = try await ingest(["a.png": seed, "b.png": 10]) }
        try await store.opened { library in
            let (_, items) = try await library.runGC()
            #expect(kinds(items) == [.asset: 3, .content: 3, .rendition: 3])
            #expect(items.allSatisfy { $0.reason == .superseded })
        }
        #expect(try store.assets().count == 2)
        #expect(try store.problems() == [])
        // Also the end of a chain, once it is deleted.
        _ = try await ingest(["a.png": 5])
        try await store.opened { library in
            try await library.deleted(["default/a.png"])
            #expect(
                try await kinds(library.runGC().items) == [
                    .asset: 2, .content: 2, .rendition: 2,
                ])
        }
        #expect(try store.assets().keys.sorted() == ["default/b.png"])
    }

    @Test("a file whose bytes were collected is stored again, although it has not changed")
    func again() async throws {
        _ = try await ingest(["a.png": 1, "b.png": 2])
        let (unchanged, _) = try await store.ingest([directory.path("in")])
        #expect(unchanged.counts.unchanged == 2, "it is known without reading")
        try await store.opened { library in
            try await library.deleted(bucket: "default")
            try await library.runGC()
        }
        #expect(files(below: store.path + "/objects").isEmpty)
        let (summary, _) = try await store.ingest([directory.path("in")])
        #expect(summary.counts.stored == 2)
        #expect(try store.assets().count == 2)
        #expect(try store.problems() == [])
    }

    @Test("objects and renditions without a row are collected once they are old")
    func orphans() async throws {
        _ = try await ingest(["a.png": 1])
        let picture = testPicture(9)
        let digest = picture.withUnsafeBytes { Digest.of($0) }.hex
        let fan = "\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
        let start = WallClock.system.now()
        try directory.write(picture, to: "store/objects/sha256/" + fan)
        let recipe = try #require(
            files(below: store.path + "/renditions").first?.split(separator: "/").first)
        try directory.write(picture, to: "store/renditions/\(recipe)/\(fan).png")
        try directory.write(picture, to: "store/objects/sha256/" + fan.dropLast() + "z")
        try directory.write(picture, to: "store/objects/sha256/README")
        try await store.opened { library in
            #expect(try await library.runGC(before: start - 60_000).items.isEmpty)
            let (_, items) = try await library.runGC()
            #expect(kinds(items) == [.object: 1, .rendition: 1])
            #expect(items.allSatisfy { $0.reason == .unrecorded && $0.digest?.hex == digest })
        }
        #expect(trash().sorted() == ["objects/sha256/" + fan, "renditions/\(recipe)/\(fan).png"])
        #expect(files(below: store.path + "/objects").count == 3, "foreign files are let be")
        #expect(try store.assets().count == 1)
    }

    @Test(
        "a thumbnail without a row stays while its original is lost",
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/sqlite3")))
    func lostOriginal() async throws {
        let items = try await ingest(["a.png": 1])
        let digest = try #require(items["a.png"]?.digest)
        try await store.opened { library in
            try library.catalog.write { writer in
                let recipe = try #require(
                    try writer.reader.renditions(of: digest).first?.recipeID)
                try writer.dropRendition(of: digest, recipe: recipe)
            }
        }
        try markMissing()
        let (_, collected) = try await store.opened { try await $0.runGC() }
        #expect(collected.isEmpty)
        #expect(files(below: store.path + "/renditions").count == 1)
    }

    private func markMissing() throws {
        let result = try runProgram(
            "/usr/bin/sqlite3",
            [store.path + "/catalog.sqlite", "UPDATE blobs SET state = 'missing'"])
        try #require(result.status == 0, "\(result.errors)")
    }

    @Test("old renditions are there until the new ones are, then they are collected")
    func outdated() async throws {
        let items = try await ingest(["a.png": 1, "b.png": 2])
        let old = files(below: store.path + "/renditions")
        let place = URL(fileURLWithPath: store.path + "/stillstore.json")
        let text = try String(contentsOf: place, encoding: .utf8)
        try text.replacingOccurrences(of: "256x256", with: "128x128")
            .write(to: place, atomically: true, encoding: .utf8)
        try await store.opened { library in
            #expect(try await library.runGC().items.isEmpty)
            #expect(files(below: store.path + "/renditions") == old)
            _ = try await library.rendition(of: items["a.png"]!.assetID!, recipe: "thumb")
            let (_, collected) = try await library.runGC()
            #expect(kinds(collected) == [.rendition: 1])
            #expect(collected.first?.reason == .outdated)
            #expect(collected.first?.digest == items["a.png"]?.digest)
            // A row alone is not a rendition.
            let (_, path) = try await library.rendition(
                of: items["b.png"]!.assetID!, recipe: "thumb")
            try FileManager.default.removeItem(atPath: path.text)
            #expect(try await library.runGC().items.isEmpty)
            _ = try await library.rendition(of: items["b.png"]!.assetID!, recipe: "thumb")
            #expect(try await kinds(library.runGC().items) == [.rendition: 1])
        }
        let left = files(below: store.path + "/renditions")
        #expect(left.count == 2 && Set(left).isDisjoint(with: old))
        #expect(trash().filter { $0.hasPrefix("renditions/") }.count == 2)
        let trees = try FileManager.default.contentsOfDirectory(atPath: store.path + "/renditions")
        #expect(trees.count == 1, "the old recipe's directory is gone with its last file")
    }

    @Test("content without an asset is collected, whatever its state")
    func unowned() async throws {
        _ = try await ingest(["a.png": 1])
        let digest = Digest(repeating: 3)
        try await store.opened { library in
            try library.catalog.write { writer in
                _ = try writer.insert(
                    BlobRecord(
                        digest: digest, size: 5, content: .undecodable(reason: "none"),
                        createdAt: 1000))
            }
            #expect(try await library.runGC(before: 999).items.isEmpty)
            let (_, items) = try await library.runGC(before: 1000)
            #expect(items.map(\.reason) == [.unowned])
            #expect(items.first?.bytes == 5)
            let row = try library.catalog.read { try $0.blob(digest) }
            #expect(row == nil)
        }
        #expect(try store.problems() == [])
    }

    @Test("leftovers of dead runs, and partial transfers that nothing waits for, are removed")
    func leftovers() async throws {
        _ = try await ingest(["a.png": 1])
        let gone = WallClock.system.makeID()
        try await store.opened { library in
            let waiting = try await library.fetched(["file://" + directory.path("none.png")]) {
                $0.enqueues = true
            }
            let id = try #require(waiting.items.first?.assetID)
            try directory.write([1, 2, 3], to: "store/staging/dead/1")
            try directory.write([1, 2, 3, 4], to: "store/staging/partial/" + gone)
            try directory.write([9], to: "store/staging/partial/" + id)
            let (_, items) = try await library.runGC()
            #expect(kinds(items) == [.staging: 1, .partial: 1])
            #expect(items.map(\.bytes).sorted() == [3, 4])
            #expect(files(below: store.path + "/staging") == ["partial/" + id])
        }
    }

    @Test(
        "the trash is emptied of runs that are old enough, and files that are put back are found again"
    )
    func trashIsEmptied() async throws {
        let items = try await ingest(["a.png": 1, "b.png": 2])
        try await store.opened { library in
            try await library.deleted(["default/a.png"])
            let (summary, _) = try await library.runGC()
            let trash = try #require(summary.trash)
            // Putting it back is a move; then it is an object without a row.
            let digest = try #require(items["a.png"]?.digest).hex
            let fan =
                "objects/sha256/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
            #expect(try bytes(of: trash + "/" + fan) == testPicture(1))
            try directory.write([1], to: "store/trash/mine/keep.txt")
            for (cutoff, isDryRun, expected) in [
                (WallClock.system.now() - 3_600_000, false, TrashItem.Outcome.kept),
                (afterAll, true, .removed), (afterAll, false, .removed),
            ] {
                #expect(FileManager.default.fileExists(atPath: trash + "/" + fan))
                let outcomes = Gathered<TrashItem>()
                try await library.emptyTrash(before: cutoff, isDryRun: isDryRun) {
                    outcomes.add($0)
                }
                #expect(outcomes.all.map(\.outcome) == [expected])
                #expect(outcomes.all.first?.files == 3)
            }
            #expect(files(below: store.path + "/trash") == ["mine/keep.txt"])
        }
        #expect(try store.problems() == [])
    }

    @Test("a gc that is stopped keeps what it did, and the next one goes on")
    func stopped() async throws {
        var pictures: [String: Int] = [:]
        for index in 0..<200 { pictures["\(index).png"] = index }
        _ = try await ingest(pictures)
        try await store.opened { library in
            try await library.deleted(bucket: "default")
            let stop = StopSignal()
            let (summary, items) = try await library.runGC(stop: stop) { _ in stop.request() }
            #expect(summary.wasInterrupted)
            #expect(kinds(items)[.asset] == 64, "one step")
            #expect(try library.runs(before: nil, limit: 1).first?.status == .interrupted)
            #expect(try await kinds(library.runGC().items)[.asset] == 136)
        }
        #expect(files(below: store.path + "/objects").isEmpty)
    }
}
