import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

/// A file without blocks can say that it has a terabyte: reading it would take most of an hour.
@Suite("An object that is far larger than its row says") struct LargeObjectTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    /// Reads of up to a mebibyte, the store's and what it reads elsewhere.
    private let counting = FaultyDisk(.never, of: [.read])
    private static let most = 300

    private func inflate() async throws {
        for seed in 0..<2 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try inflate(testPicture(0))
    }

    private func inflate(_ picture: [UInt8]) throws {
        let place = store.object(picture)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place)
        let file = try #require(FileHandle(forWritingAtPath: place))
        try file.truncate(atOffset: 1 << 40)
        try file.close()
    }

    private func counted<Value>(
        _ place: SourceLocation = #_sourceLocation, _ body: (Library) async throws -> Value
    ) async throws -> Value {
        let before = counting.calls.count
        let value = try await store.opened({ $0.disk = counting.disk }, body)
        #expect(counting.calls.count - before < LargeObjectTests.most, sourceLocation: place)
        return value
    }

    private var digest: Digest { testPicture(0).withUnsafeBytes { Digest.of($0) } }

    @Test("is never read, and reported as damaged")
    func readers() async throws {
        try await inflate()
        try await counted { library in
            let summary = try await library.verify(VerifyRequest()) { _ in }
            #expect(summary.kinds == ["object-altered": 1])
            #expect(throws: RequestError.self) { try library.read(digest) { _ in } }
            let failures = Mutex(0)
            try await library.export(
                to: FilePath(directory.path("out")), AssetFilter(), overwriting: false,
                stop: StopSignal()
            ) { item in
                if case .failed = item.outcome { failures.withLock { $0 += 1 } }
            }
            #expect(failures.withLock { $0 } == 1)
            var thumbnails = ThumbnailRequest()
            thumbnails.selection = .all
            _ = try await library.thumbnails(thumbnails) { _ in }
            let backup = try await library.backup(
                BackupRequest(target: FilePath(directory.path("backup")))
            ) { _ in }
            #expect(backup.counts.failed == 1)
        }
    }

    @Test("is quarantined by a repair, and when its picture is ingested again")
    func repaired() async throws {
        try await inflate()
        var request = VerifyRequest()
        request.repair = .apply
        try await counted { library in
            let summary = try await library.verify(request) { _ in }
            #expect(summary.remaining == 0)
        }
        #expect(try store.problems() == [])
        try inflate(testPicture(1))
        try directory.write(testPicture(1), to: "again/1.png")
        let before = counting.calls.count
        try await store.ingest(
            [directory.path("again")], options: { $0.disk = counting.disk }, change: { _ in })
        #expect(counting.calls.count - before < LargeObjectTests.most)
        #expect(try store.problems() == [])
    }

    @Test("does not hold up a rebuild")
    func rebuild() async throws {
        try await inflate()
        let disk = counting.disk
        let report = try await store.rebuildCatalog { $0.disk = disk }
        #expect(counting.calls.count < LargeObjectTests.most)
        #expect(report.problems.map(\.kind) == [.corrupt])
        #expect(try store.assets().count == 2)
        try await counted { library in
            let summary = try await library.verify(VerifyRequest()) { _ in }
            #expect(summary.kinds == ["object-altered": 1])
        }
    }
}
