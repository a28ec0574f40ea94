import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("Where a backup may go") struct DestinationTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    var backup: TestStore { TestStore(at: directory.path("backup")) }

    private func ingest(_ picture: Int, _ store: TestStore) async throws {
        try directory.write(testPicture(picture), to: "in/\(picture).png")
        try await store.ingest([directory.path("in/\(picture).png")])
    }

    private func refusal(_ target: String) async throws -> String {
        do {
            try await store.backUp(to: target)
        } catch {
            return describe(error) { "; \($0)" }
        }
        return "not refused"
    }

    @Test("not into the store, nor around it, nor onto it, by whatever way")
    func inside() async throws {
        try await ingest(1, store)
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("way"), withDestinationPath: store.path + "/objects")
        let targets = [
            store.path, store.path + "/objects", store.path + "/new/one", directory.path,
            directory.path("way"), directory.path("way/on"),
        ]
        for target in targets {
            await #expect(throws: RequestError.self, "\(target)") {
                try await store.backUp(to: target)
            }
        }
        #expect(!FileManager.default.fileExists(atPath: store.path + "/new"))
    }

    @Test("not over another store, its backup, or somebody's files")
    func others() async throws {
        try await ingest(1, store)
        let other = TestStore(at: directory.path("other"))
        try await ingest(2, other)
        #expect(try await refusal(other.path).contains("is a store and not a backup"))
        try await other.backUp(to: directory.path("others"))
        let message = try await refusal(directory.path("others"))
        #expect(message.contains("is a backup of the store"), "\(message)")
        try directory.write([1], to: "files/holiday.jpg")
        #expect(try await refusal(directory.path("files")).contains("holiday.jpg"))
        // What is left of a store without its configuration and catalogue.
        try directory.write([1], to: "rest/objects/sha256/ab")
        #expect(try await refusal(directory.path("rest")).contains("not empty"))
        #expect(try other.assets().count == 1)
    }

    @Test("not where somebody works, nor over what was stored in the backup itself")
    func used() async throws {
        try await ingest(1, store)
        try await store.backUp(to: backup.path)
        do {
            let open = try backup.open()
            defer { open.close() }
            #expect(try await refusal(backup.path).contains("another program works in"))
        }
        try await store.backUp(to: backup.path)
        try await ingest(2, backup)
        #expect(try await refusal(backup.path).contains("stored in the backup"))
        #expect(try backup.assets().count == 2)
    }

    @Test(
        "a disk that is full is named, and the backup that was there is as it was",
        .enabled(if: Tmpfs.isAvailable, "mounting a tmpfs takes root"))
    func full() async throws {
        let small = try Tmpfs(at: directory.path("small"), kilobytes: 2048)
        defer { small.unmount() }
        let target = TestStore(at: directory.path("small/backup"))
        try await ingest(1, store)
        try await store.backUp(to: target.path)
        let before = try StoreContents(of: target)
        for index in 0..<40 {
            try directory.write(
                testPicture(100 + index, width: 300, height: 200), to: "many/\(index).png")
        }
        try await store.ingest([directory.path("many")])
        let original = try StoreContents(of: store)
        let message = try await refusal(target.path)
        #expect(message.contains("freeSpace"), "\(message)")
        #expect(message.contains(target.path), "it says which disk: \(message)")
        #expect(try StoreContents(of: store) == original)
        let after = try StoreContents(of: target)
        #expect(after.assets == before.assets)
        #expect(after.unfounded().isEmpty)
        try small.resize(kilobytes: 32_768)
        #expect(try await store.backUp(to: target.path).counts.failed == 0)
        #expect(try StoreContents(of: target) == original)
    }
}
