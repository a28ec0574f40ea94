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

/// Facts are made durable before the transaction that they tell of is committed: what a program
/// leaves in the journal that is killed between the two.
@Suite("Facts that were never committed") struct UncommittedFactTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func digest(_ seed: Int) -> String {
        testPicture(seed).withUnsafeBytes { Digest.of($0) }.hex
    }

    /// A new file each time: the store compares inode and times.
    private func write(_ seed: Int, _ name: String) throws {
        try? FileManager.default.removeItem(atPath: directory.path("in/" + name))
        try directory.write(testPicture(seed), to: "in/" + name)
    }

    private func ingest() async throws {
        let (summary, _) = try await store.ingest([directory.path("in")])
        #expect(summary.counts.failed == 0)
    }

    /// Does something and dies when its facts are in the journal.
    @discardableResult
    private func killed(
        _ verb: String, _ arguments: [String] = [], at call: String = "facts"
    ) throws -> [String] {
        let before = journal().count
        let result = try runProgram(
            builtProgram("KillPoint"), [store.path, call, verb] + arguments)
        #expect(result.status == -SIGKILL, "\(result.errors)")
        #expect(journal().count > before, "its facts are there")
        return result.objects.compactMap { $0["path"] as? String }
    }

    /// Stores a picture, begins to store another, and collects its object, whose file is gone.
    /// - Returns: what is collected.
    private func gcUncommitted() async throws -> [GCItem] {
        try write(0, "a.png")
        try await ingest()
        try write(1, "b.png")
        try killed("ingest", [directory.path("in")])
        try FileManager.default.removeItem(atPath: directory.path("in/b.png"))
        return try await store.opened { try await $0.runGC().items }
    }

    /// All lines of the journal.
    private func journal() -> [Substring] {
        files(below: store.path + "/journal").flatMap { name in
            let file = try? bytes(of: store.path + "/journal/" + name)
            return String(decoding: file ?? [], as: UTF8.self).split(separator: "\n")
        }
    }

    private func quarantined() -> [String] {
        files(below: store.path + "/quarantine").filter { $0.contains(".jsonl-") }
    }

    private func rebuild(_ lost: String...) async throws -> RebuildSummary {
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: store.path + "/catalog.sqlite" + ending)
        }
        for name in lost {
            try FileManager.default.removeItem(atPath: store.path + "/" + name)
            try FileManager.default.createDirectory(
                atPath: store.path + "/" + name, withIntermediateDirectories: true)
        }
        return try await Library.rebuildCatalog(
            at: FilePath(store.path), RebuildRequest()
        ) { _ in }
    }

    private func defects() async throws -> [String: Int] {
        try await store.opened { library in
            let kinds = try await library.verify(VerifyRequest()) { _ in }.kinds
            return Dictionary(uniqueKeysWithValues: kinds.map { ("\($0.key)", $0.value) })
        }
    }

    @Test(
        "what was reported after them stays true, also when the catalogue is lost",
        arguments: ["facts", "links"])
    func unchanged(_ call: String) async throws {
        try write(0, "a.png")
        try await ingest()
        let before = try store.assets()
        try write(1, "a.png")
        try killed("ingest", [directory.path("in")], at: call)
        try write(0, "a.png")
        // Nothing has changed, so that no fact says that the picture is still there.
        let (_, items) = try await store.ingest([directory.path("in")])
        #expect(items.map(\.outcome) == [.unchanged])
        #expect(quarantined().count == 2, "the facts and a note")

        #expect(try await rebuild().problems == 0)
        #expect(try store.assets() == before)
        #expect(try await rebuild("buckets").problems == 0)
        #expect(try store.assets() == before)
    }

    @Test("a backup of the store is whole without them")
    func backedUp() async throws {
        try write(0, "a.png")
        try await ingest()
        try write(1, "b.png")
        try killed("ingest", [directory.path("in")])
        try FileManager.default.removeItem(atPath: directory.path("in/b.png"))
        // Cuts them out; a new catalogue notes the file that is left, which is empty.
        try await ingest()
        #expect(try await rebuild().problems == 0)
        let backup = TestStore(at: directory.path("backup"))
        try await store.opened { library in
            let request = BackupRequest(target: FilePath(backup.path))
            let summary = try await library.backup(request) { _ in }
            #expect(summary.counts.failed == 0)
        }
        try await backup.opened { library in
            let summary = try await library.verify(VerifyRequest()) { _ in }
            #expect(summary.kinds.isEmpty)
        }
        let assets = try store.assets()
        #expect(try backup.assets() == assets)
    }

    @Test(
        "the same of an upload, which neither verify nor gc takes for more",
        arguments: ["facts", "links"])
    func upload(_ call: String) async throws {
        try write(0, "a.png")
        try await ingest()
        let before = try store.assets()
        let other = try directory.write(testPicture(1), to: "other/a.png")
        try killed("put", [other], at: call)
        #expect(try await defects()["catalogue-behind"] == nil)
        try await store.opened { _ = try await $0.runGC() }
        #expect(try store.problems() == [])

        #expect(try await rebuild().problems == 0)
        #expect(try store.assets() == before)
        #expect(try await rebuild("buckets").problems == 0)
        #expect(try store.assets() == before)
    }

    @Test("the same of a deletion", arguments: ["facts", "links"])
    func deletion(_ call: String) async throws {
        for seed in 0..<2 { try write(seed, "\(seed).png") }
        try await ingest()
        let before = try store.assets()
        try killed("delete", ["default/0.png"], at: call)
        try await store.opened { _ = try await $0.thumbnails(ThumbnailRequest()) { _ in } }
        #expect(try store.problems() == [])

        #expect(try await rebuild("buckets").problems == 0)
        #expect(try store.assets() == before)
    }

    @Test("a deletion that was reported afterwards stays one", arguments: ["facts", "links"])
    func deletedAfterwards(_ call: String) async throws {
        for seed in 0..<2 { try write(seed, "\(seed).png") }
        try await ingest()
        try write(2, "0.png")
        try killed("ingest", [directory.path("in")], at: call)
        try await store.opened { try await $0.deleted(["default/0.png"]) }

        #expect(try await rebuild().problems == 0)
        #expect(try store.assets() == ["default/1.png": digest(1)])
    }

    @Test("an object that is collected is not looked for when the catalogue is lost")
    func collected() async throws {
        let items = try await gcUncommitted()
        #expect(items.contains { $0.digest?.hex == digest(1) })

        #expect(try await rebuild("buckets").problems == 0)
        #expect(try store.assets() == ["default/a.png": digest(0)])
    }

    @Test("but one that was recorded and is gone is reported missing")
    func missing() async throws {
        _ = try await gcUncommitted()
        for name in files(below: store.path + "/objects") {
            try FileManager.default.removeItem(atPath: store.path + "/objects/" + name)
        }

        #expect(try await rebuild("buckets").problems == 1)
        #expect(try store.assets() == ["default/a.png": digest(0)])
    }

    @Test("they count if no program ran between the kill and the loss of the catalogue")
    func revealed() async throws {
        try write(0, "a.png")
        try await ingest()
        try write(1, "b.png")
        try killed("ingest", [directory.path("in")])

        #expect(try await rebuild().problems == 0)
        let both = ["default/a.png": digest(0), "default/b.png": digest(1)]
        #expect(try store.assets() == both)
        #expect(try store.problems() == [])
        try await ingest()
        #expect(try store.assets() == both)
        #expect(try await defects().isEmpty)
        #expect(quarantined().isEmpty)
    }

    @Test("those of a run that the catalogue does not know are not judged by it")
    func oldCatalogue() async throws {
        try write(0, "a.png")
        try await ingest()
        try FileManager.default.copyItem(
            atPath: store.path + "/catalog.sqlite", toPath: directory.path("old"))
        for seed in 1..<8 { try write(seed, "\(seed).png") }
        let reported = try killed("ingest", [directory.path("in")], at: "facts2")
        #expect(!reported.isEmpty)
        for ending in ["", "-wal", "-shm"] {
            try FileManager.default.removeItem(atPath: store.path + "/catalog.sqlite" + ending)
        }
        try FileManager.default.moveItem(
            atPath: directory.path("old"), toPath: store.path + "/catalog.sqlite")
        let other = try directory.write(testPicture(70), to: "other.png")
        try await store.ingest([other])

        #expect(try await rebuild("buckets").problems == 0)
        let assets = Set(try store.assets().keys)
        #expect(assets.isSuperset(of: reported.map { "default/" + $0 } + ["default/other.png"]))
        #expect(quarantined().isEmpty)
    }

    @Test("nor those of a version that did not record how far a file was committed")
    func earlyVersion() async throws {
        // More than one commit takes, however fast they are read.
        for seed in 0..<60 { try write(seed, "\(seed).png") }
        let reported = try killed("ingest", [directory.path("in")], at: "facts2")
        #expect(!reported.isEmpty)
        try await store.opened { library in
            try library.catalog.write { try $0.setJournal(JournalFile(name: "another", size: 0)) }
        }
        let other = try directory.write(testPicture(70), to: "other.png")
        try await store.ingest([other])

        #expect(try await rebuild("buckets").problems == 0)
        let assets = Set(try store.assets().keys)
        #expect(assets.isSuperset(of: reported.map { "default/" + $0 } + ["default/other.png"]))
    }

    @Test("a process that truncates them may die at any call that changes the disk")
    func cutOff() async throws {
        try write(0, "a.png")
        try await ingest()
        let before = try store.assets()
        try write(1, "a.png")
        try killed("ingest", [directory.path("in")])
        try write(0, "a.png")
        func ingestCopy(_ name: String, _ fault: FaultyDisk) async throws -> TestStore {
            let copy = TestStore(at: directory.path(name))
            try FileManager.default.copyItem(atPath: store.path, toPath: copy.path)
            _ = try? await copy.ingest(
                [directory.path("in")], options: { $0.disk = fault.disk }, change: { _ in })
            return copy
        }
        let changes: Set<DiskCall> = [.write, .fsync, .rename, .mkdir, .unlink, .rmdir, .truncate]
        let life = FaultyDisk(.never, of: changes)
        _ = try await ingestCopy("whole", life)
        let cut = try #require(life.calls.firstIndex(of: .truncate))
        for call in stride(from: 1, through: cut + 4, by: Sweep.step(3)) {
            let copy = try await ingestCopy(
                "store-\(call)", FaultyDisk(.from(call), of: changes))
            let context: Comment = "died at change \(call), \(life.calls[call - 1])"
            try await copy.ingest([directory.path("in")])
            try FileManager.default.removeItem(atPath: copy.path + "/catalog.sqlite")
            let summary = try await Library.rebuildCatalog(
                at: FilePath(copy.path), RebuildRequest()
            ) { _ in }
            #expect(summary.problems == 0, context)
            #expect(try copy.assets() == before, context)
            let kept = files(below: copy.path + "/quarantine").filter { $0.contains(".jsonl-") }
            #expect(!kept.isEmpty, context)
        }
    }

    @Test("if a transaction fails, its own run truncates them")
    func failed() async throws {
        try write(0, "a.png")
        try await ingest()
        let before = try store.assets()
        try write(1, "b.png")
        let fault = FactFault()
        await #expect(throws: DiskError.self) {
            try await store.ingest(
                [directory.path("in")], options: { $0.disk = fault.disk }, change: { _ in })
        }
        #expect(quarantined().count == 2, "the facts and a note")
        #expect(files(below: store.path + "/staging").isEmpty)

        #expect(try await rebuild("buckets").problems == 0)
        #expect(try store.assets() == before)
    }
}

/// Fails the sync that follows that of facts, once.
private final class FactFault: Sendable {
    private enum State { case waiting, next, over }
    private let state = Mutex(State.waiting)

    var disk: Disk {
        Disk { [self] call, path throws(DiskError) in
            guard call == .fsync else { return }
            let fails = state.withLock { state in
                switch state {
                case .waiting:
                    if path.text.hasSuffix(".jsonl") { state = .next }
                    return false
                case .next:
                    state = .over
                    return true
                case .over: return false
                }
            }
            if fails { throw DiskError(call, path, EIO) }
        }
    }
}
