import Foundation
import StillStore
import Synchronization
import Testing

/// Through the public interface alone, as another package sees it.
@Suite("The library, embedded") struct StoreTests {
    private let directory = FileManager.default.temporaryDirectory
        .appending(path: "stillstore-api-\(UUID().uuidString)")
    private static let samples = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "samples")

    private func withStore(_ body: (Store) async throws -> Void) async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try Store(
            at: directory.appending(path: "store").path, creatingIfMissing: true)
        defer { store.close() }
        try await body(store)
    }

    private func sample() throws -> (path: String, bytes: [UInt8]) {
        let files = try FileManager.default.subpathsOfDirectory(atPath: Self.samples.path)
        let name = try #require(files.sorted().first { $0.hasSuffix(".png") })
        let path = Self.samples.appending(path: name).path
        return (path, try [UInt8](Data(contentsOf: URL(filePath: path))))
    }

    @Test("a picture is put, found by each of its names, listed, read back and shown small")
    func put() async throws {
        let (_, bytes) = try sample()
        try await withStore { store in
            let asset = try await store.put(bytes, at: "up/a/b.png", metadata: #"{"by":"me"}"#)
            #expect(asset.bucket == "up" && asset.path == "a/b.png")
            #expect(asset.size == bytes.count && asset.format == "png")
            #expect(asset.metadata == #"{"by":"me"}"#)
            for name in [asset.id, asset.digest!, "up/a/b.png"] {
                let found = try await store.find(name)
                #expect(found == asset)
            }
            let page = try await store.list(bucket: "up")
            #expect(page.assets == [asset] && page.next == nil)
            let copy = Mutex<[UInt8]>([])
            try await store.read(asset.id) { piece in copy.withLock { $0 += piece } }
            #expect(copy.withLock { $0 } == bytes)
            let file = try await store.file(of: asset.id)
            #expect(FileManager.default.contents(atPath: file).map([UInt8].init) == bytes)
            let preview = try await store.rendition(of: asset.id, recipe: "preview")
            #expect(FileManager.default.fileExists(atPath: preview))
        }
    }

    @Test("a directory is ingested, each file is reported, and again nothing is new")
    func ingest() async throws {
        try await withStore { store in
            let items = Mutex<[RunItem]>([])
            let first = try await store.ingest([Self.samples.path], into: "samples") { item in
                items.withLock { $0.append(item) }
            }
            #expect(first.stored > 5)
            #expect(items.withLock { $0.count } == first.found)
            let again = try await store.ingest([Self.samples.path], into: "samples")
            #expect(again.stored == 0)
            var count = 0
            var after: String?
            repeat {
                let page = try await store.list(bucket: "samples", after: after, limit: 4)
                count += page.assets.count
                after = page.next
            } while after != nil
            #expect(count == first.stored + first.duplicates)
        }
    }

    @Test("a source is fetched, and one that is not there is reported with its reason")
    func fetch() async throws {
        let (path, bytes) = try sample()
        try await withStore { store in
            let address = URL(filePath: path).absoluteString
            let result = try await store.fetch([address], into: "web", areTrusted: true) { item in
                if case .failed(let error) = item.outcome { Issue.record("\(error)") }
            }
            #expect(result.stored == 1)
            let found = try await store.list(bucket: "web")
            #expect(found.assets.first?.size == bytes.count)
            let failed = Mutex<[StillStoreError]>([])
            let missing = try await store.fetch(["file:///no/such/file.png"], into: "web") { item in
                if case .failed(let error) = item.outcome { failed.withLock { $0.append(error) } }
            }
            #expect(missing.failed == 1)
            #expect(failed.withLock { $0.first?.message.contains("may not name files") } == true)
            #expect(failed.withLock { $0.first?.kind } == .refused)
        }
    }

    @Test("an impossible request is refused with its subject")
    func refusals() async throws {
        try await withStore { store in
            await #expect {
                try await store.put(Array("no picture".utf8), at: "up/a.png")
            } throws: {
                ($0 as? StillStoreError)?.kind == .refused
            }
            await #expect { try await store.put([], at: "nobucket") } throws: {
                ($0 as? StillStoreError)?.kind == .usage
            }
            let nothing = try await store.find("up/nothing.png")
            #expect(nothing == nil)
            await #expect { try await store.file(of: "up/nothing.png") } throws: {
                ($0 as? StillStoreError)?.kind == .notFound
            }
            store.close()
            await #expect { try await store.find("up/nothing.png") } throws: {
                ($0 as? StillStoreError)?.kind == .unusable
            }
        }
        #expect(throws: StillStoreError.self) { try Store(at: directory.path + "/none") }
    }
}
