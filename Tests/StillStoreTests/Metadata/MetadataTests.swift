import Catalog
import ContentStore
import Foundation
import GRDB
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("What generators wrote into pictures") struct MetadataTests {
    private static let infotext = """
        a castle, <lora:Misty:0.7>
        Negative prompt: people
        Steps: 30, Sampler: Euler a, CFG scale: 7, Seed: 18446744073709551615, Size: 48x32, \
        Model hash: 0f1e2d3c4b, Model: painter/Sample-V1.safetensors
        """

    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func fill() async throws {
        try directory.write(
            withText(testPicture(1), "parameters", MetadataTests.infotext), to: "in/castle.png")
        try directory.write(testPicture(2), to: "in/plain.png")
        try await store.ingest([directory.path("in")])
    }

    private func metadata(_ path: String, _ library: Library) throws -> BlobMetadata? {
        let digest = try #require(try library.find("default/" + path).asset.digest)
        return try library.catalog.read { try $0.metadata(of: digest) }
    }

    private func expectRead(_ library: Library) throws {
        let castle = try #require(try metadata("castle.png", library))
        #expect(castle.generator == "AUTOMATIC1111")
        #expect(castle.seed == "18446744073709551615")
        #expect(castle.steps == 30)
        #expect(castle.ai == .claimed)
        #expect(castle.record?.contains("\"prompt\":\"a castle") == true)
        #expect(
            castle.models == [
                .init(
                    role: "checkpoint", key: "sample-v1", name: "painter/Sample-V1.safetensors",
                    hash: "0f1e2d3c4b", weight: nil),
                .init(role: "lora", key: "misty", name: "Misty", hash: nil, weight: 0.7),
            ])
        let plain = try #require(try metadata("plain.png", library))
        #expect(plain.record == nil && plain.generator == nil && plain.models.isEmpty)
    }

    @Test("is recorded when they come, and that a picture says nothing, too")
    func ingest() async throws {
        try await fill()
        let library = try store.open()
        defer { library.close() }
        try expectRead(library)
    }

    /// As an earlier version of the program left the store.
    private func forget(_ sql: String) throws {
        let queue = try DatabaseQueue(path: store.path + "/catalog.sqlite")
        try queue.write { try $0.execute(sql: "PRAGMA foreign_keys = ON; " + sql) }
        try queue.close()
    }

    @Test(
        "is read by an index run where it is missing, or where an earlier reader read it",
        arguments: [
            (IndexRequest.Selection.missing, "DELETE FROM blob_metadata", 2),
            (.missing, "UPDATE blob_metadata SET extractor_version = 0, generator = 'x'", 0),
            (.stale, "UPDATE blob_metadata SET extractor_version = 0, generator = 'x'", 2),
            (.stale, "DELETE FROM blob_metadata WHERE generator IS NULL", 1),
            (.all, "SELECT 1", 2),
        ])
    func index(selection: IndexRequest.Selection, damage: String, read: Int) async throws {
        try await fill()
        try forget(damage)
        let library = try store.open()
        defer { library.close() }
        var request = IndexRequest()
        request.selection = selection
        request.pageRows = 1
        let indexed = Mutex(0)
        let summary = try await library.index(request) { event in
            if case .indexed(let count) = event { indexed.withLock { $0 += count } }
        }
        #expect(summary.counts.found == read)
        #expect(indexed.withLock { $0 } == read)
        if read > 0 { try expectRead(library) }
    }

    @Test("an index run that is stopped leaves what it read, and the next goes on")
    func stopped() async throws {
        try await fill()
        try forget("DELETE FROM blob_metadata")
        let library = try store.open()
        defer { library.close() }
        var request = IndexRequest()
        request.pageRows = 1
        let stop = StopSignal()
        let first = try await library.index(request, stop: stop) { event in
            if case .indexed = event { stop.request() }
        }
        #expect(first.wasInterrupted)
        #expect(first.counts.found == 1)
        let second = try await library.index(request) { _ in }
        #expect(second.counts.found == 1)
        try expectRead(library)
    }

    @Test("a file that is gone is named, and the others are read")
    func gone() async throws {
        try await fill()
        try forget("DELETE FROM blob_metadata")
        try FileManager.default.removeItem(atPath: try store.object(of: "default/plain.png"))
        let library = try store.open()
        defer { library.close() }
        let failures = Mutex<[Failure]>([])
        let summary = try await library.index(IndexRequest()) { event in
            if case .failed(let failure) = event { failures.withLock { $0.append(failure) } }
        }
        #expect(summary.counts.failed == 1 && summary.counts.stored == 1)
        #expect(failures.withLock { $0.map(\.kind) } == [.missing])
        #expect(try metadata("castle.png", library)?.generator == "AUTOMATIC1111")
    }

    @Test("is read of files that are kept though they are no readable picture")
    func undecodable() async throws {
        let whole = withText(testPicture(1), "parameters", MetadataTests.infotext)
        try directory.write(Array(whole.dropLast(60)), to: "in/castle.png")
        try await store.ingest([directory.path("in")]) { $0.keepsUndecodable = true }
        let library = try store.open()
        defer { library.close() }
        #expect(try metadata("castle.png", library)?.seed == "18446744073709551615")
    }

    @Test("is read again later where the disk refused it")
    func refused() async throws {
        try await fill()
        try forget("DELETE FROM blob_metadata")
        let disk = Disk { call, path throws(DiskError) in
            if call == .read, path.text.contains("/objects/") {
                throw DiskError(call, path, EIO)
            }
        }
        let broken = try store.open { $0.disk = disk }
        let failed = try await broken.index(IndexRequest()) { _ in }
        #expect(failed.counts.failed == 2)
        broken.close()
        let library = try store.open()
        defer { library.close() }
        let again = try await library.index(IndexRequest()) { _ in }
        #expect(again.counts.found == 2)
        try expectRead(library)
    }

    @Test("comes back with a rebuild of the catalogue")
    func rebuilt() async throws {
        try await fill()
        try store.loseCatalogue()
        _ = try await store.rebuildCatalog()
        let library = try store.open()
        defer { library.close() }
        try expectRead(library)
    }

    @Test("a copy into another store carries it")
    func copied() async throws {
        try await fill()
        let source = try store.open()
        defer { source.close() }
        let other = TestStore(at: directory.path("other"))
        let target = try other.open()
        defer { target.close() }
        _ = try await source.copy(to: target, CopyRequest(.filter(AssetFilter()))) { _ in }
        try expectRead(target)
    }
}
