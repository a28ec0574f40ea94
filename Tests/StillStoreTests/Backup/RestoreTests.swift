import Catalog
import ContentStore
import Foundation
import GRDB
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Restore") struct RestoreTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    var backup: String { directory.path("backup") }
    var restored: TestStore { TestStore(at: directory.path("restored")) }

    @Test("gives an equal store, which keeps its id and goes on")
    func equal() async throws {
        try await store.fillRichly(from: directory)
        try await store.backUp(to: backup)
        let summary = try await restored.restored(from: backup)
        #expect(summary.counts.failed == 0)
        #expect(try StoreContents(of: restored) == StoreContents(of: store))
        for name in ["stillstore.json", "secret.key"] {
            #expect(
                try bytes(of: restored.path + "/" + name) == bytes(of: store.path + "/" + name))
        }
        #expect(!FileManager.default.fileExists(atPath: restored.path + "/backup.json"))
        try directory.write(testPicture(77), to: "more/77.png")
        let (run, _) = try await restored.ingest([directory.path("more")])
        #expect(run.counts.stored == 1)
        let (again, _) = try await restored.ingest([directory.path("rich")]) {
            $0.keepsUndecodable = true
        }
        #expect(again.counts.unchanged == again.counts.found)
    }

    @Test("names what the backup has damaged; the rest is there")
    func damaged() async throws {
        for index in 0..<4 { try directory.write(testPicture(index), to: "in/\(index).png") }
        try await store.ingest([directory.path("in")])
        try await store.backUp(to: backup)
        try TestStore(at: backup).damage(testPicture(2), with: [9])
        let summary = try await restored.restored(from: backup)
        #expect(summary.failures.map(\.kind) == [.damaged])
        #expect(try restored.damagedObjects().isEmpty)
        #expect(files(below: restored.path + "/objects").count == 3)
    }

    @Test("refuses a directory that holds anything, and a backup that was never complete")
    func refused() async throws {
        try directory.write(testPicture(1), to: "in/1.png")
        try await store.ingest([directory.path("in")])
        let dying = FaultyDisk(.from(151))
        await #expect(throws: DiskError.self) {
            try await store.backUp(to: directory.path("half"), disk: dying.disk)
        }
        await #expect(throws: StoreError.incompleteBackup(directory.file("half"))) {
            try await restored.restored(from: directory.path("half"))
        }
        await #expect(throws: StoreError.noStore(directory.file("none"))) {
            try await restored.restored(from: directory.path("none"))
        }
        #expect(!FileManager.default.fileExists(atPath: restored.path))
        try await store.backUp(to: backup)
        let other = TestStore(at: directory.path("other"))
        try other.open().close()
        for target in [other, store, TestStore(at: directory.path("in"))] {
            let before = files(below: target.path)
            await #expect(throws: StoreError.self) { try await target.restored(from: backup) }
            #expect(files(below: target.path) == before)
        }
    }

    @Test("refuses a backup whose catalogue is an older copy, until it is made again")
    func olderCatalogue() async throws {
        for index in 0..<2 {
            try directory.write(testPicture(index), to: "in/\(index).png")
            try await store.ingest([directory.path("in")])
            try await store.backUp(to: backup)
            if index == 0 {
                try FileManager.default.copyItem(
                    atPath: backup + "/catalog.sqlite", toPath: directory.path("old"))
            }
        }
        let copy = TestStore(at: backup)
        try await expectRefused(copy)
        try await copy.rebuildCatalog()
        try await restored.restored(from: backup)
        #expect(try restored.assets() == store.assets())
    }

    @Test("also one that lacks no more than a deletion, and a database that is no catalogue")
    func olderDeletion() async throws {
        for index in 0..<2 { try directory.write(testPicture(index), to: "in/\(index).png") }
        try await store.ingest([directory.path("in")])
        try await store.backUp(to: backup)
        try FileManager.default.copyItem(
            atPath: backup + "/catalog.sqlite", toPath: directory.path("old"))
        try await store.opened { _ = try await $0.deleted(["default/1.png"]) }
        try await store.backUp(to: backup)
        let copy = TestStore(at: backup)
        try await expectRefused(copy)

        try copy.loseCatalogue()
        let queue = try DatabaseQueue(path: backup + "/catalog.sqlite")
        try await queue.write { try $0.execute(sql: "CREATE TABLE t (a)") }
        try queue.close()
        await #expect(throws: StoreError.notACatalog(directory.file("backup/catalog.sqlite"))) {
            try await restored.restored(from: backup)
        }
        try await store.backUp(to: backup)
        try await restored.restored(from: backup)
        #expect(try restored.assets() == store.assets())
    }

    private func expectRefused(_ copy: TestStore) async throws {
        try copy.loseCatalogue()
        try FileManager.default.copyItem(
            atPath: directory.path("old"), toPath: backup + "/catalog.sqlite")
        await #expect(throws: StoreError.backupBehind(directory.file("backup"))) {
            try await restored.restored(from: backup)
        }
        #expect(try !Library.exists(at: FilePath(restored.path)))
    }

    @Test("one that is stopped is no store yet, and is gone on with")
    func stopped() async throws {
        for index in 0..<4 { try directory.write(testPicture(index), to: "in/\(index).png") }
        try await store.ingest([directory.path("in")])
        try await store.backUp(to: backup)
        let stop = StopSignal()
        let summary = try await restored.restored(from: backup, stop: stop) { event in
            if case .copied = event { stop.request() }
        }
        #expect(summary.wasInterrupted)
        #expect(try !Library.exists(at: FilePath(restored.path)))
        #expect(throws: StoreError.self) { try restored.open() }
        #expect(try await restored.restored(from: backup).counts.unchanged == 4)
        #expect(try StoreContents(of: restored) == StoreContents(of: store))
    }

    @Test(
        "reads a backup on media that cannot be written",
        .enabled(if: Tmpfs.isAvailable, "mounting takes root"))
    func readOnly() async throws {
        try directory.write(testPicture(1), to: "in/1.png")
        try await store.ingest([directory.path("in")])
        let media = try Tmpfs(at: directory.path("media"), kilobytes: 4096)
        defer { media.unmount() }
        let target = directory.path("media/backup")
        try await store.backUp(to: target)
        // Someone has looked into it, which leaves a log beside its catalogue.
        _ = try TestStore(at: target).assets()
        try media.makeReadOnly()
        try await restored.restored(from: target)
        #expect(try StoreContents(of: restored) == StoreContents(of: store))
    }
}
