import Catalog
import ContentStore
import Domain
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Files that become generations") struct ImportTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func session(_ library: Library) throws -> (Viewer, String) {
        let owner = try library.domain.viewer()
        let ann = try library.domain.change(as: owner) {
            try $0.users.create(email: "ann@example.com", name: "Ann").viewer
        }
        return (ann, try library.domain.change(as: ann) { try $0.sessions.create(.images).id })
    }

    @Test(
        "one for each new file of an ingest, in its session and counted, and none the second time")
    func ingest() async throws {
        let library = try store.open()
        let (ann, session) = try session(library)
        library.close()
        for index in 0..<5 { try directory.write(testPicture(index), to: "in/\(index).png") }
        var wanted = ImportedGeneration(for: ann)
        wanted.session = session
        wanted.index = 1
        for _ in 0..<2 {
            try await store.ingest(
                [directory.path("in")], options: { $0.batchItems = 2 },
                change: {
                    $0.placement.userID = ann.userID
                    $0.placement.generation = wanted
                })
        }
        let again = try store.open()
        defer { again.close() }
        let made = try again.domain.read(as: ann) { reader in
            try reader.generations.page(GenerationFilter()).items
        }
        #expect(Set(made.map(\.index)) == [1, 2, 3, 4, 5])
        #expect(made.count == 5)
        #expect(Set(made.map(\.sessionID)) == [session])
    }

    @Test(
        "of an upload is there with it, and nothing is stored for a session that is somebody else's"
    )
    func put() async throws {
        let library = try store.open()
        defer { library.close() }
        let (ann, session) = try session(library)
        var placement = IngestRequest.Placement()
        placement.userID = ann.userID
        placement.generation = ImportedGeneration(for: ann)
        placement.generation?.session = session
        let path = try BucketPath(
            bucket: Array("up".utf8), path: Array("cat.png".utf8), limits: NameLimits())
        let item = try await Uploads(library).put(
            .bytes(testPicture(1)), at: path, placement, keepsUndecodable: false)
        let made = try library.domain.read(as: ann) { reader in
            let items = try reader.generations.page(GenerationFilter()).items
            return try items.flatMap { try reader.variants.list(of: $0.id) }
        }
        #expect(made.map(\.assetID) == [item.assetID])
        placement.generation?.session = "nothing"
        let other = try BucketPath(
            bucket: Array("up".utf8), path: Array("dog.png".utf8), limits: NameLimits())
        let refused = placement
        await #expect(throws: DomainError.notFound(.sessions, "nothing")) {
            _ = try await Uploads(library).put(
                .bytes(testPicture(2)), at: other, refused, keepsUndecodable: false)
        }
        #expect(try library.list(AssetFilter(), after: nil, limit: 10).count == 1)
    }
}
