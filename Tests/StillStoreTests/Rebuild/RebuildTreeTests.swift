import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Rebuilding the tree") struct RebuildTreeTests {
    private func rebuild(
        _ store: TestStore
    ) async throws -> (summary: TreeSummary, repairs: [TreeRepair]) {
        let library = try store.open()
        defer { library.close() }
        let repairs = Mutex<[TreeRepair]>([])
        let summary = try await library.rebuildTree { repair in
            repairs.withLock { $0.append(repair) }
        }
        return (summary, repairs.withLock { $0 })
    }

    @Test("a tree that was removed comes back, byte for byte in its names, and then stays")
    func removed() async throws {
        let rich = try await EveryFactStore()
        let store = rich.store
        let tree = try store.shownTree()
        let rows = try CatalogDump(store)
        try store.lose("buckets")
        let first = try await rebuild(store)
        #expect(first.summary.made == tree.count)
        #expect(first.summary.failed == 0)
        #expect(try store.shownTree() == tree)
        let second = try await rebuild(store)
        #expect(second.repairs.isEmpty)
        #expect(second.summary.paths == tree.count)
        #expect(try CatalogDump(store) == rows)
    }

    @Test("wrong links are replaced, foreign files are moved aside, and nothing is deleted")
    func repaired() async throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        for seed in 0..<4 { try directory.write(testPicture(seed), to: "in/a/\(seed).png") }
        try await store.ingest([directory.path("in")])
        let tree = try store.shownTree()
        let root = store.path + "/buckets/"
        let manager = FileManager.default
        let hex = { (seed: Int) in testPicture(seed).withUnsafeBytes { Digest.of($0) }.hex }
        // Wrong: it shows another picture.
        try manager.removeItem(atPath: root + "default/a/0.png")
        try manager.createSymbolicLink(
            atPath: root + "default/a/0.png",
            withDestinationPath:
                "../../../objects/sha256/\(hex(1).prefix(2))/\(hex(1).dropFirst(2).prefix(2))/\(hex(1))"
        )
        // A file, and a directory with a file, in the place of a link.
        try manager.removeItem(atPath: root + "default/a/1.png")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: root + "default/a/1.png"))
        try manager.removeItem(atPath: root + "default/a/2.png")
        try directory.write("yours".utf8, to: "store/buckets/default/a/2.png/inside")
        // Strange ones, two of one name, one of them deep below and one beside the buckets.
        for name in ["x/y/z", "default/z", "z"] {
            try directory.write(Array(name.utf8), to: "store/buckets/" + name)
        }
        // A link that leads out of the store is no directory of ours.
        try directory.write("outside".utf8, to: "outside/file")
        try manager.createSymbolicLink(
            atPath: root + "out", withDestinationPath: directory.path("outside"))
        try directory.makeDirectory("store/buckets/empty before")

        let (summary, repairs) = try await rebuild(store)
        #expect(summary.failed == 0)
        #expect(repairs.contains(.replaced(path: "default/a/0.png")))
        #expect(repairs.contains(.made(path: "default/a/1.png")))
        #expect(summary.movedAside == 6)
        #expect(try store.shownTree() == tree)
        let aside = try files(below: store.path + "/quarantine")
            .filter { !$0.hasSuffix(".json") }
            .map {
                String(decoding: try bytes(of: store.path + "/quarantine/" + $0), as: UTF8.self)
            }
        #expect(aside.sorted() == ["default/z", "mine", "x/y/z", "yours", "z"])
        #expect(manager.fileExists(atPath: directory.path("outside/file")))
        #expect(!manager.fileExists(atPath: root + "x"), "it held nothing else")
        #expect(manager.fileExists(atPath: root + "empty before"), "it is nobody's business")
    }

    @Test("the path of a deleted or superseded asset shows nothing of it")
    func past() async throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        for seed in 0..<2 {
            let file = try directory.write(testPicture(seed), to: "in/same.png")
            try await store.ingest([file])
        }
        let tree = try store.shownTree()
        try store.lose("buckets")
        let (summary, _) = try await rebuild(store)
        #expect(summary.paths == 1)
        #expect(try store.shownTree() == tree)
        #expect(
            try bytes(of: store.path + "/buckets/default/same.png") == testPicture(1))
    }
}
