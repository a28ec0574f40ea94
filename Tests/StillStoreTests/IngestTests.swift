import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Ingest") struct IngestTests {
    let directory = TemporaryDirectory()
    let clock = TestClock()
    var store: TestStore { TestStore(at: directory.path("store"), clock: clock) }
    var source: String { directory.path("in") }

    private func digest(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { Digest.of($0) }.hex
    }

    @Test("every picture becomes an object, a link, a thumbnail and an asset")
    func everything() async throws {
        let pictures = (0..<5).map { testPicture($0, width: 600, height: 400) }
        for (index, picture) in pictures.enumerated() {
            try directory.write(picture, to: "in/\(index % 2)/\(index).png")
        }
        let (summary, items) = try await store.ingest([source])
        #expect(summary.counts.stored == 5)
        #expect(items.count == 5)
        #expect(items.map(\.path) == ["0/0.png", "0/2.png", "0/4.png", "1/1.png", "1/3.png"])
        let assets = try store.assets()
        #expect(assets.count == 5)
        for (index, picture) in pictures.enumerated() {
            let name = "default/\(index % 2)/\(index).png"
            #expect(assets[name] == digest(picture))
            #expect(try bytes(of: store.path + "/buckets/" + name) == picture)
        }
        #expect(files(below: store.path + "/objects").count == 5)
        #expect(files(below: store.path + "/renditions").count == 5)
        #expect(try store.damagedObjects().isEmpty)
        #expect(files(below: store.path + "/staging").isEmpty)
    }

    @Test("facts of the picture are recorded upright, and the thumbnail fits its box")
    func facts() async throws {
        try directory.write(testPicture(1, width: 640, height: 360, as: .jpeg), to: "in/a.jpg")
        try await store.ingest([source])
        let library = try store.open()
        defer { library.close() }
        let details = try library.details("default/a.jpg")
        let picture = try #require(details.listing.blob?.picture)
        #expect((picture.width, picture.height, picture.format) == (640, 360, "jpeg"))
        let thumbnail = try #require(details.renditions.first)
        #expect((thumbnail.record.width, thumbnail.record.height) == (256, 144))
        let contents = try bytes(of: thumbnail.path)
        #expect(
            contents.withUnsafeBytes { Digest.of($0) } == thumbnail.record.contentDigest)
    }

    @Test("the same bytes are one blob, however many assets")
    func duplicates() async throws {
        let picture = testPicture(1)
        for name in ["a.png", "b.png", "c/d.png"] { try directory.write(picture, to: "in/" + name) }
        let (summary, _) = try await store.ingest([source])
        #expect(summary.counts.stored == 1)
        #expect(summary.counts.duplicates == 2)
        #expect(files(below: store.path + "/objects").count == 1)
        #expect(try store.assets().count == 3)
    }

    @Test("a second run adds nothing and reads no file")
    func unchanged() async throws {
        for index in 0..<4 { try directory.write(testPicture(index), to: "in/\(index).png") }
        try directory.write(Array("no picture".utf8), to: "in/note.txt")
        try setOld(source)
        let (first, _) = try await store.ingest([source])
        let before = try store.assets()
        let (second, items) = try await store.ingest([source])
        #expect(first.counts.stored == 4)
        #expect(second.counts.stored == 0)
        #expect(second.counts.unchanged == 4)
        #expect(second.counts.failed == 1)
        #expect(try store.assets() == before)
        #expect(items.count == 5)
    }

    @Test("rereading an unchanged directory adds nothing either")
    func reread() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        try await store.ingest([source])
        let (summary, _) = try await store.ingest([source]) { $0.rereads = true }
        #expect(summary.counts.unchanged == 1)
        #expect(summary.counts.bytes == testPicture(1).count)
    }

    @Test("other bytes at the same path make a new asset and supersede the old one")
    func superseding() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        let (_, first) = try await store.ingest([source])
        try directory.write(testPicture(2), to: "in/a.png")
        let (_, second) = try await store.ingest([source])
        #expect(second[0].superseded == first[0].assetID)
        #expect(try bytes(of: store.path + "/buckets/default/a.png") == testPicture(2))
        let library = try store.open()
        defer { library.close() }
        let old = try library.find(try #require(first[0].assetID))
        #expect(old.asset.supersededBy == second[0].assetID)
        #expect(files(below: store.path + "/objects").count == 2, "the old blob stays")
        #expect(try library.statistics().superseded == 1)
    }

    @Test("files that are no pictures are refused with their reason, and the rest goes on")
    func refusals() async throws {
        let picture = testPicture(1, width: 200, height: 200, as: .jpeg)
        try directory.write(picture, to: "in/good.jpg")
        try directory.write(picture[..<(picture.count / 2)], to: "in/half.jpg")
        try directory.write([], to: "in/empty.png")
        try directory.write(Array("<!DOCTYPE html>".utf8), to: "in/login.png")
        try directory.write(testPicture(2), to: "in/wrong-name.jpg")
        let (summary, items) = try await store.ingest([source])
        #expect(summary.counts.stored == 2)
        var reasons: [String: String] = [:]
        for item in items {
            if case .failed(let failure) = item.outcome {
                reasons[URL(fileURLWithPath: item.file).lastPathComponent] = failure.reason
            }
        }
        #expect(
            reasons == [
                "empty.png": "not a picture: the file is empty",
                "half.jpg": "truncated JPEG: Premature end of JPEG file",
                "login.png":
                    "not a picture: it is text that begins \u{201C}<!DOCTYPE html>\u{201D}",
            ])
        let library = try store.open()
        defer { library.close() }
        let (run, failures) = try library.failures(run: nil, after: 0, limit: 10)
        #expect(run.counts.failed == 3)
        #expect(Set(failures.map(\.kind)) == [.known(.notAPicture), .known(.truncated)])
    }

    @Test("undecodable bytes can be kept as plain files")
    func keepUndecodable() async throws {
        try directory.write(Array("notes".utf8), to: "in/note.txt")
        try setOld(source)
        let (refused, _) = try await store.ingest([source])
        #expect(refused.counts.failed == 1)
        let (kept, _) = try await store.ingest([source]) { $0.keepsUndecodable = true }
        #expect(kept.counts.stored == 1)
        let library = try store.open()
        defer { library.close() }
        let listing = try library.find("default/note.txt")
        #expect(listing.asset.kind == .file)
        #expect(
            listing.blob?.content
                == .undecodable(
                    reason: "not a picture: it is text that begins \u{201C}notes\u{201D}"))
    }

    @Test("a dry run says what would happen and writes nothing")
    func dryRun() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        try await store.ingest([source])
        try directory.write(testPicture(2), to: "in/b.png")
        try directory.write(testPicture(2), to: "in/c.png")
        try directory.write([1, 2, 3], to: "in/d.png")
        let before = files(below: store.path).filter { !$0.hasPrefix("catalog") }
        let (summary, _) = try await store.ingest([source]) { $0.isDryRun = true }
        let counts = summary.counts
        #expect((counts.stored, counts.duplicates, counts.unchanged, counts.failed) == (1, 1, 1, 1))
        #expect(files(below: store.path).filter { !$0.hasPrefix("catalog") } == before)
        #expect(try store.assets().count == 1)
    }

    @Test("a moved file is gone from its place only once it is stored")
    func move() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        try directory.write([9, 9], to: "in/b.png")
        try directory.write(testPicture(1), to: "in/c.png")
        let (summary, _) = try await store.ingest([source]) { $0.transfer = .move }
        #expect(summary.counts.stored == 1)
        #expect(summary.counts.duplicates == 1)
        #expect(files(below: source) == ["b.png"])
        #expect(try store.damagedObjects().isEmpty)
        #expect(try store.assets().count == 2)
    }

    @Test("a linked file and its object are one inode")
    func link() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        try directory.write([1, 2, 3], to: "in/refused")
        try setOld(source)
        let (_, items) = try await store.ingest([source]) { $0.transfer = .link }
        let refused = try FileManager.default.attributesOfItem(atPath: source + "/refused")
        #expect(refused[.posixPermissions] as? Int != 0o444, "a refused file is left as it was")
        let library = try store.open()
        let object = library.directory.layout.object(try #require(items[0].digest))
        #expect(
            try Disk().stat(object)?.identity == Disk().stat(directory.file("in/a.png"))?.identity)
        library.close()
        let (again, _) = try await store.ingest([source]) { $0.transfer = .link }
        #expect(again.counts.unchanged == 1)
        #expect(again.counts.bytes == 0)
    }

    @Test("an object or a link that was lost comes back by ingesting its file again")
    func refetch() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        try setOld(source)
        let (_, items) = try await store.ingest([source])
        let layout = StoreLayout(root: FilePath(store.path))
        let object = layout.object(try #require(items[0].digest)).text
        let link = store.path + "/buckets/default/a.png"
        for lost in [object, link] {
            try FileManager.default.removeItem(atPath: lost)
            try await store.ingest([source])
            #expect(try bytes(of: lost) == testPicture(1))
        }
        #expect(try store.assets().count == 1)
    }

    @Test("a file is moved only if its object is whole: a damaged one is replaced first")
    func moveHeals() async throws {
        let picture = testPicture(1)
        try directory.write(picture, to: "in/a.png")
        let (_, items) = try await store.ingest([source])
        let layout = StoreLayout(root: FilePath(store.path))
        let object = layout.object(try #require(items[0].digest)).text
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: object)
        var rotten = picture
        rotten[rotten.count / 2] ^= 1
        let file = try #require(FileHandle(forWritingAtPath: object))
        try file.write(contentsOf: Data(rotten))
        try file.close()
        try await store.ingest([source]) { $0.transfer = .move }
        #expect(files(below: source).isEmpty)
        #expect(try bytes(of: object) == picture)
        #expect(files(below: store.path + "/quarantine").count == 2)
    }

    @Test("the store cannot be ingested into itself, least of all by moving")
    func intoItself() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        try await store.ingest([source])
        let (summary, _) = try await store.ingest([store.path + "/objects"]) {
            $0.transfer = .move
        }
        #expect(summary.counts.skipped == 1)
        #expect(files(below: store.path + "/objects").count == 1)
    }

    @Test("a moved symbolic link leaves what it led to alone")
    func moveOfLink() async throws {
        try directory.write(testPicture(1), to: "real.png")
        try directory.makeDirectory("in")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("in/a.png"), withDestinationPath: "../real.png")
        let (summary, items) = try await store.ingest([source]) { $0.transfer = .move }
        #expect(summary.counts.stored == 1)
        #expect(try bytes(of: directory.path("real.png")) == testPicture(1))
        let object = StoreLayout(root: FilePath(store.path)).object(try #require(items[0].digest))
        let real = try Disk().stat(directory.file("real.png"))
        #expect(try Disk().stat(object)?.identity != real?.identity)
    }

    @Test("a file dated beyond 64 bits of nanoseconds is a file like any other")
    func farDates() async throws {
        let place = try directory.write(testPicture(1), to: "in/a.png")
        let far = Date(timeIntervalSince1970: 12_000_000_000)
        try FileManager.default.setAttributes([.modificationDate: far], ofItemAtPath: place)
        let (summary, _) = try await store.ingest([source])
        #expect(summary.counts.stored == 1)
    }

    @Test("bytes that were kept undecoded become a picture once they can be decoded")
    func relearn() async throws {
        try directory.write(testPicture(1, width: 64, height: 64), to: "in/a.png")
        try await store.ingest(
            [source], options: { $0.limits.pixels = 100 }, change: { $0.keepsUndecodable = true })
        let (summary, _) = try await store.ingest([source]) { $0.rereads = true }
        #expect(summary.counts.failed == 0)
        let library = try store.open()
        defer { library.close() }
        let picture = try library.find("default/a.png").blob?.picture
        #expect(picture?.width == 64)
    }

    @Test("a rendition that is made on demand is kept, and made again when it is lost")
    func onDemand() async throws {
        try directory.write(testPicture(1, width: 1500, height: 900), to: "in/a.png")
        try await store.ingest([source])
        let library = try store.open()
        defer { library.close() }
        let (record, path) = try await library.rendition(of: "default/a.png", recipe: "preview")
        #expect((record.width, record.height) == (1024, 614))
        let before = try bytes(of: path.text)
        try FileManager.default.removeItem(atPath: path.text)
        _ = try await library.rendition(of: "default/a.png", recipe: "preview")
        #expect(try bytes(of: path.text) == before)
    }

    @Test("a rendition by a recipe that does not exist is refused")
    func unknownRecipe() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        try await store.ingest([source])
        let library = try store.open()
        defer { library.close() }
        await #expect(throws: RequestError.self) {
            _ = try await library.rendition(of: "default/a.png", recipe: "huge")
        }
    }

    /// Files changed within the last moments are read again by design; for the store's clock these
    /// are old.
    private func setOld(_ path: String) throws {
        let newest = try #require(try Disk().stat(FilePath(path))).changed / 1_000_000
        clock.pass(until: newest + 40)
    }
}
