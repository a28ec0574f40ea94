import Catalog
import ContentStore
import Domain
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

/// What the pipeline does to assets is told in the feed.
@Suite("The pipeline's events") struct PipelineEventTests {
    let directory = TemporaryDirectory()
    let clock = TestClock()
    var store: TestStore { TestStore(at: directory.path("store"), clock: clock) }

    private struct Batch: Decodable, Equatable {
        var user_id: String?
        var added = 0
        var registered = 0
        var updated = 0
        var deleted = 0
        var restored = 0
        var purged = 0
        var assets: [String] = []
    }

    private func batches(_ library: Library, after number: Int64, as viewer: Viewer) throws
        -> [Batch]
    {
        var filter = EventFilter()
        filter.tables = ["assets"]
        return try library.domain.read(as: viewer) { [filter] reader in
            try reader.events.after(number, filter, limit: 1000).events.map { event in
                #expect(event.kind == .batch && event.changed == [])
                return try JSONDecoder().decode(Batch.self, from: Data(event.content.utf8))
            }
        }
    }

    private func newest(_ library: Library) throws -> Int64 {
        try library.domain.read(as: .program) { try $0.events.newest() }
    }

    @Test("one a transaction and owner: of ingests, uploads, deletions, undeletions and purges")
    func whole() async throws {
        let library = try store.open()
        defer { library.close() }
        let owner = try library.domain.viewer()
        let ann = try library.domain.change(as: owner) {
            try $0.users.create(email: "ann@example.com", name: "Ann").viewer
        }
        for index in 0..<20 { try directory.write(testPicture(index), to: "in/\(index).png") }
        var request = IngestRequest()
        request.roots = [FilePath(directory.path("in"))]
        request.placement.userID = ann.userID
        var number = try newest(library)
        _ = try await library.ingest(request) { _ in }
        let ingested = try batches(library, after: number, as: ann)
        #expect(ingested.map(\.added).reduce(0, +) == 20)
        #expect(ingested.count == 1 && ingested[0].user_id == ann.userID)
        #expect(ingested[0].assets == [], "they are many")
        // Again: nothing changes, and nothing is told.
        number = try newest(library)
        _ = try await library.ingest(request) { _ in }
        #expect(try newest(library) == number)

        // An upload is told by its id; of nobody, to admins alone.
        let place = try BucketPath(
            bucket: Array("up".utf8), path: Array("cat.png".utf8), limits: NameLimits())
        let item = try await Uploads(library).put(
            .bytes(testPicture(50)), at: place, IngestRequest.Placement(), keepsUndecodable: false)
        let asset = try #require(item.assetID)
        #expect(try batches(library, after: number, as: ann) == [])
        let seen = try batches(library, after: number, as: owner)
        #expect(seen.map(\.assets) == [[asset]] && seen.map(\.added) == [1])

        number = try newest(library)
        _ = try await library.deleted([asset])
        _ = try await library.undeleted([asset])
        _ = try await library.deleted([asset])
        clock.pass(seconds: 60)
        _ = try await library.runGC(before: clock.now)
        let ends = try batches(library, after: number, as: owner)
        #expect(
            ends.map { [$0.deleted, $0.restored, $0.purged] } == [
                [1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1],
            ])
        #expect(ends.map(\.assets) == Array(repeating: [asset], count: 4))
    }

    @Test("of sources: registered first, added when their bytes come; a rebuild has all of them")
    func sources() async throws {
        let server = try FaultServer { testPicture($0) }
        let library = try store.open()
        let owner = try library.domain.viewer()
        let number = try newest(library)
        _ = try await library.fetched([server.url("good", 1), server.url("good", 2)])
        let told = try batches(library, after: number, as: owner)
        #expect(told.map(\.registered).reduce(0, +) == 2)
        #expect(told.map(\.added).reduce(0, +) == 2)
        library.close()
        let before = try store.domainDump()
        try await store.rebuildCatalog()
        let after = try store.domainDump()
        #expect(after == before)
        #expect(!(before.rows["events"] ?? []).isEmpty)
    }
}
