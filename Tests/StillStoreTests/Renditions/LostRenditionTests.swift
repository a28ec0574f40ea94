import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Renditions that are lost") struct LostRenditionTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// A store with this many pictures, and the renditions that it should have.
    private func fill(_ count: Int = 3) async throws -> [String: [UInt8]] {
        for index in 0..<count {
            try directory.write(
                testPicture(index, width: 300, height: 200), to: "in/\(index).png")
        }
        try await store.ingest([directory.path("in")])
        return try store.renditions()
    }

    private func thumbnail(_ name: String) throws -> (record: RenditionRecord, path: String) {
        try #require(store.recorded("default/" + name).first)
    }

    @Test("a file that is gone is made again, although its row says that it exists")
    func missing() async throws {
        let whole = try await fill()
        try FileManager.default.removeItem(atPath: try thumbnail("1.png").path)
        let run = try await store.thumbnails()
        #expect(run.made == 1)
        #expect(run.summary.counts.found == 3)
        #expect(run.summary.counts.unchanged == 2)
        #expect(run.counted == 3)
        #expect(try store.renditions() == whole)
    }

    @Test("all of them are made again when the whole tree is gone, and then nothing is left to do")
    func everything() async throws {
        let whole = try await fill()
        try FileManager.default.removeItem(atPath: store.path + "/renditions")
        #expect(try await store.thumbnails().made == 3)
        #expect(try store.renditions() == whole)
        let again = try await store.thumbnails()
        #expect(again.made == 0)
        #expect(again.summary.counts.unchanged == 3)
        #expect(again.items.isEmpty)
    }

    @Test(
        "a file that no row knows of gets its row",
        arguments: [ThumbnailRequest.Selection.missing, .broken])
    func strayFile(_ selection: ThumbnailRequest.Selection) async throws {
        let whole = try await fill()
        let before = try thumbnail("0.png").record
        let library = try store.open()
        _ = try library.catalog.write {
            try $0.forgetRenditions(recipeID: before.recipeID, limit: .max)
        }
        library.close()
        #expect(try await store.thumbnails { $0.selection = selection }.made == 3)
        let after = try thumbnail("0.png").record
        #expect(after.contentDigest == before.contentDigest)
        #expect(try store.renditions() == whole)
    }

    @Test("a file that was cut short counts as missing")
    func truncated() async throws {
        let whole = try await fill()
        try tamper(try thumbnail("2.png").path) { $0.removeLast() }
        #expect(try await store.thumbnails().made == 1)
        #expect(try store.renditions() == whole)
    }

    @Test("a flipped bit is found by --broken, and not by a look at the disk")
    func altered() async throws {
        let whole = try await fill()
        try tamper(try thumbnail("0.png").path) { $0[$0.count / 2] ^= 1 }
        #expect(try await store.thumbnails().made == 0)
        let run = try await store.thumbnails { $0.selection = .broken }
        #expect(run.made == 1)
        #expect(run.summary.counts.unchanged == 2)
        #expect(try store.renditions() == whole)
    }

    @Test("bytes that were recorded and do not decode are broken too")
    func undecodable() async throws {
        let whole = try await fill()
        let (record, path) = try thumbnail("0.png")
        let half = Array(try bytes(of: path).prefix(Int(record.size) / 2))
        try tamper(path) { $0 = half }
        let library = try store.open()
        try library.catalog.write {
            try $0.insert(
                RenditionRecord(
                    digest: record.digest, recipeID: record.recipeID, format: record.format,
                    width: record.width, height: record.height, size: Int64(half.count),
                    contentDigest: half.withUnsafeBytes { Digest.of($0) },
                    createdAt: record.createdAt))
        }
        library.close()
        #expect(try await store.thumbnails().made == 0)
        #expect(try await store.thumbnails { $0.selection = .broken }.made == 1)
        #expect(try store.renditions() == whole)
    }

    @Test("a missing rendition is not reported as broken")
    func missingIsNotBroken() async throws {
        _ = try await fill()
        try FileManager.default.removeItem(atPath: try thumbnail("0.png").path)
        let run = try await store.thumbnails { $0.selection = .broken }
        #expect(run.made == 0)
        #expect(run.summary.counts.unchanged == 3)
    }

    @Test("--all makes every one again, with the same bytes")
    func all() async throws {
        let whole = try await fill()
        for index in 0..<3 { try tamper(try thumbnail("\(index).png").path) { $0[9] ^= 1 } }
        #expect(try await store.thumbnails { $0.selection = .all }.made == 3)
        #expect(try store.renditions() == whole)
    }

    @Test("a run is recorded with what it did")
    func record() async throws {
        _ = try await fill()
        try FileManager.default.removeItem(atPath: try thumbnail("0.png").path)
        let run = try await store.thumbnails { $0.arguments = ["thumbnails"] }
        let library = try store.open()
        defer { library.close() }
        let record = try #require(library.runs(before: nil, limit: 1).first)
        #expect(record.id == run.summary.run)
        #expect(record.verb == "thumbnails")
        #expect(record.status == .completed)
        #expect(record.counts == run.summary.counts)
        #expect(record.counts.found == 3)
        #expect(record.counts.stored == 1)
        #expect(record.counts.unchanged == 2)
    }
}
