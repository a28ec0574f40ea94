import Catalog
import ContentStore
import Foundation
import GRDB
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("A catalogue that is not the store's latest, and in which work went on")
struct
    StaleCatalogueTests
{
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    private var kept: String { directory.path("old.sqlite") }

    private func ingest(_ name: String, _ seed: Int, bucket: String = "default") async throws {
        let file = try directory.write(testPicture(seed), to: "\(name)/\(name).png")
        try await store.ingest([file]) { $0.placement.bucket = Array(bucket.utf8) }
    }

    private func keepCatalogue() throws {
        try FileManager.default.copyItem(atPath: store.path + "/catalog.sqlite", toPath: kept)
    }

    private func putBack() throws {
        try store.loseCatalogue()
        try FileManager.default.copyItem(atPath: kept, toPath: store.path + "/catalog.sqlite")
    }

    /// Nothing that removes, replaces or passes on goes by the catalogue.
    private func expectRefusals() async throws {
        let before = Set(store.contents())
        try await store.opened { library in
            await refuses { try await library.runGC() }
            await refuses { try await library.runGC(isDryRun: true) }
            await refuses {
                try await library.emptyTrash(before: afterAll, isDryRun: false) { _ in }
            }
            await refuses { _ = try await library.rebuildTree { _ in } }
            await refuses {
                let target = FilePath(directory.path("backup"))
                _ = try await library.backup(BackupRequest(target: target)) { _ in }
            }
            await refuses {
                var request = ThumbnailRequest()
                request.prunes = true
                _ = try await library.thumbnails(request) { _ in }
            }
            var request = VerifyRequest()
            request.repair = .apply
            let summary = try await library.verify(request) { _ in }
            #expect(summary.kinds["catalogue-behind"] == 1)
            #expect(summary.repaired == 0)
        }
        await refuses {
            _ = try await Library.rebuildJournal(at: FilePath(store.path)) { _ in }
        }
        #expect(before.subtracting(store.contents()).filter { !$0.hasPrefix("staging") } == [])
    }

    private func refuses<Value>(
        _ body: () async throws -> Value, _ place: SourceLocation = #_sourceLocation
    ) async {
        do {
            _ = try await body()
            Issue.record("it was not refused", sourceLocation: place)
        } catch StoreError.catalogBehind {
        } catch {
            Issue.record("\(error)", sourceLocation: place)
        }
    }

    @Test("is refused, whatever was committed since, and a rebuild brings both sides together")
    func workWentOn() async throws {
        try await ingest("a", 1)
        try keepCatalogue()
        try await ingest("b", 2)
        try await store.opened { _ = try await $0.deleted(["default/a.png"]) }
        try putBack()
        try await ingest("c", 3)
        try await ingest("d", 4, bucket: "other")
        try await store.opened { library in
            _ = try await Uploads(library).put(
                .file(FilePath(directory.path("c/c.png"))),
                at: BucketPath(
                    bucket: Array("up".utf8), path: Array("c.png".utf8), limits: NameLimits()),
                IngestRequest.Placement(), keepsUndecodable: false)
        }
        try await expectRefusals()

        try await store.rebuildCatalog()
        #expect(
            Set(try store.assets().keys) == [
                "default/b.png", "default/c.png", "other/d.png", "up/c.png",
            ])
        try await store.opened { library in
            #expect(try await library.verify(VerifyRequest()) { _ in }.defects == 0)
            _ = try await library.runGC()
        }
        #expect(try store.problems() == [])
    }

    @Test("also where only a deletion is missing, or an upload")
    func onlyDeletion() async throws {
        for seed in 1...2 { try await ingest("\(seed)", seed) }
        try keepCatalogue()
        try await store.opened { _ = try await $0.deleted(["default/1.png"]) }
        try putBack()
        try await expectRefusals()
        try await store.rebuildCatalog()
        #expect(Set(try store.assets().keys) == ["default/2.png"])

        try FileManager.default.removeItem(atPath: kept)
        try keepCatalogue()
        try await store.opened { library in
            _ = try await Uploads(library).put(
                .file(FilePath(directory.path("1/1.png"))),
                at: BucketPath(
                    bucket: Array("up".utf8), path: Array("1.png".utf8), limits: NameLimits()),
                IngestRequest.Placement(), keepsUndecodable: false)
        }
        try putBack()
        try await expectRefusals()
    }

    /// Copies the catalogue when the first facts of a run are in the journal, and dies with the
    /// second: what was reported of it then is not known to the copy, but the run is.
    private final class CopyThenDie: Sendable {
        let path, kept: String
        let facts = Mutex(0)

        init(_ path: String, _ kept: String) {
            self.path = path
            self.kept = kept
        }

        var disk: Disk {
            Disk { [self] call, file throws(DiskError) in
                let count = facts.withLock { facts in
                    if facts == 2 { return 2 }
                    if call == .fsync, file.text.hasSuffix(".jsonl") { facts += 1 }
                    return call == .fsync && file.text.hasSuffix(".jsonl") && facts == 1 ? 1 : 0
                }
                if count == 2 { throw DiskError(call, file, EIO) }
                if count == 0 { return }
                for ending in ["", "-wal"] {
                    try? FileManager.default.copyItem(
                        atPath: path + "/catalog.sqlite" + ending, toPath: kept + ending)
                }
            }
        }
    }

    @Test("also one that was copied while the run was going on whose end it lacks")
    func duringRun() async throws {
        try await ingest("a", 1)
        for seed in 2..<10 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        let reported = Mutex<[String]>([])
        let dying = CopyThenDie(store.path, kept)
        _ = try? await store.ingest(
            [directory.path("in")],
            options: {
                $0.disk = dying.disk
                $0.batchItems = 3
            },
            report: { item in
                guard item.outcome == .stored, let path = item.path else { return }
                reported.withLock { $0.append("default/" + path) }
            }, change: { _ in })
        // The first batch, which may have grown to twice its size.
        #expect((1...6).contains(reported.withLock { $0.count }))
        #expect(!files(below: store.path + "/staging").isEmpty, "its corner is still there")
        try putBack()
        try FileManager.default.moveItem(
            atPath: kept + "-wal", toPath: store.path + "/catalog.sqlite-wal")

        try await ingest("later", 10)
        #expect(files(below: store.path + "/quarantine").isEmpty, "no facts were taken out")
        try await expectRefusals()
        try await store.rebuildCatalog()
        let assets = Set(try store.assets().keys)
        #expect(assets.isSuperset(of: reported.withLock { $0 }))
        #expect(assets.isSuperset(of: ["default/a.png", "default/later.png"]))
    }

    @Test("nor is that of another store used at all")
    func foreign() async throws {
        try await ingest("a", 1)
        let other = TestStore(at: directory.path("another"))
        try await other.ingest([directory.path("a")])
        try store.loseCatalogue()
        try FileManager.default.copyItem(
            atPath: other.path + "/catalog.sqlite", toPath: store.path + "/catalog.sqlite")
        #expect {
            try store.open().close()
        } throws: { error in
            guard case StoreError.catalogOfAnother = error else { return false }
            return true
        }
        await #expect(throws: StoreError.self) {
            _ = try await Library.rebuildJournal(at: FilePath(store.path)) { _ in }
        }
        try await store.rebuildCatalog()
        #expect(Set(try store.assets().keys) == ["default/a.png"])
        #expect(
            try await store.opened { try await $0.verify(VerifyRequest()) { _ in }.defects } == 0)
    }

    @Test(
        "nor is a database without a catalogue taken for an empty store", arguments: [true, false])
    func noCatalogue(hasTable: Bool) async throws {
        try await ingest("a", 1)
        try store.loseCatalogue()
        let path = store.path + "/catalog.sqlite"
        let queue = try DatabaseQueue(path: path)
        try await queue.write {
            try $0.execute(sql: "CREATE TABLE t (a)")
            if !hasTable { try $0.execute(sql: "DROP TABLE t") }
        }
        try queue.close()
        for onlyReads in [true, false] {
            #expect(throws: StoreError.notACatalog(FilePath(path))) {
                try store.open { $0.onlyReads = onlyReads }
            }
        }
        try await store.rebuildCatalog()
        #expect(Set(try store.assets().keys) == ["default/a.png"])
    }

    @Test("but an interrupted rebuild, and work in progress, do not make it stale")
    func current() async throws {
        try await ingest("a", 1)
        try store.lose("journal")
        let stop = StopSignal()
        let report = try await store.rebuildCatalog(
            stop: stop,
            onEvent: { event in
                // By then it has facts of its own: of recipes, at least.
                if case .began(.links) = event { stop.request() }
            })
        #expect(report.summary.wasInterrupted)
        try await store.opened { library in
            #expect(try await library.verify(VerifyRequest()) { _ in }.kinds == ["journal-lost": 1])
            let journal = Journal(in: library.directory, name: WallClock.system.makeID())
            let staging = try StagingArea(in: library.directory, name: journal.name)
            defer { staging.close() }
            try library.catalog.write {
                try $0.beginRun(id: journal.name, verb: "ingest", arguments: "[]", at: 1)
            }
            try journal.append(Array("{}\n".utf8))
            #expect(
                try await library.verify(VerifyRequest(), report: { _ in })
                    .kinds["catalogue-behind"] == nil)
        }
    }

    @Test("one of an earlier schema is accepted only if it has what its journal tells")
    func earlierSchema() async throws {
        try await ingest("a", 1)
        try await ingest("b", 2)
        // As if written before sizes of files were noted, and whose catalogue it is.
        func forget() throws {
            let queue = try DatabaseQueue(path: store.path + "/catalog.sqlite")
            try queue.write { try $0.execute(sql: "DELETE FROM journal_files; DELETE FROM store") }
            try queue.close()
        }
        try forget()
        try await store.opened { library in
            #expect(try await library.verify(VerifyRequest()) { _ in }.defects == 0)
            _ = try await library.runGC()
        }
        try keepCatalogue()
        try await ingest("c", 3)
        try putBack()
        try forget()
        try await ingest("d", 4)
        try await expectRefusals()
        try await store.rebuildCatalog()
        #expect(try store.assets().count == 4)
    }
}
