import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

/// On a file system that ignores case, names that differ only in it share a link. Here two names
/// of one link stand for that: it is the same file under both.
@Suite("Names that share a link") struct SharedLinkTests {
    @Test("keep their own pictures when the catalogue is rebuilt, and a deletion stays one")
    func rebuilt() async throws {
        let directory = TemporaryDirectory()
        for (index, name) in ["A.png", "a.png", "Dir/x.png", "dir/x.png"].enumerated() {
            try directory.write(testPicture(index), to: "in/" + name)
        }
        let store = TestStore(at: directory.path("store"))
        try await store.ingest([directory.path("in")])
        try await store.opened { try await $0.deleted(["default/dir/x.png"]) }
        let before = try store.assets()
        #expect(before.count == 3)

        let tree = store.path + "/buckets/default/"
        try FileManager.default.removeItem(atPath: tree + "A.png")
        #expect(link(tree + "a.png", tree + "A.png") == 0)
        let kinds = try await store.opened { try await $0.verify(VerifyRequest()) { _ in }.kinds }
        #expect(kinds.isEmpty, "a link that is another name's is no defect")
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: store.path + "/catalog.sqlite" + ending)
        }
        let summary = try await Library.rebuildCatalog(
            at: FilePath(store.path), RebuildRequest()
        ) { _ in }
        #expect(summary.problems == 0 && summary.fromLinks == 0)
        #expect(try store.assets() == before)
    }
}
