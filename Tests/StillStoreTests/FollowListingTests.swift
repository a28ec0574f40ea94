import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Listings of pictures that are in the store") struct FollowListingTests {
    let directory = TemporaryDirectory()
    let server: InvokeAIServer
    var store: TestStore { TestStore(at: directory.path("store")) }

    init() throws {
        server = try InvokeAIServer()
        server.add(InvokeAIBoard(id: "b-1", name: "Night"))
        server.add(InvokeAIBoard(id: "b-2", name: "Day"))
        for (index, board) in ["b-1", "b-1", "b-2", nil].enumerated() {
            server.add(
                InvokeAIImage(
                    name: "i-\(index).png", bytes: testPicture(index), boardID: board,
                    createdAt: "2025-01-02 03:04:0\(index).678"))
        }
    }

    private func round(
        _ library: Library, _ change: (inout FetchRequest) -> Void = { _ in }
    ) async throws -> RetrievalReport {
        try await library.fetched([]) {
            $0.sources = [.invokeAI(server.url, board: nil)]
            change(&$0)
        }
    }

    private func shown() throws -> [String] {
        try store.query("SELECT path FROM bucket_paths WHERE superseded_at IS NULL ORDER BY path")
    }

    private func fetches() -> Int {
        server.server.requests.count { $0.path.hasSuffix("/full") }
    }

    private func gone(_ report: RetrievalReport) -> Int {
        report.events.reduce(0) { sum, event in
            if case .gone(let count) = event { sum + count } else { sum }
        }
    }

    @Test("boards, stars and names of boards follow; no bytes come again; a rebuild has the same")
    func follows() async throws {
        do {
            let library = try store.open()
            defer { library.close() }
            #expect(try await round(library).items(.stored).count == 4)
            let created = try library.find("invokeai/Night/i-1.png").asset.createdAt
            #expect(created == 1_735_787_041_678, "the time of the generator")
            server.set { state in
                state.images[0].boardID = "b-2"
                state.images[1].isStarred = true
                state.boards[1].name = "Noon"
            }
            let second = try await round(library)
            #expect(second.items(.unchanged).count == 4)
            #expect(
                try shown() == [
                    "Night/i-1.png", "Noon/i-0.png", "Noon/i-2.png", "Uncategorized/i-3.png",
                ])
            #expect(
                try bytes(of: store.path + "/buckets/invokeai/Noon/i-0.png") == testPicture(0))
            #expect(!files(below: store.path + "/buckets").contains { $0.contains("Day") })
            #expect(try library.find("invokeai/Night/i-1.png").asset.metadata.contains("true"))
            let moved = try library.find("invokeai/Noon/i-0.png").asset.metadata
            #expect(moved.contains("Noon") && moved.contains("b-2"))
            // The board is deleted and its images stay.
            server.set { state in
                state.boards.removeLast()
                for index in state.images.indices where state.images[index].boardID == "b-2" {
                    state.images[index].boardID = nil
                }
            }
            _ = try await round(library)
            #expect(
                try shown() == ["Night/i-1.png"] + [0, 2, 3].map { "Uncategorized/i-\($0).png" })
            #expect(fetches() == 4)
            #expect(try store.damagedObjects().isEmpty)
        }
        let before = try CatalogDump(store)
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        #expect(try CatalogDump(store).differences(from: before) == [])
        _ = try await Library.rebuildJournal(at: FilePath(store.path), report: { _ in })
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        let library = try store.open()
        defer { library.close() }
        #expect(try await round(library).items(.unchanged).count == 4)
        #expect(fetches() == 4)
    }

    @Test("with a template of the user too, and around a picture that is in the way")
    func template() async throws {
        let library = try store.open()
        defer { library.close() }
        func own(_ request: inout FetchRequest) {
            request.placement.template = try! PathTemplate("g/{relative_path}")
        }
        _ = try await round(library, own)
        let file = try directory.write(testPicture(9), to: "own.png")
        let place = try BucketPath(
            bucket: Array("invokeai".utf8), path: Array("g/Day/i-0.png".utf8),
            limits: library.limits.name)
        _ = try await Uploads(library).put(
            .file(FilePath(file)), at: place, IngestRequest.Placement(), keepsUndecodable: false)
        server.set { ($0.images[0].boardID, $0.images[1].boardID) = ("b-2", "b-2") }
        for _ in 0..<2 { #expect(try await round(library, own).items(.unchanged).count == 4) }
        let port = server.server.port
        #expect(
            try shown() == [
                "g/Day/i-0 (from 127.0.0.1-\(port)).png", "g/Day/i-0.png", "g/Day/i-1.png",
                "g/Day/i-2.png", "g/Uncategorized/i-3.png",
            ])
        #expect(fetches() == 4)
        #expect(try library.statistics().superseded == 0)
    }

    @Test("one whose state the server cannot tell does not keep others from being recorded as gone")
    func goneBesideBroken() async throws {
        let clock = TestClock()
        let library = try store.open { $0.clock = clock.clock() }
        defer { library.close() }
        _ = try await round(library)
        server.set { state in
            state.images.removeFirst(3)
            state.brokenNames = ["i-0.png"]
        }
        let report = try await round(library)
        #expect(gone(report) == 2)
        #expect(report.failures.map { $0.reason.contains("i-0.png") } == [true])
    }

    @Test("a picture gone at the server stays, is marked, and is unmarked when it is there again")
    func gone() async throws {
        let library = try store.open()
        defer { library.close() }
        #expect(gone(try await round(library)) == 0)
        let all = server
        let removed = testPicture(2)
        all.set { $0.images.remove(at: 2) }
        #expect(gone(try await round(library)) == 1)
        #expect(gone(try await round(library)) == 0, "that is known")
        #expect(try library.statistics().goneAtSource == 1)
        #expect(try library.statistics().assets == 4)
        var filter = AssetFilter()
        filter.isOfGone = true
        #expect(try library.list(filter, after: nil, limit: 9).map(\.path) == ["Day/i-2.png"])
        // An image that is only no longer listed is there.
        all.set { $0.images[0].isIntermediate = true }
        #expect(gone(try await round(library)) == 0)
        all.set { state in
            state.images.append(InvokeAIImage(name: "i-2.png", bytes: removed, boardID: "b-2"))
        }
        #expect(gone(try await round(library)) == 0)
        #expect(try library.statistics().goneAtSource == 0)
        #expect(fetches() == 4)
    }

    @Test("a single image lands where the listing puts it, and the listing knows it")
    func single() async throws {
        let library = try store.open()
        defer { library.close() }
        let one = try await library.fetched(["invokeai+\(server.url)/i-0.png"])
        #expect(one.items.map(\.path) == ["Night/i-0.png"])
        let all = try await round(library)
        #expect(all.items(.unchanged).count == 1 && all.items(.stored).count == 3)
        #expect(try library.statistics().assets == 4)
    }

    @Test("what was deleted here stays deleted in the daily round")
    func deleted() async throws {
        let library = try store.open()
        defer { library.close() }
        _ = try await round(library)
        _ = try await library.deleted(["invokeai/Night/i-0.png"])
        server.set { $0.images[0].boardID = "b-2" }
        let second = try await round(library)
        #expect(second.items.filter(\.wasDeleted).count == 1)
        #expect(try library.statistics().assets == 3)
        let again = try await round(library) { $0.fetchesAgain = true }
        #expect(again.items(.duplicate).map(\.path) == ["Day/i-0.png"])
    }

    @Test("the job of ComfyUI's pictures goes into paths, its graph into the metadata")
    func comfyUI() async throws {
        let server = try ComfyUIServer()
        for number in 1...2 {
            let place = ComfyUIPlace("\(number).png")
            server.add(testPicture(number), at: place)
            var job = ComfyUIJob(
                id: "job-\(number)", number: number, outputs: [ComfyUIJob.Output(place)],
                graph: #"{"3": {"class_type": "KSampler", "inputs": {"seed": 7}}}"#)
            job.extra = #"{"extra_pnginfo": {"workflow": {"nodes": []}}}"#
            server.add(job)
        }
        let library = try store.open()
        defer { library.close() }
        func round() async throws -> RetrievalReport {
            try await library.fetched([]) {
                $0.sources = [.comfyUI(server.url, job: nil)]
                $0.placement.template = try! PathTemplate("generated/{job_id}/{filename}")
            }
        }
        let first = try await round()
        #expect(
            Set(first.items.compactMap(\.path))
                == ["generated/job-1/1.png", "generated/job-2/2.png"])
        let asset = try library.find("comfyui/generated/job-1/1.png").asset
        let all = try JSONSerialization.jsonObject(with: Data(asset.metadata.utf8))
        let fields = try #require((all as? [String: Any])?["comfyui"] as? [String: Any])
        #expect((fields["graph"] as? [String: Any])?["3"] != nil)
        #expect((fields["workflow"] as? [String: Any])?["nodes"] != nil)
        #expect(fields["job"] as? String == "job-1")
        #expect(asset.createdAt == 1_760_000_062_000)
        #expect(try await round().items(.unchanged).count == 2)
    }
}
