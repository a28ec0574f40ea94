import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Whole places: generators and buckets") struct PlacesTests {
    let directory = TemporaryDirectory()
    let clock = TestClock()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func open() throws -> Library { try store.open { $0.clock = clock.clock() } }

    private func metadata(_ library: Library, _ item: RetrievalItem) throws -> [String: Any] {
        let text = try library.find(try #require(item.assetID)).asset.metadata
        return try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func invokeAI() throws -> InvokeAIServer {
        let server = try InvokeAIServer()
        server.add(InvokeAIBoard(id: "b1", name: "hills / sea"))
        server.add(InvokeAIBoard(id: "b2", name: "people"))
        for index in 0..<6 {
            server.add(
                InvokeAIImage(
                    name: "image-\(index).png", bytes: testPicture(index),
                    boardID: index < 2 ? "b1" : index < 4 ? "b2" : nil,
                    createdAt: "2025-03-0\(index + 1) 10:20:30.400",
                    metadata: #"{"positive_prompt":"a hill","seed":18446744073709551615}"#))
        }
        return server
    }

    @Test("an InvokeAI server comes with boards, metadata and times, and again is a sync")
    func invokeAIWhole() async throws {
        let server = try invokeAI()
        let library = try open()
        defer { library.close() }
        func fetch(_ board: String? = nil) async throws -> RetrievalReport {
            try await library.fetched([]) {
                $0.sources = [.invokeAI(server.url, board: board)]
            }
        }
        let report = try await fetch()
        #expect(report.items(.stored).count == 6, "\(report.failures)")
        let paths = report.items.compactMap(\.path).sorted()
        #expect(
            paths == [
                "Uncategorized/image-4.png", "Uncategorized/image-5.png",
                "hills - sea/image-0.png", "hills - sea/image-1.png", "people/image-2.png",
                "people/image-3.png",
            ])
        #expect(report.items.allSatisfy { $0.bucket == "invokeai" })
        let first = try #require(report.items.first { $0.path == "hills - sea/image-0.png" })
        let asset = try library.find(first.assetID!).asset
        #expect(asset.origin == .generated)
        #expect(asset.externalID == "image-0.png")
        #expect(asset.source == "invokeai+\(server.url)/image-0.png")
        let facts = try #require(try metadata(library, first)["invokeai"] as? [String: Any])
        #expect(facts["board"] as? String == "hills / sea")
        #expect(facts["created_at"] as? String == "2025-03-01 10:20:30.400")
        #expect(asset.metadata.contains("18446744073709551615"), "seeds keep all their digits")

        let before = server.server.requests.count
        let again = try await fetch()
        #expect(again.items(.unchanged).count == 6)
        let asked = server.server.requests[before...].map(\.path)
        #expect(!asked.contains { $0.hasSuffix("/full") }, "names are enough to know them")

        server.add(InvokeAIImage(name: "new.png", bytes: testPicture(77), boardID: "b1"))
        let board = try await fetch("hills / sea")
        #expect(board.items(.stored).map(\.path) == ["hills - sea/new.png"])
        #expect(board.items(.unchanged).count == 2)
    }

    @Test("an InvokeAI server in maintenance, with gaps and half-written files, is tried again")
    func invokeAIFaults() async throws {
        let server = try invokeAI()
        server.set {
            $0.isInMaintenance = true
            $0.images[1].isFileGone = true
            $0.images[2].file.partialAnswers = 1
        }
        let library = try open()
        defer { library.close() }
        let first = try await library.fetched([]) {
            $0.sources = [.invokeAI(server.url, board: nil)]
        }
        #expect(first.failures.count == 6)
        #expect(first.items.allSatisfy { !$0.isPermanent }, "409 is over some time")
        server.set { $0.isInMaintenance = false }
        clock.pass(seconds: 60)
        let second = try await library.retried()
        #expect(second.items(.stored).count == 4)
        let kinds = Dictionary(
            uniqueKeysWithValues: second.failures.map { ($0.file.suffix(11), $0.kind) })
        #expect(kinds == ["image-1.png": .httpStatus, "image-2.png": .truncated])
        clock.pass(seconds: 200)
        let third = try await library.retried()
        #expect(third.items(.stored).count == 1, "written to its end by now")
        #expect(try library.statistics().assetsByStatus == ["completed": 5, "failed": 1])
    }

    @Test("a server or bucket of the wrong kind is named, and nothing is registered")
    func notThere() async throws {
        let web = try LoopbackServer { _, connection in
            connection.respond(
                200, headers: [("Content-Type", "text/html")], body: Array("<html>".utf8))
        }
        let library = try open()
        defer { library.close() }
        for place in [
            FetchRequest.Sources.invokeAI(web.url, board: nil), .comfyUI(web.url, job: nil),
            .invokeAI("http://127.0.0.1:1", board: nil), .comfyUI("ftp://x", job: nil),
        ] {
            let report = try await library.fetched([]) { $0.sources = [place] }
            #expect(report.failures.count == 1)
            #expect(report.summary.counts.failed == 1)
        }
        #expect(try library.statistics().assets == 0)
    }

    @Test("a ComfyUI history comes as its outputs, with the job of each")
    func comfyUI() async throws {
        let server = try ComfyUIServer()
        let places = (0..<4).map { index in
            ComfyUIPlace("ComfyUI_0000\(index)_.png", subfolder: index < 2 ? "day one" : "")
        }
        for (index, place) in places.enumerated() {
            server.add(testPicture(index), at: place, partialAnswers: index == 3 ? 1 : 0)
        }
        let preview = ComfyUIPlace("preview.png", kind: .temp)
        server.add(testPicture(50), at: preview)
        server.add(
            ComfyUIJob(
                id: "job-a", number: 1,
                outputs: [.init(places[0]), .init(places[1]), .init(preview)]))
        server.add(
            ComfyUIJob(
                id: "job-b", number: 2, status: .error,
                outputs: [.init(places[2]), .init(places[3], list: .gifs)]))
        let library = try open()
        defer { library.close() }
        func fetch(_ job: String? = nil) async throws -> RetrievalReport {
            try await library.fetched([]) { $0.sources = [.comfyUI(server.url, job: job)] }
        }
        let one = try await fetch("job-a")
        #expect(one.items(.stored).count == 2)
        #expect(
            Set(one.items.compactMap(\.path)) == [
                "day one/ComfyUI_00000_.png", "day one/ComfyUI_00001_.png",
            ])
        let all = try await fetch()
        #expect(all.items(.unchanged).count == 2)
        #expect(all.items(.stored).count == 1)
        #expect(all.failures.map(\.kind) == [.truncated], "half-written")
        clock.pass(seconds: 60)
        #expect(try await library.retried().items(.stored).count == 1)
        let asset = try library.find("comfyui/ComfyUI_00002_.png").asset
        #expect(asset.jobID == "job-b")
        #expect(asset.origin == .generated)
        #expect(try await fetch("no-such-job").failures.map(\.kind) == [.httpStatus])
    }

    @Test(
        "a bucket's prefix lands as it is, and again is a sync",
        .enabled(if: S3Server.program != nil, "moto's server is not installed"))
    func bucket() async throws {
        let server = try S3Server()
        try server.makeBucket("pictures")
        for index in 0..<30 {
            try server.put(
                testPicture(index), bucket: "pictures", key: "a b/\(index % 3)/ü\(index).png",
                isPublic: true)
        }
        try server.put(testPicture(99), bucket: "pictures", key: "other/99.png", isPublic: true)
        let result = try runProgram(
            builtProgram("stillstore"),
            ["fetch", "s3://pictures/a b/", "--recursive", "--store", store.path, "--json"],
            environment: environment(server))
        #expect(result.status == 0, "\(result.errors) \(result.output.suffix(600))")
        let library = try store.open()
        var filter = AssetFilter()
        filter.bucket = "pictures"
        let listed = try library.list(filter, after: nil, limit: 100)
        #expect(listed.count == 30)
        #expect(listed.contains { $0.path == "a b/1/ü1.png" })
        library.close()
        try server.put(testPicture(200), bucket: "pictures", key: "a b/0/ü0.png", isPublic: true)
        let again = try runProgram(
            builtProgram("stillstore"),
            ["fetch", "s3://pictures/a b/", "--recursive", "--store", store.path, "--json"],
            environment: environment(server))
        let summary = try #require(again.objects.last)
        #expect(summary["stored"] as? Int == 1)
        #expect(summary["superseded"] as? Int == 1)
        #expect(summary["unchanged"] as? Int == 29)
    }

    private func environment(_ server: S3Server) -> [String: String] {
        [
            "AWS_ENDPOINT_URL": server.url, "AWS_REGION": S3Server.region,
            "AWS_ACCESS_KEY_ID": server.accessKey, "AWS_SECRET_ACCESS_KEY": server.secretKey,
            "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "", "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        ]
    }
}
