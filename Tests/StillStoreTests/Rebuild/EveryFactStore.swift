import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import TestSupport
import Values

/// A store whose journal has every kind of fact: with something of everything that a catalogue knows.
struct EveryFactStore {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    let server: FaultServer

    init() async throws {
        server = try FaultServer { testPicture($0) }
        try writeSources()
        let store = store
        // Duplicates, names of every kind, all facts of a placement.
        try await store.ingest([directory.path("in")]) {
            $0.placement.userID = "someone"
            $0.placement.jobID = "job"
            $0.placement.metadata = #"{"prompt":"a \"quoted\" hill\u0000","n":1.5}"#
            $0.placement.origin = .generated
        }
        // Paths that are overwritten, one of them with what was there before.
        for seed in [10, 11, 10] {
            try directory.write(testPicture(seed), to: "in/changing.png")
            try await store.ingest([directory.path("in")])
        }
        try await ingestTogether()
        try await addOthers()
    }

    private func writeSources() throws {
        for seed in 0..<4 { try directory.write(testPicture(seed), to: "in/a/\(seed).png") }
        try directory.write(testPicture(1), to: "in/b/copy of 1.png")
        // Large enough to be shrunk while it is decoded.
        try directory.write(testPicture(5, width: 1300, height: 900, as: .jpeg), to: "in/large.jpg")
        try directory.write(testPicture(6, as: .webp), to: "in/100%25.webp")
        try directory.write(testPicture(7, as: .jpeg), to: "in/caf\u{E9}.gif")
        try directory.write(testPicture(8), to: "in/cafe\u{301}.gif")
        let disk = Disk()
        let odd = directory.file("in").appending([0x66, 0xFF, 0xFE, 0x2E, 0x70])
        let file = try disk.open(odd, .create(mode: 0o644))
        let picture = testPicture(9)
        try disk.write(picture, count: picture.count, to: file)
    }

    /// Two runs at once, each with a journal of its own, that want the same paths.
    private func ingestTogether() async throws {
        for seed in 0..<6 {
            try directory.write(testPicture(20 + seed), to: "left/\(seed).png")
            try directory.write(testPicture(23 + seed), to: "right/\(seed).png")
        }
        let (store, left, right) = (store, directory.path("left"), directory.path("right"))
        async let first = store.ingest(
            [left], options: { $0.batchItems = 2 },
            change: { $0.placement.bucket = Array("shared".utf8) })
        async let second = store.ingest(
            [right], options: { $0.batchItems = 2 },
            change: { $0.placement.bucket = Array("shared".utf8) })
        _ = try await (first, second)
    }

    private func addOthers() async throws {
        let library = try store.open()
        defer { library.close() }
        let notes = try directory.write("no picture".utf8, to: "notes.txt")
        _ = try await Uploads(library).put(
            .file(FilePath(notes)),
            at: BucketPath(
                bucket: Array("files".utf8), path: Array("notes.txt".utf8), limits: NameLimits()),
            IngestRequest.Placement(), keepsUndecodable: true)
        _ = try await library.rendition(of: "default/a/0.png", recipe: "preview")
        let uris = [server.url("good", 30), server.url("good", 31)]
        _ = try await library.fetched(uris) { $0.placement.metadata = #"{"from":"there"}"# }
        // Fetched again, these are what they were.
        _ = try await library.fetched(uris)
        let place = server.server.url.replacingOccurrences(of: "http://", with: "http://me:pw@")
        let waiting = [server.url("good", 32), place + "/good/33.png"]
        _ = try await library.fetched(waiting) {
            $0.enqueues = true
            $0.bucket = Array("later".utf8)
        }
        // Asked for again with something more to say.
        _ = try await library.fetched([waiting[1]]) {
            $0.enqueues = true
            $0.bucket = Array("later".utf8)
            $0.placement.metadata = #"{"again":true}"#
            $0.placement.userID = "another"
        }
    }
}
