import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Deleting") struct DeleteTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func ingest(_ pictures: [String: Int]) async throws -> [String: IngestItem] {
        for (name, seed) in pictures { try directory.write(testPicture(seed), to: "in/" + name) }
        let (_, items) = try await store.ingest([directory.path("in")])
        return Dictionary(uniqueKeysWithValues: items.map { ($0.path ?? "", $0) })
    }

    private func failure(_ item: DeletionItem) -> FailureKind? {
        if case .failed(let failure) = item.outcome { failure.kind } else { nil }
    }

    @Test("a deleted picture leaves lists and tree, and comes back as it was")
    func roundTrip() async throws {
        let items = try await ingest(["a/b/c.png": 1, "a/d.png": 2, "e.png": 3])
        let before = try store.snapshot()
        let id = try #require(items["a/b/c.png"]?.assetID)
        try await store.opened { library in
            let (summary, deleted) = try await library.deleted(["default/a/b/c.png"])
            #expect(summary.done == 1)
            #expect(deleted.first?.assetID == id)
        }
        #expect(try store.assets().keys.sorted() == ["default/a/d.png", "default/e.png"])
        #expect(!store.tree().contains { $0.hasPrefix("default/a/b") }, "its directory was empty")
        #expect(store.tree().contains("default/a directory"), "this one was not")
        #expect(try store.problems() == [])
        #expect(try store.snapshot() != before)
        try await store.opened { library in
            var filter = AssetFilter()
            filter.isOfDeleted = true
            let listed = try library.list(filter, after: nil, limit: 10)
            #expect(listed.map(\.asset.id) == [id])
            #expect(listed.first?.path == "a/b/c.png")
            #expect(listed.first?.asset.deletedAt != nil)
            let back = try await library.undeleted([id])
            #expect(back.map(\.outcome) == [.undeleted])
            #expect(try library.list(filter, after: nil, limit: 10).isEmpty)
        }
        #expect(try store.snapshot() == before)
        let journal = files(below: store.path + "/journal").compactMap {
            try? String(contentsOfFile: store.path + "/journal/" + $0, encoding: .utf8)
        }.joined()
        #expect(
            journal.contains(#"{"at":"#) && journal.contains(#""fact":"deletion","id":"\#(id)""#))
        #expect(journal.contains(#""bucket":"default","fact":"undeletion","id":"\#(id)""#))
    }

    @Test("a path that is longer than today's limit is deleted, and comes back, as any other")
    func longerThanToday() async throws {
        let long =
            String(repeating: "long/", count: 30) + String(repeating: "n", count: 200) + ".png"
        _ = try await ingest([long: 1, "b.png": 2])
        let before = try store.snapshot()
        let library = try store.open {
            $0.limits.pathBytes = 20
            $0.limits.componentBytes = 20
        }
        defer { library.close() }
        let (summary, items) = try await library.deleted(["default/b.png", "default/" + long])
        #expect(summary.done == 2)
        let back = try await library.undeleted(items.compactMap(\.assetID))
        #expect(back.map(\.outcome) == [.undeleted, .undeleted])
        #expect(try store.snapshot() == before)
    }

    @Test("assets are named by id, digest or path; ambiguous and unknown references are reported")
    func references() async throws {
        let items = try await ingest(["a.png": 1, "b.png": 2, "c.png": 3, "copy.png": 3])
        let digest = try #require(items["b.png"]?.digest).hex
        let shared = try #require(items["c.png"]?.digest).hex
        try await store.opened { library in
            let (summary, deleted) = try await library.deleted([
                items["a.png"]!.assetID!, String(digest.prefix(12)), shared, "default/none.png",
                "nothing", "default/copy.png",
            ])
            #expect(summary.done == 3)
            #expect(summary.failed == 3)
            #expect(
                deleted.map { failure($0) } == [nil, nil, .unclear, .notFound, .notFound, nil])
            let runs = try library.runs(before: nil, limit: 1)
            #expect(runs.first?.verb == "delete")
            #expect(runs.first?.counts.failed == 3)
            #expect(try library.failures(run: nil, after: 0, limit: 10).failures.count == 3)

            // Once it is gone, saying so again is no error, whatever it is called.
            let again = try await library.deleted([
                items["a.png"]!.assetID!, digest, "default/copy.png", "default/a.png",
            ])
            #expect(again.items.map(\.outcome) == Array(repeating: .unchanged, count: 4))
            // Of the two with the shared bytes one is left, so that the digest is clear.
            let (_, last) = try await library.deleted([shared])
            #expect(last.first?.path == "c.png")
        }
        #expect(try store.assets().isEmpty)
        #expect(store.tree() == [])
    }

    @Test("a bucket or a part of it is deleted as it is listed, after a dry run that does nothing")
    func filtered() async throws {
        var pictures: [String: Int] = [:]
        for index in 0..<300 { pictures["x/\(index).png"] = index % 40 }
        pictures["y/1.png"] = 50
        _ = try await ingest(pictures)
        let before = (try store.snapshot(), store.contents())
        try await store.opened { library in
            let (summary, items) = try await library.deleted {
                $0.filter = AssetFilter()
                $0.filter?.bucket = "default"
                $0.filter?.prefix = "x/"
                $0.isDryRun = true
            }
            #expect(summary.done == 300)
            #expect(items.allSatisfy { $0.outcome == .deleted })
        }
        #expect(try store.snapshot() == before.0)
        #expect(store.contents() == before.1)
        let (summary, _) = try await store.opened { library in
            try await library.deleted(bucket: "default", prefix: "x/")
        }
        #expect(summary.done == 300)
        #expect(try store.assets().keys.sorted() == ["default/y/1.png"])
        #expect(
            store.tree().map { $0.prefix(15) }
                == ["default directo", "default/y direc", "default/y/1.png"].map { $0.prefix(15) })
        try await store.opened { library in
            var filter = AssetFilter()
            filter.isOfDeleted = true
            var ids: [String] = []
            var after: String?
            while true {
                let page = try library.list(filter, after: after, limit: 7)
                ids += page.map(\.asset.id)
                guard let last = page.last else { break }
                after = filter.cursor(behind: last)
            }
            #expect(Set(ids).count == 300, "pages hold each once, although many are of one moment")
            #expect(ids.count == 300)
            let items = try await library.undeleted(ids)
            #expect(items.allSatisfy { $0.outcome == .undeleted })
        }
        #expect(try store.snapshot() == before.0)
    }

    @Test("if its path is occupied, it is undeleted only to another path")
    func taken() async throws {
        let items = try await ingest(["a.png": 1])
        let id = try #require(items["a.png"]?.assetID)
        _ = try await store.opened { try await $0.deleted([id]) }
        let other = try #require(try await ingest(["a.png": 2])["a.png"]?.assetID)
        try await store.opened { library in
            let refused = try await library.undeleted([id])
            guard case .failed(let failure) = refused[0].outcome else {
                Issue.record("\(refused)")
                return
            }
            #expect(failure.kind == .pathTaken)
            #expect(failure.remedy == .chooseOtherPath && failure.reason.contains(other))
            #expect(
                try await library.undeleted([id], at: "default/a.png").first?.outcome != .undeleted)
            let back = try await library.undeleted([id], at: "old/was/a.png")
            #expect(back.first?.outcome == .undeleted)
            #expect(back.first?.path == "was/a.png")
            #expect(try await library.undeleted([id]).first?.outcome == .unchanged)
            #expect(
                try await library.undeleted(["none"]).first.map { self.failure($0) } == .notFound)
        }
        #expect(try store.assets().keys.sorted() == ["default/a.png", "old/was/a.png"])
        #expect(try store.problems() == [])
        // Each is listed once, also where lists hold the past.
        let rows = try store.snapshot().filter { $0.contains(id) }
        #expect(rows.count == 1)
    }

    @Test("one that was superseded before is undeleted only to a path of its own")
    func superseded() async throws {
        let first = try #require(try await ingest(["a.png": 1])["a.png"]?.assetID)
        _ = try await ingest(["a.png": 2])
        let before = store.tree()
        try await store.opened { library in
            #expect(try await library.deleted([first]).summary.done == 1)
            #expect(store.tree() == before, "the path is not its own")
            #expect(try await library.undeleted([first]).map { self.failure($0) } == [.superseded])
            let back = try await library.undeleted([first], at: "default/first.png")
            #expect(back.map(\.outcome) == [.undeleted])
        }
        #expect(try store.assets().keys.sorted() == ["default/a.png", "default/first.png"])
        #expect(try store.problems() == [])
    }

    @Test("a waiting asset can be deleted, is not fetched then, and waits again when undeleted")
    func waiting() async throws {
        try directory.write(testPicture(7), to: "from/a.png")
        try await store.opened { library in
            let enqueued = try await library.fetched(["file://" + directory.path("from/a.png")]) {
                $0.enqueues = true
            }
            let id = try #require(enqueued.items.first?.assetID)
            #expect(try await library.deleted([id]).summary.done == 1)
            #expect(try await library.retried().items.isEmpty)
            #expect(try library.missing().groups.isEmpty)
            #expect(try await library.undeleted([id]).map(\.outcome) == [.undeleted])
            let fetched = try await library.retried()
            #expect(fetched.items(.stored).map(\.assetID) == [id])
        }
        #expect(try store.problems() == [])
    }
}
