import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("A restore of which something failed") struct RestoreAgainTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    var restored: TestStore { TestStore(at: directory.path("restored")) }
    private var backup: String { directory.path("backup") }

    private func restoreInPart() async throws {
        for seed in 0..<3 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try await store.backUp(to: backup)
        let lost = TestStore(at: backup).object(testPicture(1))
        let disk = Disk { call, path throws(DiskError) in
            if call == .read, path.text == lost { throw DiskError(call, path, EIO) }
        }
        let summary = try await restored.restored(from: backup, disk: disk)
        #expect(summary.counts.failed == 1)
        #expect(try restored.assets().count == 3, "it is a store that can be used")
    }

    @Test("can be run again, and is a store like any other when all is there")
    func again() async throws {
        try await restoreInPart()
        let summary = try await restored.restored(from: backup)
        #expect(summary.counts.failed == 0)
        #expect(summary.counts.copied == 1)
        #expect(!FileManager.default.fileExists(atPath: restored.path + "/backup.json"))
        #expect(
            try await restored.opened { try await $0.verify(VerifyRequest()) { _ in }.defects }
                == 0)
        await #expect(throws: StoreError.self) { try await restored.restored(from: backup) }
    }

    @Test("but not over what was done in the store since, be it a deletion")
    func used() async throws {
        try await restoreInPart()
        try await restored.opened { _ = try await $0.deleted(["default/0.png"]) }
        await #expect(throws: StoreError.usedSinceRestore(FilePath(restored.path))) {
            try await restored.restored(from: backup)
        }
        #expect(try restored.assets().count == 2)
        var request = VerifyRequest()
        request.repair = .apply
        request.donors = [FilePath(backup)]
        try await restored.opened { library in
            let summary = try await library.verify(request) { _ in }
            #expect(summary.remaining == 0)
        }
        #expect(try restored.problems() == [])
    }
}
