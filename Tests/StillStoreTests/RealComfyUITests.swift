import Catalog
import ContentStore
import Foundation
import Retrieval
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Against a real ComfyUI, as `make test-comfyui` starts it.
private let realServer = ProcessInfo.processInfo.environment["STILLSTORE_COMFYUI"]
private let realOutput = ProcessInfo.processInfo.environment["STILLSTORE_COMFYUI_OUTPUT"]

@Suite(
    "A real ComfyUI", .serialized,
    .enabled(if: realServer != nil && realOutput != nil, "make test-comfyui starts one"))
struct RealComfyUITests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// What the server makes without a model: a picture of another size.
    private func graph(_ image: String, width: Int, prefix: String, node: String) -> [String: Any] {
        let scale: [String: Any] = [
            "image": ["1", 0] as [Any], "upscale_method": "bilinear", "width": width,
            "height": 40, "crop": "disabled",
        ]
        let save: [String: Any] = ["images": ["2", 0] as [Any], "filename_prefix": prefix]
        return [
            "1": ["class_type": "LoadImage", "inputs": ["image": image]] as [String: Any],
            "2": ["class_type": "ImageScale", "inputs": scale] as [String: Any],
            "3": ["class_type": node, "inputs": save] as [String: Any],
        ]
    }

    private func answer(_ path: String, posting body: [String: Any]? = nil) async throws -> Any {
        var request = URLRequest(url: URL(string: realServer! + path)!)
        if let body {
            request.httpMethod = "POST"
            request.httpBody = try JSONSerialization.data(withJSONObject: body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, _) = try await URLSession.shared.data(for: request)
        return try JSONSerialization.jsonObject(with: data)
    }

    /// Queues a job and returns its id.
    private func queue(
        _ image: String, width: Int, prefix: String, node: String = "SaveImage"
    ) async throws -> String {
        let graph = graph(image, width: width, prefix: prefix, node: node)
        let answered = try await answer("/prompt", posting: ["prompt": graph])
        return try #require((answered as? [String: Any])?["prompt_id"] as? String, "\(answered)")
    }

    /// Queues a job and waits for its end.
    private func run(
        _ image: String, width: Int, prefix: String, node: String = "SaveImage"
    ) async throws -> String {
        let id = try await queue(image, width: width, prefix: prefix, node: node)
        while (try await answer("/history/\(id)") as? [String: Any])?[id] == nil {
            try await Task.sleep(for: .milliseconds(100))
        }
        return id
    }

    private func fetch(
        _ library: Library, job: String? = nil, _ change: (inout FetchRequest) -> Void = { _ in }
    ) async throws -> RetrievalReport {
        try await library.fetched([]) {
            $0.sources = [.comfyUI(realServer!, job: job)]
            change(&$0)
        }
    }

    /// Those of one test: the server's history has the jobs of all.
    private func items(_ report: RetrievalReport, _ prefix: String) -> [RetrievalItem] {
        report.items.filter { $0.source.contains(prefix) }
    }

    @Test("jobs come with their pictures, once; a single job, by its id and into its own folder")
    func whole() async throws {
        let library = try store.open()
        defer { library.close() }
        let one = try await run("silk.png", width: 50, prefix: "whole/a")
        // The same again at once: nothing runs, and the first job's file is named once more.
        _ = try await run("silk.png", width: 50, prefix: "whole/a")
        let two = try await run("lighthouse.jpg", width: 60, prefix: "whole/b")
        let first = try await fetch(library)
        #expect(first.failures.isEmpty)
        let own = items(first, "whole")
        #expect(
            Set(own.compactMap(\.path)) == ["whole/a_00001_.png", "whole/b_00001_.png"])
        let asset = try library.find("comfyui/whole/a_00001_.png")
        #expect(asset.asset.jobID == one && asset.asset.origin == .generated)
        #expect(asset.blob?.picture?.width == 50)
        #expect(abs(asset.asset.createdAt - WallClock.system.now()) < 3_600_000)
        #expect(!asset.asset.metadata.contains("class_type"), "the file itself has its graph")
        #expect(try await fetch(library).items(.stored).isEmpty)
        let single = try await fetch(library, job: two) {
            $0.bucket = Array("jobs".utf8)
            $0.placement.template = try! PathTemplate("{job_id}/{filename}")
        }
        #expect(single.items.map(\.path) == ["\(two)/b_00001_.png"])
        #expect(try await fetch(library, job: "nobody").failures.count == 1)
    }

    @Test("an emptied folder, and names from 00001 again: both pictures stay")
    func namesUsedAgain() async throws {
        let library = try store.open()
        defer { library.close() }
        _ = try await run("silk.png", width: 70, prefix: "again/x")
        let first = try #require(items(try await fetch(library), "again").first)
        try FileManager.default.removeItem(atPath: realOutput! + "/again")
        let job = try await run("silk.png", width: 71, prefix: "again/x")
        let second = try #require(items(try await fetch(library), "again").first)
        #expect(second.outcome == .stored && second.superseded == nil)
        #expect(second.path == "again/x_00001_ (job \(job)).png")
        #expect(try library.find(first.assetID!).asset.isCurrent)
        #expect(items(try await fetch(library), "again").map(\.outcome) == [.unchanged])
        #expect(try library.statistics().superseded == 0)
    }

    @Test("previews are left out, and fetched on request")
    func previews() async throws {
        let library = try store.open()
        defer { library.close() }
        let id = try await run("silk.png", width: 80, prefix: "p", node: "PreviewImage")
        #expect(try await fetch(library, job: id).items.isEmpty)
        let all = try await fetch(library, job: id) { $0.wishes.intermediates = true }
        #expect(all.items(.stored).count == 1)
        #expect(all.items.first?.path?.hasPrefix("temp/") == true)
    }

    @Test("a server of another kind is recognised")
    func other() async throws {
        let library = try store.open()
        defer { library.close() }
        let other = try await library.fetched([]) {
            $0.sources = [.invokeAI(realServer!, board: nil)]
        }
        #expect(other.failures.map(\.kind) == [.badAnswer])
    }
}
