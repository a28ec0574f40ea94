import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Backup") struct BackupTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    var backup: TestStore { TestStore(at: directory.path("backup")) }

    private func ingest(_ pictures: Range<Int>) async throws {
        for index in pictures { try directory.write(testPicture(index), to: "in/\(index).png") }
        try await store.ingest([directory.path("in")])
    }

    @Test("of a store with one of everything is equal to it, in rows, files and links")
    func equal() async throws {
        try await store.fillRichly(from: directory)
        let summary = try await store.backUp(to: backup.path)
        #expect(summary.counts.failed == 0)
        let (original, copy) = (try StoreContents(of: store), try StoreContents(of: backup))
        #expect(copy == original)
        #expect(original.assets.count > 10)
        #expect(summary.assets == Set(original.assets.map(\.asset.id)).count)
        #expect(summary.counts.copied == files(below: store.path + "/objects").count)
        #expect(summary.counts.linksMade == original.links.count)
        for name in files(below: store.path + "/journal") + [] {
            let file = "/journal/" + name
            #expect(try bytes(of: backup.path + file) == bytes(of: store.path + file))
        }
        #expect(try bytes(of: backup.path + "/secret.key") == bytes(of: store.path + "/secret.key"))
        let key = try FileManager.default.attributesOfItem(atPath: backup.path + "/secret.key")
        #expect(key[.posixPermissions] as? Int == 0o600)
        let object = try FileManager.default.attributesOfItem(
            atPath: backup.object(testPicture(1)))
        #expect(object[.posixPermissions] as? Int == 0o444)
    }

    @Test("a second one copies only what is new, and reads nothing that it has")
    func incremental() async throws {
        try await ingest(0..<4)
        #expect(try await store.backUp(to: backup.path).counts.copied == 4)
        try await ingest(4..<6)
        let read = Mutex<Set<String>>([])
        let disk = Disk { call, path in
            guard call == .read, path.text.contains("/objects/") else { return }
            read.withLock { _ = $0.insert(String(decoding: path.name, as: UTF8.self)) }
        }
        let summary = try await store.backUp(to: backup.path, disk: disk)
        #expect(summary.counts.copied == 2)
        #expect(summary.counts.unchanged == 4)
        #expect(summary.counts.renditionsCopied == 2)
        #expect(summary.counts.renditionsUnchanged == 4)
        #expect(summary.counts.linksMade == 2)
        #expect(read.withLock { $0.count } == 2)
        #expect(try StoreContents(of: backup) == StoreContents(of: store))
        let third = try await store.backUp(to: backup.path)
        #expect(third.counts.copied + third.counts.renditionsCopied == 0)
        #expect(third.counts.linksMade + third.counts.journalsCopied == 0)
    }

    @Test("damaged and lost objects are named, left out and noted; the rest is there")
    func damaged() async throws {
        try await ingest(0..<5)
        var flipped = testPicture(1)
        flipped[40] ^= 1
        try store.damage(testPicture(1), with: flipped)
        try store.damage(testPicture(2), with: Array(testPicture(2).dropLast()))
        try FileManager.default.removeItem(atPath: store.object(testPicture(3)))
        let before = try StoreContents(of: store)
        let summary = try await store.backUp(to: backup.path)
        #expect(summary.counts.copied == 2)
        #expect(
            summary.failures.map(\.kind.rawValue).sorted() == ["damaged", "damaged", "missing"])
        #expect(try StoreContents(of: store) == before, "a backup repairs and harms nothing")
        #expect(try backup.damagedObjects().isEmpty)
        #expect(files(below: backup.path + "/objects").count == 2)
        let states = try StoreContents(of: backup).statistics?.blobsByState
        #expect(states == ["present": 2, "missing": 3])
        #expect(files(below: backup.path + "/renditions").count == 5, "thumbnails are kept")

        // Restored, they come with the next.
        for index in 1..<3 { try store.damage(testPicture(index), with: testPicture(index)) }
        try await store.ingest([directory.path("in")]) { $0.rereads = true }
        let restored = try await store.backUp(to: backup.path)
        #expect(restored.counts.failed == 0)
        #expect(restored.counts.copied == 3)
        #expect(try StoreContents(of: backup) == StoreContents(of: store))
    }

    @Test("what a backup has whole is not lost because the store's own was damaged since")
    func keepsWhole() async throws {
        try await ingest(0..<2)
        try await store.backUp(to: backup.path)
        try store.damage(testPicture(1), with: [1, 2, 3])
        let summary = try await store.backUp(to: backup.path, { $0.rereads = true })
        #expect(summary.counts.failed == 0)
        #expect(try backup.damagedObjects().isEmpty)
        #expect(files(below: backup.path + "/objects").count == 2)
    }

    @Test("a full check finds what was altered in the backup and brings it again")
    func fullCheck() async throws {
        try await ingest(0..<3)
        try await store.backUp(to: backup.path)
        var flipped = testPicture(1)
        flipped[40] ^= 1
        try backup.damage(testPicture(1), with: flipped)
        let quick = try await store.backUp(to: backup.path)
        #expect(quick.counts.copied == 0)
        let full = try await store.backUp(to: backup.path, { $0.rereads = true })
        #expect(full.counts.copied == 1)
        #expect(try backup.damagedObjects().isEmpty)
        let aside = files(below: backup.path + "/quarantine")
        #expect(aside.count == 2, "the bytes and their note: \(aside)")
    }

    @Test("with links its objects are the store's own files")
    func links() async throws {
        try await ingest(0..<2)
        try await store.backUp(to: backup.path, { $0.links = true })
        let disk = Disk()
        for index in 0..<2 {
            let mine = try disk.stat(FilePath(store.object(testPicture(index))))
            let its = try disk.stat(FilePath(backup.object(testPicture(index))))
            #expect(mine?.identity == its?.identity)
        }
        #expect(try StoreContents(of: backup) == StoreContents(of: store))
    }

    @Test("links of paths that the store has no more go, also where a folder became a picture")
    func tree() async throws {
        try directory.write(testPicture(1), to: "one/x/y.png")
        try directory.write(testPicture(2), to: "one/z.png")
        try await store.ingest([directory.path("one")])
        try await store.backUp(to: backup.path)
        // Another store of the same id: what this one would be after deletions.
        let id = try bytes(of: store.path + "/stillstore.json")
        try FileManager.default.removeItem(atPath: store.path)
        try directory.write(id, to: "store/stillstore.json")
        try directory.write(testPicture(1), to: "two/x")
        try await store.ingest([directory.path("two")])
        try directory.write([1], to: "backup/buckets/default/foreign.txt")
        let summary = try await store.backUp(to: backup.path)
        #expect(summary.counts.linksRemoved == 2)
        #expect(summary.counts.failed == 0)
        let contents = try StoreContents(of: backup)
        #expect(contents.links == (try StoreContents(of: store)).links)
        #expect(contents.links.keys.sorted() == ["default/x"])
        #expect(
            files(below: backup.path + "/buckets") == ["default/foreign.txt"],
            "what somebody else put there stays")
    }

    @Test("an old catalogue that is garbage, with leftovers beside it, is replaced")
    func garbage() async throws {
        try await ingest(0..<2)
        try await store.backUp(to: backup.path)
        for ending in ["", "-wal", "-shm"] {
            try directory.write(
                [UInt8](repeating: 7, count: 9000), to: "backup/catalog.sqlite" + ending)
        }
        try await store.backUp(to: backup.path)
        #expect(try StoreContents(of: backup) == StoreContents(of: store))
    }

    @Test("one that is stopped leaves the one before, and is gone on with")
    func stopped() async throws {
        try await ingest(0..<3)
        try await store.backUp(to: backup.path)
        let before = try StoreContents(of: backup).assets
        try await ingest(3..<6)
        let stop = StopSignal()
        let summary = try await store.backUp(
            to: backup.path, stop: stop,
            report: { event in
                if case .copied = event { stop.request() }
            })
        #expect(summary.wasInterrupted)
        #expect(try StoreContents(of: backup).assets == before)
        let rest = try await store.backUp(to: backup.path)
        #expect(!rest.wasInterrupted)
        #expect(rest.counts.copied == 0, "what was brought stays brought")
        #expect(try StoreContents(of: backup) == StoreContents(of: store))
    }

    @Test("gc waits for a backup, and a backup for gc")
    func besideGC() async throws {
        try await ingest(0..<2)
        let layout = FilePath(store.path)
        let refusals = Mutex<[StoreError]>([])
        try await store.backUp(
            to: backup.path,
            report: { event in
                guard case .copied = event else { return }
                do {
                    _ = try StoreDirectory.open(layout).beginGC()
                } catch {
                    refusals.withLock { $0.append(error as? StoreError ?? .noStore(layout)) }
                }
            })
        #expect(refusals.withLock { $0 } == [.retained(layout), .retained(layout)])
        let collecting = try StoreDirectory.open(layout).beginGC()
        await #expect(throws: StoreError.gcRunning(layout)) {
            try await store.backUp(to: backup.path)
        }
        withExtendedLifetime(collecting) {}
    }

    @Test("is recorded among the runs of the store, with what failed")
    func recorded() async throws {
        try await ingest(0..<2)
        try store.damage(testPicture(1), with: [1])
        try await store.backUp(to: backup.path, { $0.arguments = ["backup", "there"] })
        let library = try store.open()
        defer { library.close() }
        let run = try library.runs(before: nil, limit: 1)[0]
        #expect(run.verb == "backup")
        #expect(run.status == .completed)
        #expect(run.counts.stored == 1 && run.counts.failed == 1)
        #expect(
            try library.failures(run: run.id, after: 0, limit: 9).failures[0].kind
                == .known(.damaged))
    }
}
