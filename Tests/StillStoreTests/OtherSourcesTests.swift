import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("What came from elsewhere is never superseded by a retrieval")
struct OtherSourcesTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func comfyUI(_ name: String, _ seed: Int, job: String) throws -> ComfyUIServer {
        let server = try ComfyUIServer()
        make(name, seed, job: job, on: server)
        return server
    }

    /// The folder is emptied and the history forgotten: names begin again.
    private func make(_ name: String, _ seed: Int, job: String, on server: ComfyUIServer) {
        server.set { state in
            state.files = [ComfyUIPlace(name): HalfWritten(testPicture(seed))]
            state.jobs = [
                ComfyUIJob(
                    id: job, number: 1, outputs: [ComfyUIJob.Output(ComfyUIPlace(name))])
            ]
        }
    }

    private func round(_ library: Library, _ url: String) async throws -> RetrievalReport {
        try await library.fetched([]) { $0.sources = [.comfyUI(url, job: nil)] }
    }

    private func shown() throws -> [String] {
        try store.query(
            "SELECT bucket || '/' || path FROM bucket_paths WHERE superseded_at IS NULL ORDER BY 1")
    }

    @Test("a name that another job used before: both pictures stay, and nothing is fetched again")
    func namesUsedAgain() async throws {
        let server = try comfyUI("ComfyUI_00001_.png", 1, job: "job-a")
        let library = try store.open()
        defer { library.close() }
        _ = try await round(library, server.url)
        make("ComfyUI_00001_.png", 2, job: "job-b", on: server)
        let second = try await round(library, server.url)
        #expect(second.items(.stored).map(\.superseded) == [nil])
        #expect(second.items(.stored).map(\.instead) == ["comfyui/ComfyUI_00001_.png"])
        #expect(
            try shown() == [
                "comfyui/ComfyUI_00001_ (job job-b).png", "comfyui/ComfyUI_00001_.png",
            ])
        for _ in 0..<2 {
            let again = try await round(library, server.url)
            #expect(again.items.map(\.outcome) == [.unchanged])
        }
        // The server remembers both jobs; only the later one's picture is there.
        server.set { state in
            state.jobs.insert(
                ComfyUIJob(
                    id: "job-a", number: 0,
                    outputs: [ComfyUIJob.Output(ComfyUIPlace("ComfyUI_00001_.png"))]), at: 0)
        }
        let both = try await round(library, server.url)
        #expect(both.items.map(\.outcome) == [.unchanged])
        #expect(try library.statistics().assets == 2)
        #expect(try library.statistics().superseded == 0)
        let bytes = try bytes(of: store.path + "/buckets/comfyui/ComfyUI_00001_.png")
        #expect(bytes == testPicture(1))
    }

    @Test("a name that is used again before the history tells of the new job supersedes nothing")
    func usedAgainEarly() async throws {
        let server = try comfyUI("C_1.png", 1, job: "ja")
        let library = try store.open()
        defer { library.close() }
        _ = try await round(library, server.url)
        for seed in 2...4 {
            make("C_1.png", seed, job: "ja", on: server)
            let report = try await round(library, server.url)
            #expect(report.items(.stored).map(\.superseded) == [nil])
            #expect(try await round(library, server.url).items.map(\.outcome) == [.unchanged])
        }
        #expect(try library.statistics().superseded == 0)
        let paths = try shown()
        #expect(paths.count == 4)
        #expect(paths.contains("comfyui/C_1 (job ja, changed).png"))
        #expect(try bytes(of: store.path + "/buckets/comfyui/C_1.png") == testPicture(1))
        // Once the history has it, the picture is known already.
        make("C_1.png", 4, job: "jb", on: server)
        #expect(try await round(library, server.url).items.map(\.outcome) == [.unchanged])
    }

    @Test("a path that became free is used by the next picture, which supersedes nothing")
    func changedAfterDeletion() async throws {
        let server = try comfyUI("a.png", 1, job: "ja")
        let library = try store.open()
        defer { library.close() }
        _ = try await round(library, server.url)
        make("a.png", 2, job: "ja", on: server)
        _ = try await round(library, server.url)
        _ = try await library.deleted(["comfyui/a.png"])
        make("a.png", 3, job: "ja", on: server)
        #expect(try await round(library, server.url).items(.stored).map(\.superseded) == [nil])
        #expect(try shown() == ["comfyui/a (job ja, changed).png", "comfyui/a.png"])
    }

    @Test("a file that a later job only found in its cache is still the first one's")
    func cached() async throws {
        let server = try comfyUI("a.png", 1, job: "job-a")
        let library = try store.open()
        defer { library.close() }
        _ = try await round(library, server.url)
        server.set { state in
            var later = ComfyUIJob(
                id: "job-b", number: 2, outputs: [ComfyUIJob.Output(ComfyUIPlace("a.png"))])
            later.cachedNodes = ["9"]
            state.jobs.append(later)
        }
        #expect(try await round(library, server.url).items.map(\.outcome) == [.unchanged])
        // The first job is forgotten: the file did not change.
        server.set { $0.jobs.removeFirst() }
        for _ in 0..<2 {
            #expect(try await round(library, server.url).items.map(\.outcome) == [.unchanged])
        }
        #expect(try library.statistics().assets == 1)
    }

    @Test("two servers with the same names keep their pictures, round after round")
    func twoServers() async throws {
        let (one, other) = (
            try comfyUI("x.png", 1, job: "job-a"), try comfyUI("x.png", 2, job: "job-b")
        )
        let library = try store.open()
        defer { library.close() }
        for index in 0..<3 {
            for server in [one, other] {
                let report = try await round(library, server.url)
                #expect(report.items.map(\.outcome) == [index == 0 ? .stored : .unchanged])
                #expect(report.items.allSatisfy { $0.superseded == nil })
            }
        }
        let port = other.server.port
        #expect(try shown() == ["comfyui/x (from 127.0.0.1-\(port)).png", "comfyui/x.png"])
    }

    @Test("a server under another name adds nothing, also beside another's picture")
    func otherNameBeside() async throws {
        let (one, other) = (
            try comfyUI("x.png", 1, job: "job-a"), try comfyUI("x.png", 2, job: "job-b")
        )
        let library = try store.open()
        defer { library.close() }
        for server in [one, other] { _ = try await round(library, server.url) }
        let name = other.url.replacing("127.0.0.1", with: "localhost")
        for url in [name, other.url, name] {
            #expect(try await round(library, url).items.map(\.outcome) == [.unchanged])
        }
        #expect(try library.statistics().assets == 2)
    }

    @Test("the same bytes at the same path are nothing new, and the other source is known")
    func sameBytes() async throws {
        let server = try comfyUI("x.png", 1, job: "job-a")
        let library = try store.open()
        defer { library.close() }
        let other = server.url.replacing("127.0.0.1", with: "localhost")
        #expect(try await round(library, server.url).items.map(\.outcome) == [.stored])
        for url in [other, server.url, other, other] {
            #expect(try await round(library, url).items.map(\.outcome) == [.unchanged])
        }
        let sent = server.server.requests.filter { $0.path == "/view" }
        #expect(sent.count == 5, "each round asks once")
        #expect(
            sent.dropFirst(2).allSatisfy { $0.headers["if-none-match"] != nil },
            "known versions are asked for with a condition")
        #expect(try store.query("SELECT count(*) FROM assets") == ["1"])
        // A rebuilt catalogue knows them too.
        library.close()
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        let again = try store.open()
        defer { again.close() }
        #expect(try await round(again, other).items.map(\.outcome) == [.unchanged])
        let last = server.server.requests.last { $0.path == "/view" }
        #expect(last?.headers["if-none-match"] != nil)
    }

    @Test("other spellings of an address are the same source")
    func spellings() async throws {
        let server = try FaultServer { testPicture($0) }
        let library = try store.open()
        defer { library.close() }
        let plain = server.url("good", 1)
        let odd = [
            plain.replacing("http://", with: "HTTP://"), plain + "?", plain + "#part",
            plain.replacing("good", with: "%67ood"), plain.replacing("/good", with: "/./good"),
        ]
        #expect(try await library.fetched([plain]).items(.stored).count == 1)
        for address in odd {
            let report = try await library.fetched([address])
            #expect(report.items.map(\.outcome) == [.unchanged], "\(address)")
        }
        #expect(try store.query("SELECT count(*) FROM assets") == ["1"])
    }

    @Test("sources for one path of one run and of several all stay, and do not multiply")
    func onePath() async throws {
        let server = try FaultServer { testPicture($0) }
        let library = try store.open()
        defer { library.close() }
        func list(_ seeds: ClosedRange<Int>) async throws -> RetrievalReport {
            try await library.fetched(seeds.map { server.url("good", $0) }) {
                $0.bucket = Array("b".utf8)
                $0.placement.template = try! PathTemplate("same.{ext}")
            }
        }
        let first = try await list(1...3)
        #expect(first.items(.stored).count == 3)
        #expect(first.items(.stored).filter { $0.instead == nil }.map(\.path) == ["same.png"])
        #expect(try await list(2...5).items(.stored).count == 2)
        for _ in 0..<2 { #expect(try await list(1...5).items(.unchanged).count == 5) }
        #expect(try library.statistics().assets == 5)
        #expect(try library.statistics().superseded == 0)
    }

    @Test("numbers of a list that moved leave every picture where it is")
    func movedIndex() async throws {
        let server = try FaultServer { testPicture($0) }
        let library = try store.open()
        defer { library.close() }
        func list(_ seeds: [Int]) async throws -> RetrievalReport {
            try await library.fetched(seeds.map { server.url("good", $0) }) {
                $0.bucket = Array("b".utf8)
                $0.placement.template = try! PathTemplate("set/{index}.{ext}")
            }
        }
        #expect(try await list([1, 2, 3]).items(.stored).count == 3)
        let second = try await list([9, 1, 2, 3])
        #expect(second.items(.unchanged).count == 3)
        #expect(second.items(.stored).map(\.superseded) == [nil])
        #expect(try await list([9, 1, 2, 3]).items(.unchanged).count == 4)
        #expect(
            try bytes(of: store.path + "/buckets/b/set/1.png") == testPicture(1),
            "what was there stays")
    }

    @Test("a file that the user put there stays; what the user puts over a retrieval does too")
    func uploads() async throws {
        let server = try FaultServer { testPicture($0) }
        let library = try store.open()
        defer { library.close() }
        let file = try directory.write(testPicture(7), to: "own.png")
        func put(_ path: String) async throws {
            let place = try BucketPath(
                bucket: Array("b".utf8), path: Array(path.utf8), limits: library.limits.name)
            _ = try await Uploads(library).put(
                .file(FilePath(file)), at: place, IngestRequest.Placement(),
                keepsUndecodable: false)
        }
        func fetch(_ seed: Int) async throws -> RetrievalReport {
            try await library.fetched([server.url("good", seed)]) {
                $0.bucket = Array("b".utf8)
            }
        }
        try await put("good/1.png")
        let first = try await fetch(1)
        #expect(first.items(.stored).map(\.superseded) == [nil])
        #expect(try await fetch(1).items(.unchanged).count == 1)
        #expect(try await fetch(2).items(.stored).map(\.path) == ["good/2.png"])
        try await put("good/2.png")
        for _ in 0..<2 { #expect(try await fetch(2).items(.unchanged).count == 1) }
        for name in ["good/1.png", "good/2.png"] {
            #expect(try bytes(of: store.path + "/buckets/b/" + name) == testPicture(7))
        }
        #expect(try library.statistics().superseded == 1)
    }

    @Test("a source whose picture is beside another's supersedes it there when it changes")
    func changesBeside() async throws {
        let changes = TestClock(at: 1)
        let server = try LoopbackServer { request, connection in
            let seed = request.path == "/b.png" ? Int(changes.now) : 100
            ServedFile(testPicture(seed)).respond(to: request, over: connection)
        }
        let library = try store.open()
        defer { library.close() }
        func fetch(_ name: String) async throws -> RetrievalItem? {
            try await library.fetched(["\(server.url)/\(name)"]) {
                $0.bucket = Array("b".utf8)
                $0.placement.template = try! PathTemplate("same.png")
            }.items.first
        }
        _ = try await fetch("a.png")
        let first = try await fetch("b.png")
        changes.pass(seconds: 1)
        let second = try await fetch("b.png")
        #expect(second?.path == first?.path)
        #expect(second?.superseded == first?.assetID)
        // Also when the place before it has become free.
        _ = try await library.deleted(["b/same.png"])
        changes.pass(seconds: 1)
        let third = try await fetch("b.png")
        #expect(third?.path == first?.path)
        #expect(third?.superseded == second?.assetID)
    }
}
