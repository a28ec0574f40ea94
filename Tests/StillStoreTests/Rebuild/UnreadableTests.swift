import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("A rebuild with unreadable files") struct UnreadableTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func fill() async throws {
        for seed in 0..<3 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try await store.opened { _ = try await $0.deleted(["default/0.png"]) }
    }

    /// Fails one kind of call on names that end so, or are in a directory that does.
    private func failing(_ call: DiskCall, _ place: String) -> Disk {
        Disk { made, path throws(DiskError) in
            guard made == call, path.text.contains(place) else { return }
            throw DiskError(call, path, EIO)
        }
    }

    static let parts: [(DiskCall, String)] = [
        (.read, "/journal/"), (.open, "/journal/"), (.list, "/store/journal"),
        (.read, "/objects/sha256/"), (.open, "/objects/sha256/"), (.list, "/objects/sha256/"),
        (.list, "/store/buckets/default"), (.readlink, "/buckets/default/1.png"),
        (.read, "/renditions/"), (.list, "/store/renditions"),
    ]

    @Test("names them and replaces nothing, unless it is told to skip them", arguments: parts)
    func stops(_ part: (call: DiskCall, place: String)) async throws {
        try await fill()
        let before = try store.snapshot()
        let catalogue = try bytes(of: store.path + "/catalog.sqlite")
        let disk = failing(part.call, part.place)
        await #expect {
            try await store.rebuildCatalog { $0.disk = disk }
        } throws: { error in
            guard case StoreError.unreadable(let count, let first) = error else { return false }
            return count > 0 && !first.hasPrefix("/")
        }
        #expect(try bytes(of: store.path + "/catalog.sqlite") == catalogue)
        #expect(try store.snapshot() == before)
        #expect(files(below: store.path + "/quarantine").isEmpty)

        let report = try await store.rebuildCatalog {
            $0.disk = disk
            $0.skipsUnreadable = true
        }
        #expect(report.problems.contains { $0.kind == .unreadable })
        #expect(report.summary.counts != nil)

        // With a disk that is well again nothing was lost.
        try await store.rebuildCatalog()
        #expect(Set(try store.assets().keys) == ["default/1.png", "default/2.png"])
    }

    @Test("the configuration keeps its id, and is not made without the recipes of the journal")
    func configuration() async throws {
        try await fill()
        let place = FilePath(store.path)
        let id = try store.open().configuration.id
        try FileManager.default.removeItem(atPath: store.path + "/stillstore.json")
        let disk = failing(.read, ".jsonl")
        await #expect(throws: StoreError.self) {
            try await Library.rebuildConfiguration(at: place, disk: disk)
        }
        #expect(!FileManager.default.fileExists(atPath: store.path + "/stillstore.json"))
        let made = try await Library.rebuildConfiguration(
            at: place, skipsUnreadable: true, disk: disk)
        #expect(made.id == id)
        #expect(try store.assets().count == 2)
    }
}
