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

@Suite("A backup beside which pictures come in") struct BackupMomentTests {
    let directory = TemporaryDirectory()
    let program = builtProgram("stillstore")

    /// Does something at one of the disk calls behind the moment at which it is armed.
    private final class Beside: Sendable {
        private let state = Mutex((isArmed: false, calls: 0))
        private let fatal: Int
        private let work: @Sendable () -> Void

        init(at fatal: Int, _ work: @escaping @Sendable () -> Void) {
            self.fatal = fatal
            self.work = work
        }

        func arm() { state.withLock { $0.isArmed = true } }
        var calls: Int { state.withLock { $0.calls } }

        var disk: Disk {
            Disk { [self] _, _ throws(DiskError) in
                let isDue = state.withLock { state in
                    if state.isArmed { state.calls += 1 }
                    return state.isArmed && state.calls == fatal
                }
                if isDue { work() }
            }
        }
    }

    /// A second backup, beside which another program stores a copy of a picture that is known and
    /// a new one, deletes a third, and ends.
    private func backUp(
        _ store: TestStore, to target: TestStore, at call: Int
    ) async throws -> Int {
        let (program, more) = (program, directory.path("more"))
        let beside = Beside(at: call) {
            let place = ["--store", store.path, "--quiet"]
            for arguments in [
                ["ingest", more, "--bucket", "beside"], ["delete", "default/2.png"],
            ] {
                let result = try? runProgram(program, arguments + place)
                #expect(result?.status == 0, "\(result?.errors ?? "")")
            }
        }
        let library = try store.open {
            $0.disk = beside.disk
            $0.jobs = 1
        }
        defer { library.close() }
        beside.arm()
        let summary = try await library.backup(
            BackupRequest(target: FilePath(target.path))
        ) { _ in }
        #expect(summary.counts.failed == 0)
        return beside.calls
    }

    @Test(
        "is one moment, whenever they come: it, and what is restored of it, is whole and stays so")
    func moment() async throws {
        let first = TestStore(at: directory.path("first"))
        for seed in 0..<3 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await first.ingest([directory.path("in")])
        _ = try await backUp(first, to: TestStore(at: directory.path("first-backup")), at: 0)
        try directory.write(testPicture(3), to: "in/3.png")
        try await first.ingest([directory.path("in")])
        try directory.write(testPicture(0), to: "more/copy.png")
        try directory.write(testPicture(4), to: "more/new.png")
        let whole = TestStore(at: directory.path("whole-backup"))
        func copy(_ from: String, _ to: String) throws {
            try FileManager.default.copyItem(
                atPath: directory.path(from), toPath: directory.path(to))
        }
        try copy("first-backup", "whole-backup")
        let calls = try await backUp(first, to: whole, at: 0)
        let without = ["default/0.png", "default/1.png", "default/2.png", "default/3.png"]
        let with = [
            "beside/copy.png", "beside/new.png", "default/0.png", "default/1.png", "default/3.png",
        ]
        #expect(try whole.assets().keys.sorted() == without)

        var moments: Set<[String]> = []
        for part in 0..<8 {
            try copy("first", "store-\(part)")
            try copy("first-backup", "backup-\(part)")
            let (store, backup, restored) = (
                TestStore(at: directory.path("store-\(part)")),
                TestStore(at: directory.path("backup-\(part)")),
                TestStore(at: directory.path("restored-\(part)"))
            )
            let call = 1 + part * (calls - 2) / 7
            let context: Comment = "at call \(call) of \(calls)"
            _ = try await backUp(store, to: backup, at: call)
            #expect(try store.assets().keys.sorted() == with, context)
            let assets = try backup.assets()
            let names = assets.keys.sorted()
            #expect(names == without || names == with, context)
            moments.insert(names)
            #expect(try await defects(backup) == [:], context)

            _ = try await restore(
                RestoreRequest(from: FilePath(backup.path), to: FilePath(restored.path))
            ) { _ in }
            #expect(try await defects(restored) == [:], context)
            try await restored.opened { _ = try await $0.runGC() }
            let summary = try await Library.rebuildCatalog(
                at: FilePath(restored.path), RebuildRequest()
            ) { _ in }
            #expect(summary.problems == 0, context)
            #expect(try restored.assets() == assets, context)
            #expect(try await defects(restored) == [:], context)
            // The next backup is that of everything.
            try await store.opened { library in
                _ = try await library.backup(
                    BackupRequest(target: FilePath(backup.path))
                ) { _ in }
            }
            #expect(try backup.assets() == store.assets(), context)
            #expect(try await defects(backup) == [:], context)
        }
        #expect(moments.count == 2, "some moments are before the snapshot, some behind it")
    }

    private func defects(_ store: TestStore) async throws -> [String: Int] {
        try await store.opened { try await $0.verify(VerifyRequest()) { _ in }.kinds }
    }
}
