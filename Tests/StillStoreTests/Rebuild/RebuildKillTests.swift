import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("A rebuild that is cut off") struct RebuildKillTests {
    /// A small store with something for every phase.
    private func makeStore(_ directory: TemporaryDirectory) async throws -> TestStore {
        let store = TestStore(at: directory.path("store"))
        for seed in 0..<3 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try directory.write(testPicture(9), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        // A link and an object that no fact knows.
        for (name, seed) in [("lost", 5), ("unknown", 6)] {
            let file = try directory.write(testPicture(seed), to: "\(name).png")
            try await store.ingest([file]) { $0.placement.bucket = Array(name.utf8) }
        }
        let journal = store.path + "/journal/"
        for name in files(below: journal) {
            let text = String(decoding: try bytes(of: journal + name), as: UTF8.self)
            guard text.contains(#""bucket":"default""#) == false else { continue }
            try FileManager.default.removeItem(atPath: journal + name)
        }
        try FileManager.default.removeItem(atPath: store.path + "/buckets/unknown")
        return store
    }

    private func copy(_ store: TestStore, to path: String) throws -> TestStore {
        try FileManager.default.copyItem(atPath: store.path, toPath: path)
        return TestStore(at: path)
    }

    /// Everything but the ids and times of what only links and objects tell.
    private func contents(_ store: TestStore) throws -> [String] {
        try store.query(
            """
            SELECT bucket, path, lower(hex(digest)),
                CASE bucket WHEN 'default' THEN assets.id END,
                CASE bucket WHEN 'default' THEN superseded_by END
            FROM bucket_paths JOIN assets ON assets.id = asset_id
            LEFT JOIN blobs ON blobs.id = blob_id ORDER BY 1, 2, 3
            """)
    }

    @Test("at any disk call leaves the old catalogue, the new or none, and is completed by another")
    func anyCall() async throws {
        let directory = TemporaryDirectory()
        let original = try await makeStore(directory)
        let old = try CatalogDump(original)
        let whole = try copy(original, to: directory.path("whole"))
        let life = FaultyDisk(.never)
        let report = try await whole.rebuildCatalog {
            $0.disk = life.disk
            $0.adopts = true
            $0.jobs = 1
        }
        #expect(report.summary.fromLinks == 1)
        #expect(report.summary.adopted == 1)
        let expected = try contents(whole)
        #expect(expected.count == 6)
        let calls = life.calls
        var seen: Set<DiskCall> = []
        var ends: Set<String> = []
        for (index, call) in calls.enumerated() {
            // Reading changes nothing: of such calls a few are enough.
            let changes: Set<DiskCall> = [
                .write, .fsync, .rename, .symlink, .mkdir, .unlink, .link, .rmdir,
            ]
            let isSampled = changes.contains(call) && index % Sweep.step(4) == 0
            guard isSampled || seen.insert(call).inserted || index % Sweep.step(68, dense: 17) == 0
            else { continue }
            let context: Comment = "cut off at call \(index + 1) of \(calls.count), \(call)"
            let store = try copy(original, to: directory.path("store-\(index)"))
            let death = FaultyDisk(.from(index + 1))
            // What is only tidied up afterwards may fail: the new catalogue is there.
            let report = try? await store.rebuildCatalog {
                $0.disk = death.disk
                $0.adopts = true
                $0.jobs = 1
            }
            do {
                try store.open().close()
                let isOld = try CatalogDump(store) == old
                ends.insert(isOld ? "old" : "new")
                if !isOld { #expect(try contents(store) == expected, context) }
                #expect(report == nil || !isOld, context)
            } catch StoreError.noCatalog {
                ends.insert("none")
                #expect(report == nil, context)
            }
            try await store.rebuildCatalog { $0.adopts = true }
            #expect(try contents(store) == expected, context)
            #expect(files(below: store.path + "/staging").isEmpty, context)
            #expect(try store.danglingLinks().isEmpty, context)
            try FileManager.default.removeItem(atPath: store.path)
        }
        #expect(ends == ["old", "new", "none"], "each was seen")
    }

    @Test("of the tree, at any disk call, is completed by another")
    func tree() async throws {
        let directory = TemporaryDirectory()
        let original = TestStore(at: directory.path("store"))
        for seed in 0..<3 { try directory.write(testPicture(seed), to: "in/a/\(seed).png") }
        try await original.ingest([directory.path("in")])
        let expected = try original.shownTree()
        try FileManager.default.removeItem(atPath: original.path + "/buckets/default/a/0.png")
        try directory.write("x".utf8, to: "store/buckets/strange/deep/x")
        let link = original.path + "/buckets/default/a/1.png"
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "elsewhere")
        func rebuild(_ store: TestStore, _ disk: Disk) async throws {
            let library = try store.open {
                $0.disk = disk
                $0.createsIfMissing = false
            }
            defer { library.close() }
            _ = try await library.rebuildTree { _ in }
        }
        let life = FaultyDisk(.never)
        try await rebuild(try copy(original, to: directory.path("whole")), life.disk)
        let count = life.calls.count
        for call in stride(from: 1, through: count, by: Sweep.step(4)) {
            let context: Comment = "cut off at call \(call) of \(count)"
            let store = try copy(original, to: directory.path("store-\(call)"))
            _ = try? await rebuild(store, FaultyDisk(.from(call)).disk)
            try await rebuild(store, Disk())
            #expect(try store.shownTree() == expected, context)
            let kept = files(below: store.path + "/quarantine").filter { !$0.hasSuffix(".json") }
            #expect(kept.count == 1, context)
            #expect(files(below: store.path + "/staging").isEmpty, context)
            try FileManager.default.removeItem(atPath: store.path)
        }
    }
}
