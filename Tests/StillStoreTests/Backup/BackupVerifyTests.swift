import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("A backup that is verified") struct BackupVerifyTests {
    let stores = TemporaryDirectory()

    @Test("is whole, even if it keeps what its store has purged")
    func keepsFormer() async throws {
        let store = TestStore(at: stores.path("store"))
        let backup = TestStore(at: stores.path("backup"))
        for index in 0..<4 { try stores.write(testPicture(index), to: "in/\(index).png") }
        try await store.ingest([stores.path("in")])
        try await store.backUp(to: backup.path)
        let library = try store.open()
        try await library.deleted(["default/2.png"])
        try await library.runGC()
        library.close()
        try await store.backUp(to: backup.path)

        let object = try bytes(of: backup.object(testPicture(2)))
        #expect(object == testPicture(2))
        #expect(try await defects(of: backup) == [])
        try backup.damage(testPicture(3), with: [1, 2, 3])
        try backup.damage(testPicture(2), with: [1, 2, 3])
        #expect(try await defects(of: backup) == ["object-truncated"])
    }

    private func defects(of store: TestStore) async throws -> [String] {
        let library = try store.open()
        defer { library.close() }
        return try await library.verify(VerifyRequest()) { _ in }.kinds.keys.sorted()
    }
}
