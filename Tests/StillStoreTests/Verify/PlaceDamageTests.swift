import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("What does not belong in a store") struct PlaceDamageTests {
    @Test("the staging area of a dead process is found and removed; that of a live one stays")
    func staging() async throws {
        let store = try await VerifiedStore()
        try store.write([1], to: "staging/dead/1")
        try store.write([], to: "staging/dead.lock")
        try store.write([2], to: "staging/lockless/2")
        let library = try store.store.open()
        let living = try StagingArea(in: library.directory, name: "living")
        // Opening a corner swept those of the dead: put them back.
        try store.write([1], to: "staging/dead/1")
        try store.write([], to: "staging/dead.lock")
        try store.write([2], to: "staging/lockless/2")
        let three: [UInt8] = [1, 2, 3]
        let path = try living.stage(three, count: 3)
        let found = try await store.verify { $0.depth = .quick }
        #expect(found.named == ["staging-stale staging/dead", "staging-stale staging/lockless"])
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        #expect(try bytes(of: path.text) == three)
        #expect(!FileManager.default.fileExists(atPath: store.path("staging/dead")))
        #expect(!FileManager.default.fileExists(atPath: store.path("staging/dead.lock")))
        living.close()
        library.close()
        #expect(files(below: store.path("staging")).isEmpty)
    }

    @Test("a partial transfer that nothing waits for is found and removed")
    func partial() async throws {
        let store = try await VerifiedStore()
        for name in ["staging/partial/nobody", "staging/partial/nobody.json"] {
            try store.write([1, 2, 3], to: name)
        }
        // One that has just been written may be about to be removed by its owner.
        #expect(try await store.verify { $0.depth = .quick }.named == [])
        for name in ["staging/partial/nobody", "staging/partial/nobody.json"] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -3600)],
                ofItemAtPath: store.path(name))
        }
        let found = try await store.verify { $0.depth = .quick }
        #expect(found.named == ["staging-stale staging/partial/nobody"])
        #expect(try await store.repair().summary.remaining == 0)
        #expect(files(below: store.path("staging")).isEmpty)
    }

    @Test("a foreign file beside the store's own is moved aside; notes and hidden files may stay")
    func root() async throws {
        let store = try await VerifiedStore()
        try store.write([1], to: "README.txt")
        try store.write([2], to: ".hidden")
        try store.write([3], to: "holiday/photo.png")
        let found = try await store.verify { $0.depth = .quick }
        #expect(found.named == ["foreign holiday"])
        #expect(try await store.repair().summary.remaining == 0)
        #expect(try bytes(of: store.path("README.txt")) == [1])
        #expect(try bytes(of: store.path(".hidden")) == [2])
        let kept = files(below: store.path("quarantine")).filter { $0.hasSuffix("/photo.png") }
        #expect(kept.count == 1)
    }
}
