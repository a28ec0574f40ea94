import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Originals that are lost or cannot be read") struct LostOriginalTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func fill() async throws {
        for index in 0..<3 {
            try directory.write(
                testPicture(index, width: 300, height: 200), to: "in/\(index).png")
        }
        try await store.ingest([directory.path("in")])
    }

    private func remove(_ place: String) throws {
        try FileManager.default.removeItem(atPath: place)
    }

    /// A content row that promises a picture, with an object that is none.
    private func addUndecodable() throws -> Digest {
        let nonsense = Array("no picture at all".utf8)
        let digest = nonsense.withUnsafeBytes { Digest.of($0) }
        let library = try store.open()
        defer { library.close() }
        let facts = try #require(try library.find("default/0.png").blob?.picture)
        _ = try library.catalog.write {
            try $0.insert(
                BlobRecord(
                    digest: digest, size: Int64(nonsense.count),
                    content: .picture(facts), createdAt: 1))
        }
        let place = directory.path("object")
        try Data(nonsense).write(to: URL(fileURLWithPath: place))
        let object = library.directory.layout.object(digest).text
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: object).deletingLastPathComponent(),
            withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: place, toPath: object)
        return digest
    }

    @Test("an original that does not decode is named once, and not tried again by itself")
    func undecodable() async throws {
        try await fill()
        let digest = try addUndecodable()
        let first = try await store.thumbnails()
        #expect(first.failures.map(\.file) == [digest.hex])
        #expect(first.failures.map(\.kind) == [.notAPicture])
        #expect(first.summary.counts.unchanged == 3)
        let second = try await store.thumbnails()
        #expect(second.failures.isEmpty)
        #expect(second.skipped == 1)
        #expect(second.summary.counts.skipped == 1)
        #expect(try await store.thumbnails { $0.selection = .all }.failures.count == 1)
    }

    @Test("a picture over a limit is tried again under another one")
    func limits() async throws {
        try await fill()
        try remove(store.path + "/renditions")
        let small: (inout Library.Options) -> Void = { $0.limits.pixels = 1000 }
        let first = try await store.thumbnails(options: small)
        #expect(Set(first.failures.map(\.kind)) == [.overLimit])
        #expect(
            Set(first.failures.map(\.file)) == ["default/0.png", "default/1.png", "default/2.png"])
        #expect(try await store.thumbnails(options: small).skipped == 3)
        let named = try await store.thumbnails(
            options: small, change: { $0.references = ["default/1.png"] })
        #expect(named.failures.map(\.file) == ["default/1.png"])
        #expect(try await store.thumbnails().made == 3)
        #expect(try await store.thumbnails(options: small).summary.counts.unchanged == 3)
    }

    @Test("a run names its failures in the catalogue")
    func recorded() async throws {
        try await fill()
        try remove(store.path + "/renditions")
        try remove(try store.object(of: "default/2.png"))
        let run = try await store.thumbnails()
        let library = try store.open()
        defer { library.close() }
        let (record, failures) = try library.failures(
            run: run.summary.run, after: 0, limit: 10)
        #expect(record.counts.failed == 1)
        #expect(failures.map(\.file) == ["default/2.png"])
        #expect(failures.map(\.kind) == [.known(.missing)])
    }

    @Test("a lost original keeps its thumbnail, on disk, in the catalogue, and on demand")
    func keeps() async throws {
        try await fill()
        let whole = try store.renditions()
        try remove(try store.object(of: "default/1.png"))
        try store.reconfigure("256x256", to: "100x100")
        let run = try await store.thumbnails()
        #expect(run.made == 2)
        #expect(run.failures.map(\.file) == ["default/1.png"])
        #expect(try store.state(of: "default/1.png") == .missing)
        #expect(try store.renditions().filter { whole[$0.key] != nil } == whole)
        #expect(try store.recorded("default/1.png").map(\.record.width) == [256])

        let library = try store.open()
        defer { library.close() }
        let old = try await library.rendition(of: "default/1.png", recipe: "thumb")
        #expect(old.record.width == 256)
        #expect(FileManager.default.fileExists(atPath: old.path.text))
        let new = try await library.rendition(of: "default/0.png", recipe: "thumb")
        #expect(new.record.width == 100)
        let listings = try library.list(AssetFilter(), after: nil, limit: 10)
        let sheet = try await library.contactSheet(listings, columns: 3, format: .png)
        #expect(sheet.count == 3)
        #expect(sheet.failures.isEmpty)
        await #expect(throws: RequestError.self, "there is no older form of this one") {
            try await library.rendition(of: "default/1.png", recipe: "preview")
        }
    }

    @Test("a larger rendition is good enough for a sheet when nothing else is left")
    func sheetOfLarger() async throws {
        try await fill()
        try await store.thumbnails { $0.recipes = ["preview"] }
        let thumbnails = try store.recorded("default/1.png").filter { $0.record.width == 256 }
        try remove(try #require(thumbnails.first).path)
        try remove(try store.object(of: "default/1.png"))
        let library = try store.open()
        defer { library.close() }
        let listing = try library.find("default/1.png")
        let sheet = try await library.contactSheet([listing], columns: 1, format: .png)
        #expect(sheet.count == 1)
    }

    @Test("a name that turns the direction of text is not obeyed on a sheet")
    func turningName() async throws {
        for name in ["a\u{202E}b.png", "a\u{FFFD}b.png"] {
            try directory.write(testPicture(1), to: "in/" + name)
        }
        try await store.ingest([directory.path("in")])
        let library = try store.open()
        defer { library.close() }
        let sheets = try await [
            library.contactSheet(
                [library.find("default/a\u{202E}b.png")], columns: 1, format: .png),
            library.contactSheet(
                [library.find("default/a\u{FFFD}b.png")], columns: 1, format: .png),
        ]
        #expect(sheets[0].bytes == sheets[1].bytes)
    }

    @Test("an altered original is noticed while it is read, and no thumbnail is made of it")
    func altered() async throws {
        try await fill()
        let whole = try store.renditions()
        let object = try store.object(of: "default/0.png")
        try tamper(object) { $0[$0.count - 5] ^= 1 }
        let run = try await store.thumbnails { $0.selection = .all }
        #expect(run.made == 2)
        #expect(run.failures.map(\.kind) == [.damaged])
        #expect(run.failures.map(\.file) == ["default/0.png"])
        #expect(try store.state(of: "default/0.png") == .corrupt)
        #expect(try store.renditions() == whole)
        // It is known now, so that a usual run says so without reading it.
        try remove(store.path + "/renditions")
        let next = try await store.thumbnails()
        #expect(next.made == 2)
        #expect(next.skipped == 1)
        // Repaired by hand: whoever insists sees that it is whole.
        try tamper(object) { $0[$0.count - 5] ^= 1 }
        let repaired = try await store.thumbnails { $0.references = ["default/0.png"] }
        #expect(repaired.made == 1)
        #expect(try store.state(of: "default/0.png") == .present)
        #expect(try store.renditions() == whole)
    }

    @Test("a missing original that comes back is used again")
    func comesBack() async throws {
        try await fill()
        let whole = try store.renditions()
        let object = try store.object(of: "default/2.png")
        try FileManager.default.moveItem(atPath: object, toPath: directory.path("aside"))
        try remove(store.path + "/renditions")
        #expect(try await store.thumbnails().failures.map(\.kind) == [.missing])
        #expect(try await store.thumbnails().skipped == 1)
        try FileManager.default.moveItem(atPath: directory.path("aside"), toPath: object)
        #expect(try await store.thumbnails().made == 1)
        #expect(try store.state(of: "default/2.png") == .present)
        #expect(try store.renditions() == whole)
    }
}
