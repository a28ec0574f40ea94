import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Rebuilding the catalogue") struct RebuildCatalogTests {
    enum Damage: CaseIterable { case deleted, garbage, page, empty }

    private func inflict(_ damage: Damage, on store: TestStore) throws {
        let file = URL(fileURLWithPath: store.path + "/catalog.sqlite")
        switch damage {
        case .deleted: try store.loseCatalogue()
        case .garbage:
            try store.loseCatalogue()
            try Data(repeating: 0x5A, count: 20_000).write(to: file)
        case .empty: try Data().write(to: file)
        case .page:
            var bytes = try Data(contentsOf: file)
            let page = Int(bytes[16]) << 8 | Int(bytes[17])
            // The first page is spared: the file still looks like a database.
            bytes.replaceSubrange(page..<(page * 40), with: Data(repeating: 0xA5, count: page * 39))
            try bytes.write(to: file)
        }
    }

    @Test("a catalogue that was lost or damaged comes back equal", arguments: Damage.allCases)
    func equal(_ damage: Damage) async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        let before = try CatalogDump(store)
        let tree = try store.shownTree()
        try inflict(damage, on: store)
        let report = try await store.rebuildCatalog()
        #expect(report.problems.isEmpty)
        #expect(report.unclaimed.isEmpty)
        #expect(report.summary.fromLinks == 0)
        #expect(before.differences(from: try CatalogDump(store)) == [])
        #expect(try store.shownTree() == tree)
        #expect(files(below: store.path + "/staging").isEmpty)
        let isThere = damage != .deleted
        let kept = files(below: store.path + "/quarantine")
        #expect(kept.contains { $0.hasPrefix("catalog.sqlite-") } == isThere)
    }

    @Test("a store with a rebuilt catalogue works as before")
    func goesOn() async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        let before = try CatalogDump(store)
        let again = try await store.ingest([rich.directory.path("in")])
        #expect(again.summary.counts.unchanged == again.summary.counts.found)
        #expect(again.summary.counts.found > 8)
        let library = try store.open()
        defer { library.close() }
        let fetched = try await library.fetched([
            rich.server.url("good", 30), rich.server.url("good", 31),
        ])
        #expect(fetched.items(.unchanged).count == 2)
        #expect(fetched.summary.counts.bytes == 0, "its version is known: no bytes came")
        #expect(before.differences(from: try CatalogDump(store)) == [])
        let retried = try await library.retried()
        #expect(retried.items(.stored).count == 2, "what waited, one with a sealed address")
        let details = try library.details("default/a/0.png")
        #expect(details.listing.asset.metadata.contains("quoted"))
        #expect(details.renditions.count == 2)
    }

    @Test("a rebuilt catalogue is rebuilt to the same, also over one that is whole")
    func again() async throws {
        let rich = try await EveryFactStore()
        let before = try CatalogDump(rich.store)
        for _ in 0..<2 { try await rich.store.rebuildCatalog() }
        #expect(before.differences(from: try CatalogDump(rich.store)) == [])
    }

    @Test("the tree and the catalogue lost together come back from the journal")
    func treeToo() async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        let (before, tree) = (try CatalogDump(store), try store.shownTree())
        try store.loseCatalogue()
        try store.lose("buckets")
        let report = try await store.rebuildCatalog()
        #expect(report.problems.isEmpty)
        #expect(before.differences(from: try CatalogDump(store)) == [])
        let library = try store.open()
        defer { library.close() }
        _ = try await library.rebuildTree { _ in }
        #expect(try store.shownTree() == tree)
    }

    @Test("without the journal every picture that a link shows is an asset again")
    func journalLost() async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        let assets = try store.assets()
        let current = try store.query(
            "SELECT count(*) FROM bucket_paths WHERE superseded_at IS NULL")
        let past = try store.query(
            "SELECT count(*) FROM blobs WHERE id NOT IN (SELECT blob_id FROM assets WHERE blob_id IS NOT NULL AND superseded_by IS NULL)"
        )
        try store.loseCatalogue()
        try store.lose("journal")
        let report = try await store.rebuildCatalog()
        #expect(try store.assets() == assets)
        #expect([String(report.summary.fromLinks)] == current)
        #expect([String(report.summary.unclaimed)] == past, "what was only in the past has no name")
        // They are in the journal now, and have the same ids from then on.
        let dump = try CatalogDump(store)
        let second = try await store.rebuildCatalog()
        #expect(second.summary.fromLinks == 0)
        #expect(dump.differences(from: try CatalogDump(store)) == [])
    }

    @Test("without journal and tree the objects are adopted where that is asked for")
    func adopted() async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        let objects = files(below: store.path + "/objects").count
        try store.loseCatalogue()
        try store.lose("journal")
        try store.lose("buckets")
        let first = try await store.rebuildCatalog()
        #expect(first.unclaimed.count == objects)
        #expect(try store.assets().isEmpty)
        let second = try await store.rebuildCatalog { $0.adopts = true }
        #expect(second.summary.adopted == objects)
        let assets = try store.assets()
        #expect(assets.count == objects)
        for (path, digest) in assets {
            #expect(path.hasPrefix("recovered/\(digest)."))
            let bytes = try bytes(of: store.path + "/buckets/" + path)
            #expect(bytes.withUnsafeBytes { Digest.of($0) }.hex == digest)
        }
        #expect(try store.query("SELECT count(*) FROM assets WHERE kind = 'file'") == ["1"])
        let dump = try CatalogDump(store)
        let third = try await store.rebuildCatalog { $0.adopts = true }
        #expect(third.summary.adopted == 0)
        #expect(dump.differences(from: try CatalogDump(store)) == [])
    }

    @Test("a lost and a damaged object are named, keep their assets, and nothing else is touched")
    func lostObjects() async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        let before = try CatalogDump(store)
        let assets = try store.assets()
        let lost = try #require(assets["default/a/2.png"])
        let damaged = try #require(assets["default/a/3.png"])
        func object(_ digest: String) -> String {
            "\(store.path)/objects/sha256/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
        }
        let size = try bytes(of: object(lost)).count
        try FileManager.default.removeItem(atPath: object(lost))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: object(damaged))
        var bytes = try bytes(of: object(damaged))
        bytes[bytes.count / 2] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: object(damaged)))
        try store.loseCatalogue()
        let report = try await store.rebuildCatalog()
        #expect(Set(report.problems.map(\.kind)) == [.missing, .corrupt])
        #expect(Set(report.problems.map(\.file)) == ["default/a/2.png", "default/a/3.png"])
        let after = try CatalogDump(store)
        for table in ["assets", "bucket_paths", "recipes", "renditions"] {
            #expect(after.rows[table] == before.rows[table])
        }
        #expect(
            try store.query("SELECT lower(hex(digest)), size FROM blobs WHERE state = 'missing'")
                == ["\(lost) \(size)"])
        #expect(
            try store.query("SELECT lower(hex(digest)) FROM blobs WHERE state = 'corrupt'")
                == [damaged])
        // Given the bytes again, the store is whole again.
        _ = try await store.ingest([rich.directory.path("in")])
        #expect(before.differences(from: try CatalogDump(store)) == [])
    }

    @Test("renditions that are damaged, or of an unknown recipe, are named")
    func renditions() async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        let names = files(below: store.path + "/renditions")
        let victim = store.path + "/renditions/" + names[0]
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: victim)
        try Data(try bytes(of: victim).dropLast(40)).write(to: URL(fileURLWithPath: victim))
        let strange = store.path + "/renditions/old-00000000/ab/cd"
        try FileManager.default.createDirectory(
            atPath: strange, withIntermediateDirectories: true)
        let rows = try store.query("SELECT count(*) FROM renditions")
        try store.loseCatalogue()
        let report = try await store.rebuildCatalog()
        #expect(Set(report.problems.map(\.kind)) == [.rendition, .unknownRecipe])
        #expect(report.problems.contains { $0.file == "renditions/" + names[0] })
        #expect(Int(try store.query("SELECT count(*) FROM renditions")[0])! == Int(rows[0])! - 1)
    }

    @Test("a recipe that is no longer configured is known from the journal")
    func oldRecipe() async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        let before = try CatalogDump(store)
        let place = URL(fileURLWithPath: store.path + "/stillstore.json")
        let text = String(decoding: try Data(contentsOf: place), as: UTF8.self)
        try Data(text.replacingOccurrences(of: "256x256", with: "200x200").utf8).write(to: place)
        try store.loseCatalogue()
        let report = try await store.rebuildCatalog()
        #expect(report.problems.isEmpty)
        #expect(try CatalogDump(store).rows["renditions"] == before.rows["renditions"])
        #expect(try CatalogDump(store).rows["recipes"] == before.rows["recipes"])
    }

    @Test("a store that another program works in is left alone, and a stopped rebuild too")
    func leftAlone() async throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        let source = try directory.write(testPicture(1), to: "in/1.png")
        try await store.ingest([source])
        let library = try store.open()
        await #expect(throws: StoreError.inUse(FilePath(store.path))) {
            try await store.rebuildCatalog()
        }
        library.close()
        withExtendedLifetime(library) {}
    }

    @Test("a rebuild that is ended leaves the catalogue as it was")
    func stopped() async throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        let source = try directory.write(testPicture(1), to: "in/1.png")
        try await store.ingest([source])
        let before = try CatalogDump(store)
        let stop = StopSignal()
        let report = try await store.rebuildCatalog(stop: stop) { _ in
        } onEvent: { event in
            if case .began(.objects) = event { stop.request() }
        }
        #expect(report.summary.wasInterrupted)
        #expect(before.differences(from: try CatalogDump(store)) == [])
        #expect(files(below: store.path + "/staging").isEmpty)
        #expect(files(below: store.path + "/quarantine").isEmpty)
    }

    @Test("opening a store whose catalogue is gone or garbage names what to do")
    func named() async throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        try await store.ingest([try directory.write(testPicture(1), to: "in/1.png")])
        let file = URL(fileURLWithPath: store.path + "/catalog.sqlite")
        try store.loseCatalogue()
        try Data(repeating: 7, count: 9000).write(to: file)
        func cure() -> Remedy? {
            do {
                try store.open().close()
                return nil
            } catch { return remedy(of: error) }
        }
        #expect(cure() == .rebuildCatalog(.lost))
        try store.loseCatalogue()
        #expect(cure() == .rebuildCatalog(.lost))
        try store.lose("journal")
        #expect(cure() == .rebuildCatalog(.lost), "objects alone are enough")
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }
}
