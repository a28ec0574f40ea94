import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Fetching") struct FetchTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func server() throws -> FaultServer { try FaultServer { testPicture($0) } }

    private func digest(_ seed: Int) -> Digest {
        testPicture(seed).withUnsafeBytes { Digest.of($0) }
    }

    @Test("a picture lands where its address says, with its thumbnail and its source")
    func lands() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        let report = try await library.fetched([server.url("good", 1)])
        let item = try #require(report.items.first)
        #expect(item.outcome == .stored)
        #expect(item.bucket == "127.0.0.1")
        #expect(item.path == "good/1.png")
        #expect(item.digest == digest(1))
        #expect(try bytes(of: store.path + "/buckets/127.0.0.1/good/1.png") == testPicture(1))
        #expect(files(below: store.path + "/renditions").count == 1)
        let details = try library.details(item.assetID!)
        #expect(details.listing.asset.source == server.url("good", 1))
        #expect(details.listing.asset.origin == .retrieved)
        #expect(details.listing.asset.retrievalStatus == .completed)
        #expect(details.attempts.map(\.errorKind) == [nil])
        let journal = try files(below: store.path + "/journal").map {
            String(decoding: try bytes(of: store.path + "/journal/" + $0), as: UTF8.self)
        }
        #expect(journal.joined().contains(server.url("good", 1)), "the journal has its source")
        #expect(store.staged.isEmpty)
    }

    @Test("fetching again fetches only what changed, and what changed supersedes")
    func again() async throws {
        let changes = TestClock(at: 0)
        let server = try LoopbackServer { request, connection in
            let seed = request.path == "/b.png" ? Int(changes.now) : 7
            ServedFile(testPicture(seed)).respond(to: request, over: connection)
        }
        let library = try store.open()
        defer { library.close() }
        let uris = ["\(server.url)/a.png", "\(server.url)/b.png"]
        let first = try await library.fetched(uris)
        #expect(first.items(.stored).count == 2)
        let second = try await library.fetched(uris)
        #expect(second.items(.unchanged).count == 2)
        #expect(second.summary.counts.bytes == 0, "not modified: no bytes came")
        #expect(try library.statistics().assets == 2)
        changes.pass(seconds: 1)
        let third = try await library.fetched(uris)
        #expect(third.items(.unchanged).count == 1)
        let stored = try #require(third.items(.stored).first)
        #expect(stored.path == "b.png")
        #expect(stored.superseded == first.items.first { $0.path == "b.png" }?.assetID)
        #expect(try library.statistics().assets == 2)
        #expect(try library.statistics().superseded == 1)
    }

    @Test("a version without ETag and date is told by its bytes")
    func noValidators() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        let first = try await library.fetched([server.url("no-range", 3)])
        let second = try await library.fetched([server.url("no-range", 3)])
        #expect(first.items(.stored).count == 1)
        #expect(second.items(.unchanged).count == 1)
        #expect(second.items.first?.assetID == first.items.first?.assetID)
        #expect(try library.statistics().assets == 1)
        #expect(store.staged.isEmpty)
    }

    @Test("bytes that are no picture are named, and kept only on request")
    func wrongContent() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        let report = try await library.fetched([
            server.url("html", 1), server.url("text", 2), server.url("damaged", 3),
        ])
        let kinds = Dictionary(uniqueKeysWithValues: report.failures.map { ($0.file, $0) })
        #expect(kinds[server.url("html", 1)]?.kind == .wrongContent)
        #expect(kinds[server.url("html", 1)]?.reason.contains("<") == true, "its first bytes")
        #expect(kinds[server.url("text", 2)]?.kind == .wrongContent)
        #expect(kinds[server.url("damaged", 3)]?.kind == .notAnImage)
        #expect(report.items.allSatisfy { $0.isPermanent && $0.nextAttempt == nil })
        #expect(files(below: store.path + "/objects").isEmpty)
        #expect(store.staged.isEmpty)
        let kept = try await library.fetched([server.url("html", 1)]) {
            $0.keepsUndecodable = true
        }
        #expect(kept.items(.stored).count == 1)
        let asset = try library.find(try #require(kept.items.first?.assetID))
        #expect(asset.asset.kind == .file)
    }

    @Test("an expected digest is compared with the bytes")
    func expectedDigest() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        func item(_ seed: Int, _ digest: Digest) -> SourceItem {
            var item = SourceItem(server.url("good", seed))
            item.isTrusted = true
            item.expectedDigest = digest
            return item
        }
        let report = try await library.fetched([]) {
            $0.sources = [.items([item(1, digest(1)), item(2, digest(1))])]
        }
        #expect(report.items(.stored).count == 1)
        #expect(report.failures.map(\.kind) == [.checksumMismatch])
        #expect(files(below: store.path + "/objects").count == 1)
        #expect(store.staged.isEmpty)
    }

    @Test("lists have URIs and JSON lines, with places, metadata and digests of their own")
    func list() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        let lines = """
            # pictures
            \(server.url("good", 1))

            {"uri": "\(server.url("good", 2))", "bucket": "b", "path": "x/{y}.png", "metadata": {"k": 1}}
            {"uri": "\(server.url("good", 3))", "digest": "sha256:\(digest(3).hex)"}
            {"uri": "\(server.url("good", 4))", "colour": "red"}
            nonsense
            {"uri": "gopher://x"}
            """
        let list = try directory.write(lines.utf8, to: "list")
        let report = try await library.fetched([]) {
            $0.sources = [.list(try! SourceList(FilePath(list)))]
            $0.options.allowedHosts = ["127.0.0.1"]
            $0.placement.metadata = #"{"run":"r"}"#
        }
        let paths = Set(report.items(.stored).map { "\($0.bucket!)/\($0.path!)" })
        #expect(paths == ["127.0.0.1/good/1.png", "b/x/{y}.png", "127.0.0.1/good/3.png"])
        let second = try library.find("b/x/{y}.png")
        #expect(second.asset.metadata == #"{"k":1,"run":"r"}"#)
        #expect(report.failures.count == 3)
        #expect(report.failures.allSatisfy { $0.kind == .unsupported })
        #expect(report.failures.contains { $0.reason.contains("colour") })
    }

    @Test("a list may come from Windows; an endless address in it is refused in few words")
    func windowsList() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        let endless = server.url("good", 1) + String(repeating: "a", count: 1 << 20)
        let lines = "\u{FEFF}\(server.url("good", 1))\r\n\(endless)\r\n"
        let list = try directory.write(lines.utf8, to: "list")
        let report = try await library.fetched([]) {
            $0.sources = [.list(try! SourceList(FilePath(list)))]
            $0.options.allowedHosts = ["127.0.0.1"]
        }
        #expect(report.items(.stored).map(\.path) == ["good/1.png"])
        #expect(report.failures.map(\.kind) == [.unsupported])
        #expect(
            report.failures.allSatisfy { $0.file.utf8.count < 1000 && $0.reason.contains("limit") })
    }

    @Test(
        "of several sources for one path the first to arrive keeps it, the others get paths beside it"
    )
    func collision() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        let report = try await library.fetched((0..<6).map { server.url("good", $0) }) {
            $0.bucket = Array("b".utf8)
            $0.placement.template = try! PathTemplate("same.{ext}")
        }
        let kept = try #require(report.items(.stored).first { $0.instead == nil })
        #expect(report.items(.stored).count == 6)
        #expect(Set(report.items.compactMap(\.path)).count == 6)
        let asset = try library.find("b/same.png")
        #expect(asset.asset.id == kept.assetID)
        #expect(try library.statistics().superseded == 0)
    }

    @Test("bytes whose path cannot be had are content that no asset has, and no defect")
    func pathTaken() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        func fetch(_ seed: Int, _ template: String) async throws -> RetrievalReport {
            let template = try PathTemplate(template)
            return try await library.fetched([server.url("good", seed)]) {
                $0.bucket = Array("b".utf8)
                $0.placement.template = template
            }
        }
        #expect(try await fetch(1, "a.png").items(.stored).count == 1)
        #expect(try await fetch(2, "a.png/b.png").failures.map(\.kind) == [.pathTaken])
        #expect(try await library.verify(VerifyRequest()) { _ in }.defects == 0)
        #expect(try store.query("SELECT count(*) FROM blobs") == ["2"])
        _ = try await library.runGC()
        #expect(try store.query("SELECT count(*) FROM blobs") == ["1"])
        #expect(try await library.verify(VerifyRequest()) { _ in }.defects == 0)
    }

    @Test("templates may use digest, extension and the source's time")
    func templates() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        let report = try await library.fetched([server.url("good", 5)]) {
            $0.bucket = Array("b".utf8)
            $0.placement.prefix = Array("in".utf8)
            $0.placement.template = try! PathTemplate("{index}-{stem}-{digest}.{ext}")
        }
        #expect(report.items.first?.path == "in/1-5-\(digest(5).hex).png")
    }

    @Test("data: addresses and files are sources too")
    func others() async throws {
        let library = try store.open()
        defer { library.close() }
        let file = try directory.write(testPicture(2), to: "pictures/a b.png")
        let data = "data:image/png;base64," + Data(testPicture(1)).base64EncodedString()
        let uri = URL(fileURLWithPath: file).absoluteString
        let report = try await library.fetched([data, uri])
        #expect(report.items(.stored).count == 2)
        #expect(Set(report.items.compactMap(\.digest)) == [digest(1), digest(2)])
        #expect(report.items.contains { $0.path?.hasSuffix("pictures/a b.png") == true })
        let again = try await library.fetched([data, uri])
        #expect(again.items(.unchanged).count == 2)
    }

    @Test("what is enqueued waits, and is fetched by a retry")
    func enqueue() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        let uris = (0..<5).map { server.url("good", $0) }
        let report = try await library.fetched(uris) { $0.enqueues = true }
        #expect(report.items(.pending).count == 5)
        #expect(server.server.requests.isEmpty)
        #expect(try library.statistics().assetsByStatus == ["pending": 5])
        let again = try await library.fetched(uris) { $0.enqueues = true }
        #expect(again.items(.pending).map(\.assetID) == report.items.map(\.assetID))
        let retry = try await library.retried()
        #expect(retry.items(.stored).count == 5)
        #expect(try library.statistics().assetsByStatus == ["completed": 5])
        let settled = try await library.fetched(uris) { $0.enqueues = true }
        #expect(settled.items(.unchanged).count == 5)
    }

    @Test("a source that is named twice is fetched once; a target that fails holds up no other")
    func twice() async throws {
        let server = try server()
        let library = try store.open { $0.clock = TestClock().clock() }
        defer { library.close() }
        let uri = server.url("good", 1)
        let report = try await library.fetched([uri, uri]) {
            $0.sources.insert(.comfyUI("http://127.0.0.1:1", job: nil), at: 0)
        }
        #expect(report.items(.stored).count == 1)
        #expect(report.summary.counts.skipped == 1)
        #expect(report.failures.map(\.kind) == [.connect])
        #expect(server.server.requests.count == 1)
    }

    @Test("a list may name files of this machine only where that is allowed")
    func filesInLists() async throws {
        let library = try store.open()
        defer { library.close() }
        let file = try directory.write(testPicture(2), to: "a.png")
        let uri = URL(fileURLWithPath: file).absoluteString
        let refused = try await library.fetched([uri], trusted: false)
        #expect(refused.failures.map(\.kind) == [.refusedAddress])
        let allowed = try await library.fetched([uri], trusted: false) {
            $0.options.allowedHosts = ["local"]
        }
        #expect(allowed.items(.stored).count == 1)
    }
}
