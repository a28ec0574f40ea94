import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Where assets land") struct PlacementTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func paths(
        _ template: String, _ change: (inout IngestRequest) -> Void = { _ in }
    ) async throws -> [String] {
        let (_, items) = try await store.ingest([directory.path("in")]) { request in
            request.placement.userID = "u1"
            request.placement.jobID = "j7"
            do { request.placement.template = try PathTemplate(template) } catch {
                Issue.record(error)
            }
            change(&request)
        }
        return items.compactMap(\.path)
    }

    @Test("equal files that land at one path in one batch are one asset")
    func together() async throws {
        for name in ["a", "b", "c"] { try directory.write(testPicture(1), to: "in/\(name).png") }
        try directory.write(testPicture(2), to: "in/d.png")
        let (summary, items) = try await store.ingest([directory.path("in")]) { request in
            request.placement.template = try! PathTemplate("{digest}.{ext}")
        }
        #expect(summary.counts.stored == 2)
        #expect(summary.counts.unchanged == 2)
        #expect(Set(items.compactMap(\.assetID)).count == 2)
        #expect(try store.assets().count == 2)
    }

    @Test("the templates of uploads and of generated pictures work")
    func templates() async throws {
        let place = try directory.write(testPicture(1), to: "in/sub/my photo.jpg")
        let moment = Date(timeIntervalSince1970: 1_700_000_000.25)
        try FileManager.default.setAttributes([.modificationDate: moment], ofItemAtPath: place)
        #expect(
            try await paths("uploads/{user_id}/{timestamp}_{filename}")
                == ["uploads/u1/1700000000250_my photo.jpg"])
        #expect(
            try await paths("generated/{job_id}/{index}_{timestamp}.{ext}")
                == ["generated/j7/1_1700000000250.png"], "the extension is that of the content")
        let digest = testPicture(1).withUnsafeBytes { Digest.of($0) }.hex
        #expect(
            try await paths("{{x}}/{stem}-{digest}.{ext}") == ["{x}/my photo-\(digest).png"])
        #expect(
            try await paths("{relative_path}") { $0.placement.prefix = Array("2024".utf8) }
                == ["2024/sub/my photo.jpg"])
    }

    @Test(
        "{timestamp} stands for every date that file systems hold",
        arguments: [
            (-62_135_596_800, "-62135596800000"), (-2_147_483_648, "-2147483648000"), (-1, "-1000"),
            (0, "0"), (9_223_372_037, "9223372037000"), (12_000_000_000, "12000000000000"),
            (253_402_300_799, "253402300799000"),
        ])
    func dates(_ seconds: Int, _ text: String) async throws {
        let place = try directory.write(testPicture(1), to: "in/a.png")
        guard setDate(place, seconds) else { return }
        #expect(try await paths("{timestamp}.{ext}") == [text + ".png"])
        let (summary, _) = try await store.ingest([directory.path("in")]) {
            $0.placement.template = try! PathTemplate("{timestamp}.{ext}")
        }
        #expect(summary.counts.unchanged == 1)
    }

    @Test("a date beyond all numbers is refused where the path is to have it, and only there")
    func dateBeyondNumbers() async throws {
        let place = try directory.write(testPicture(1), to: "in/a.png")
        guard setDate(place, Int.max / 4) else { return }
        let (summary, items) = try await store.ingest([directory.path("in")]) {
            $0.placement.template = try! PathTemplate("{timestamp}.{ext}")
        }
        #expect(summary.counts.failed == 1)
        guard case .failed(let failure) = items.first?.outcome else { return }
        #expect(failure.reason.contains("{timestamp}"))
        #expect(try await paths("{filename}") == ["a.png"])
    }

    /// False where the file system does not hold such a date.
    private func setDate(_ path: String, _ seconds: Int) -> Bool {
        let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
        guard utimensat(AT_FDCWD, path, times, 0) == 0 else { return false }
        var facts = stat()
        guard stat(path, &facts) == 0 else { return false }
        #if canImport(Darwin)
            return facts.st_mtimespec.tv_sec == seconds
        #else
            return facts.st_mtim.tv_sec == seconds
        #endif
    }

    @Test(
        "a template with a mistake is refused",
        arguments: ["{name}", "{filename", "a}b", "{}"])
    func mistakes(_ template: String) {
        #expect(throws: RequestError.self) { try PathTemplate(template) }
    }

    @Test("a template that needs a user or a job says so")
    func missingFields() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        await #expect(throws: RequestError.self) {
            try await store.ingest([directory.path("in")]) {
                $0.placement.template = try! PathTemplate("{user_id}/{filename}")
            }
        }
    }

    @Test("two files of one run that want one path: the first keeps it, the second is named")
    func collision() async throws {
        try directory.write(testPicture(1), to: "in/a/x.png")
        try directory.write(testPicture(2), to: "in/b/x.png")
        try directory.write(testPicture(1), to: "in/c/x.png")
        let (summary, items) = try await store.ingest([directory.path("in")]) {
            $0.placement.template = try! PathTemplate("{filename}")
        }
        #expect(summary.counts.stored == 1)
        #expect(summary.counts.unchanged == 1, "the same bytes at the same path are no collision")
        guard case .failed(let failure) = items[1].outcome else {
            Issue.record("the second file was not refused")
            return
        }
        #expect(failure.kind == .pathTaken)
        #expect(try bytes(of: store.path + "/buckets/default/x.png") == testPicture(1))
    }

    @Test("a picture cannot also be a folder")
    func pictureAndFolder() async throws {
        try directory.write(testPicture(1), to: "in/a")
        try await store.ingest([directory.path("in")])
        try directory.write(testPicture(2), to: "other/a/b.png")
        let (summary, items) = try await store.ingest([directory.path("other")])
        #expect(summary.counts.failed == 1)
        guard case .failed(let failure) = items[0].outcome else { return }
        #expect(failure.kind == .pathTaken)
        #expect(try store.assets().count == 1)
    }

    @Test("names of any bytes come back byte for byte")
    func anyBytes() async throws {
        var names: [[UInt8]] = [
            Array("-rf.png".utf8), Array("two\nlines.png".utf8), Array("tab\t.png".utf8),
            Array("e\u{301}.png".utf8), Array("\u{E9}.png".utf8), [0x66, 0xFF, 0xFE, 0x2E],
            Array("%FF.png".utf8), Array("100%.png".utf8), Array("a'b\"c;--.png".utf8),
            [UInt8](repeating: 0x61, count: 255), Array("\u{202E}gnp.exe".utf8),
        ]
        if let corpora = Corpora.directory {
            let list = try bytes(of: corpora + "/naughty-strings/blns.txt")
            names += list.split(separator: 0x0A).map { line in
                Array(line.filter { $0 != 0x2F && $0 != 0 }.prefix(255))
            }.filter { !$0.isEmpty && $0.first != 0x2E && $0.first != 0x23 }
        }
        names = Array(Set(names)).sorted { $0.lexicographicallyPrecedes($1) }
        for (index, name) in names.enumerated() {
            // The system call, because Foundation's paths are text.
            let path = directory.file("in").appending(name)
            try directory.makeDirectory("in")
            let file = try Disk().open(path, .create(mode: 0o644))
            let picture = testPicture(index)
            try Disk().write(picture, count: picture.count, to: file)
        }
        let (summary, _) = try await store.ingest([directory.path("in")])
        #expect(summary.counts.failed == 0)
        #expect(summary.counts.stored == names.count)

        let library = try store.open()
        try await library.export(
            to: directory.file("out"), .init(), overwriting: false, stop: StopSignal()
        ) { item in
            if case .failed(let failure) = item.outcome { Issue.record("\(failure)") }
        }
        library.close()
        let listing = try Disk().list(directory.file("out/default"))
        let found = (0..<listing.count).map { Array(listing.name($0)) }
        #expect(found == names)
        for (index, name) in names.enumerated() {
            let path = directory.file("out/default").appending(name)
            #expect(try Disk().contents(of: path, upTo: 1 << 20) == testPicture(index))
        }
    }
}
