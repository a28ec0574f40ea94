import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("When a backup is cut short") struct BackupSweepTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// Points to die at: the first of each kind of call, every fifth, and all near the end, where
    /// the catalogue takes its place; or one in four of those.
    private func moments(_ calls: [DiskCall]) -> [Int] {
        var seen: Set<DiskCall> = []
        return calls.indices.filter { index in
            seen.insert(calls[index]).inserted || index % Sweep.step(20, dense: 5) == 0
                || index > calls.count - 48 && index % Sweep.step(4) == 0
        }
    }

    private func makeSources(_ names: Range<Int>) throws {
        for index in names {
            try directory.write(testPicture(index), to: "in/\(index % 2)/\(index).png")
        }
    }

    @Test("a first one, at any disk call, it is no store or whole, and a further run completes it")
    func first() async throws {
        try makeSources(0..<3)
        try await store.ingest([directory.path("in")])
        let original = try StoreContents(of: store)
        let whole = FaultyDisk(.never)
        try await store.backUp(to: directory.path("whole"), disk: whole.disk)
        let calls = whole.calls
        for moment in moments(calls) {
            let target = TestStore(at: directory.path("to-\(moment)"))
            let context: Comment = "dead before call \(moment + 1) of \(calls.count)"
            _ = try? await store.backUp(
                to: target.path, disk: FaultyDisk(.from(moment + 1)).disk)
            if try Library.exists(at: FilePath(target.path)) {
                #expect(try StoreContents(of: target) == original, context)
            }
            let summary = try await store.backUp(to: target.path)
            #expect(summary.counts.failed == 0, context)
            #expect(try StoreContents(of: target) == original, context)
            #expect(files(below: target.path + "/staging").isEmpty, context)
            try FileManager.default.removeItem(atPath: target.path)
        }
    }

    @Test("a further one, at any disk call, it holds the snapshot before or the new one")
    func further() async throws {
        try makeSources(0..<3)
        try await store.ingest([directory.path("in")])
        let first = directory.path("first")
        try await store.backUp(to: first)
        let older = try StoreContents(of: TestStore(at: first))
        // New ones, one that supersedes, and a path that goes.
        try makeSources(3..<5)
        try directory.write(testPicture(9), to: "in/0/0.png")
        try await store.ingest([directory.path("in")])
        let newer = try StoreContents(of: store)

        try FileManager.default.copyItem(atPath: first, toPath: directory.path("whole"))
        let whole = FaultyDisk(.never)
        try await store.backUp(to: directory.path("whole"), disk: whole.disk)
        let calls = whole.calls
        var outcomes: Set<Bool> = []
        for moment in moments(calls) {
            let target = TestStore(at: directory.path("to-\(moment)"))
            let context: Comment = "dead before call \(moment + 1) of \(calls.count)"
            try FileManager.default.copyItem(atPath: first, toPath: target.path)
            _ = try? await store.backUp(
                to: target.path, disk: FaultyDisk(.from(moment + 1)).disk)
            let left = try StoreContents(of: target)
            let isNewer = left.assets == newer.assets
            outcomes.insert(isNewer)
            #expect(isNewer || left.assets == older.assets, context)
            #expect(try target.damagedObjects().isEmpty, context)
            #expect(try target.danglingLinks().isEmpty, context)
            for file in (isNewer ? newer : older).files {
                #expect(left.files[file.key] == file.value, context)
            }
            let summary = try await store.backUp(to: target.path)
            #expect(summary.counts.failed == 0, context)
            #expect(try StoreContents(of: target) == newer, context)
            #expect(files(below: target.path + "/staging").isEmpty, context)
            try FileManager.default.removeItem(atPath: target.path)
        }
        #expect(outcomes == [false, true])
    }

    @Test("a restore, at any disk call, it is no store or whole, and a further run completes it")
    func restores() async throws {
        try makeSources(0..<2)
        try await store.ingest([directory.path("in")])
        let original = try StoreContents(of: store)
        let backup = directory.path("backup")
        try await store.backUp(to: backup)
        let whole = FaultyDisk(.never)
        try await TestStore(at: directory.path("whole")).restored(from: backup, disk: whole.disk)
        let calls = whole.calls
        for moment in moments(calls) {
            let target = TestStore(at: directory.path("to-\(moment)"))
            let context: Comment = "dead before call \(moment + 1) of \(calls.count)"
            _ = try? await target.restored(from: backup, disk: FaultyDisk(.from(moment + 1)).disk)
            if try Library.exists(at: FilePath(target.path)) {
                #expect(try StoreContents(of: target) == original, context)
                try? FileManager.default.removeItem(atPath: target.path)
                continue
            }
            try await target.restored(from: backup)
            #expect(try StoreContents(of: target) == original, context)
            #expect(files(below: target.path + "/staging").isEmpty, context)
            try FileManager.default.removeItem(atPath: target.path)
        }
    }
}
