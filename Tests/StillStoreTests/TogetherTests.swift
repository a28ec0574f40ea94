import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Several at once") struct TogetherTests {
    @Test("ingests into one store at the same time lose nothing")
    func concurrentIngests() async throws {
        let directory = TemporaryDirectory()
        // Shared pictures, own pictures, and one path that all three want.
        for writer in 0..<3 {
            for index in 0..<20 {
                try directory.write(
                    testPicture(index), to: "in\(writer)/shared/\(writer)-\(index).png")
                try directory.write(
                    testPicture(100 + writer * 100 + index),
                    to: "in\(writer)/own\(writer)/\(index).png")
            }
            try directory.write(testPicture(1000 + writer), to: "in\(writer)/contested.png")
        }
        let store = TestStore(at: directory.path("store"))
        try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<3 {
                group.addTask {
                    let (summary, _) = try await store.ingest(
                        [directory.path("in\(writer)")], options: { $0.batchItems = 5 })
                    return summary.counts.failed
                }
            }
            for try await failed in group { #expect(failed == 0) }
        }
        let assets = try store.assets()
        #expect(assets.count == 3 * 40 + 1)
        #expect(files(below: store.path + "/objects").count == 20 + 60 + 3)
        #expect(try store.damagedObjects().isEmpty)
        #expect(try store.danglingLinks().isEmpty)
        let shown = try bytes(of: store.path + "/buckets/default/contested.png")
        let digest = shown.withUnsafeBytes { Digest.of($0) }.hex
        #expect(assets["default/contested.png"] == digest, "tree and catalogue agree")
    }

    @Test("a stopped run keeps its batch, says so, and a further run completes it")
    func stop() async throws {
        let directory = TemporaryDirectory()
        for index in 0..<40 { try directory.write(testPicture(index), to: "in/\(index).png") }
        let store = TestStore(at: directory.path("store"))
        let stop = StopSignal()
        let (summary, items) = try await store.ingest(
            [directory.path("in")], options: { $0.batchItems = 4 }, stop: stop,
            report: { _ in stop.request() })
        #expect(summary.wasInterrupted)
        #expect(!items.isEmpty && items.count < 40)
        #expect(try store.assets().count == items.count)
        #expect(files(below: store.path + "/staging").isEmpty)
        let library = try store.open()
        #expect(try library.runs(before: nil, limit: 1)[0].status == .interrupted)
        library.close()
        let (rest, _) = try await store.ingest([directory.path("in")])
        #expect(rest.counts.stored == 40 - items.count)
        #expect(try store.assets().count == 40)
    }
}
