import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

/// Files that must be read, and turn out to be the current assets of their paths.
@Suite("Known bytes") struct UnchangedCheckTests {
    let directory = TemporaryDirectory()
    let clock = TestClock()
    var store: TestStore { TestStore(at: directory.path("store"), clock: clock) }
    var source: String { directory.path("in") }

    private func makeFiles(_ count: Int) throws {
        for index in 0..<count { try directory.write(testPicture(index), to: "in/d/\(index).png") }
    }

    /// Files changed within the last moments are read again by design.
    private func settle() { clock.pass(until: WallClock.system.now() + 40) }

    private struct Calls {
        /// On the files outside the store, by name.
        var source: [String: [DiskCall]] = [:]
        /// Whatever changes a file or a name.
        var changes: [DiskCall] = []
    }

    private func ingest(
        _ root: String, _ change: (inout IngestRequest) -> Void = { _ in }
    ) async throws -> (summary: IngestSummary, items: [IngestItem], calls: Calls) {
        let calls = Mutex(Calls())
        let (summary, items) = try await store.ingest(
            [root],
            options: { options in
                options.disk = Disk { call, path in
                    calls.withLock { calls in
                        if path.text.hasSuffix(".png"), path.text.hasPrefix(root + "/") {
                            calls.source[EscapedName.text(path.name), default: []].append(call)
                        }
                        let isAChange = [.write, .rename, .link, .symlink, .fsync, .syncfs]
                            .contains(call)
                        if isAChange { calls.changes.append(call) }
                    }
                }
            }, change: change)
        return (summary, items, calls.withLock { $0 })
    }

    @Test("a known file that is read again is opened and read once, and nothing is written for it")
    func readAgain() async throws {
        try makeFiles(9)
        settle()
        let first = try await store.ingest([source])
        let again = try await ingest(source) { $0.rereads = true }
        #expect(again.summary.counts.unchanged == 9)
        #expect(again.items.map(\.assetID) == first.items.map(\.assetID))
        #expect(again.items.map(\.digest) == first.items.map(\.digest))
        #expect(again.summary.counts.bytes == first.summary.counts.bytes)
        #expect(again.calls.source.count == 9)
        for (name, calls) in again.calls.source {
            #expect(calls.count { $0 == .open } == 1, "\(name): \(calls)")
            #expect(calls.count { $0 == .read } == 1, "\(name): \(calls)")
            // Asked for once more after the last byte: it may have changed while it was read.
            #expect(calls.last == .stat, "\(name): \(calls)")
        }
        #expect(again.calls.changes.isEmpty)
    }

    @Test("a copy of a directory is known by its bytes, and unread the next time")
    func copied() async throws {
        try makeFiles(5)
        let first = try await store.ingest([source])
        try FileManager.default.copyItem(atPath: source, toPath: directory.path("copy"))
        settle()
        let copied = try await ingest(directory.path("copy"))
        #expect(copied.summary.counts.unchanged == 5)
        #expect(copied.summary.counts.bytes == first.summary.counts.bytes)
        #expect(copied.items.map(\.assetID) == first.items.map(\.assetID))
        #expect(copied.calls.changes.isEmpty)
        let again = try await ingest(directory.path("copy"))
        #expect(again.summary.counts.unchanged == 5)
        #expect(again.summary.counts.bytes == 0, "what they are was noted")
    }

    @Test("other bytes of the same length never count as the known ones")
    func changed() async throws {
        try makeFiles(3)
        let first = try await store.ingest([source])
        let length = testPicture(1).count
        let other = try #require((100..<1000).first { testPicture($0).count == length })
        let bytes = testPicture(other)
        try directory.write(bytes, to: "in/d/1.png")
        let second = try await ingest(source) { $0.rereads = true }
        let digest = bytes.withUnsafeBytes { Digest.of($0) }
        #expect(second.items[0].assetID == first.items[0].assetID)
        #expect(second.items[1].assetID != first.items[1].assetID)
        #expect(second.items.map(\.outcome) == [.unchanged, .stored, .unchanged])
        #expect(second.items[1].superseded == first.items[1].assetID)
        #expect(try store.assets()["default/d/1.png"] == digest.hex)
    }

    @Test("a file that is written while it is read is read again", arguments: [0, 1])
    func written(_ fresh: Int) async throws {
        try makeFiles(1)
        try await store.ingest([source])
        let place = source + "/d/0.png"
        let replacement = testPicture(fresh == 0 ? 0 : 77)
        let isFirst = Mutex(true)
        let (_, items) = try await store.ingest(
            [source],
            options: { options in
                options.disk = Disk { call, path in
                    guard call == .read, path.text == place,
                        isFirst.withLock({ first in
                            defer { first = false }
                            return first
                        })
                    else { return }
                    let file = FileHandle(forWritingAtPath: place)
                    try? file?.truncate(atOffset: 0)
                    try? file?.write(contentsOf: Data(replacement))
                    try? file?.close()
                }
            }, change: { $0.rereads = true })
        let digest = replacement.withUnsafeBytes { Digest.of($0) }
        #expect(items.map(\.digest) == [digest])
        #expect(try store.assets()["default/d/0.png"] == digest.hex)
        #expect(items[0].outcome == (fresh == 0 ? .unchanged : .stored))
    }

    @Test("lost objects and links are restored when their files are read again")
    func restored() async throws {
        try makeFiles(4)
        settle()
        let (_, first) = try await store.ingest([source])
        let layout = StoreLayout(root: FilePath(store.path))
        let objects = first.map { layout.object($0.digest!).text }
        try FileManager.default.removeItem(atPath: objects[0])
        try FileManager.default.removeItem(atPath: store.path + "/buckets/default/d/1.png")
        // Cut short.
        #expect(chmod(objects[2], 0o644) == 0)
        #expect(truncate(objects[2], 20) == 0)
        let again = try await ingest(source) { $0.rereads = true }
        #expect(again.items.map(\.assetID) == first.map(\.assetID))
        for index in 0..<4 {
            #expect(try bytes(of: objects[index]) == testPicture(index))
            let link = store.path + "/buckets/default/d/\(index).png"
            #expect(try bytes(of: link) == testPicture(index))
        }
    }

    @Test("every limit of pictures has a part in what readers make of bytes")
    func limitsAreNamed() {
        let limits = PictureLimits()
        let fields = Mirror(reflecting: limits).children.map { "\($0.label!): \($0.value)" }
        #expect("\(limits)" == "PictureLimits(\(fields.joined(separator: ", ")))")
    }

    @Test("bytes that were kept undecoded are tried again, and limits hold for known files")
    func readersAndLimits() async throws {
        try makeFiles(1)
        try directory.write(Array("no picture".utf8), to: "in/note.txt")
        let (_, first) = try await store.ingest([source]) { $0.keepsUndecodable = true }
        #expect(first.map(\.outcome) == [.stored, .stored])
        // Without the request to keep it, it is refused: it was looked at.
        let (summary, _) = try await store.ingest([source]) { $0.rereads = true }
        #expect(summary.counts.failed == 1)
        #expect(summary.counts.unchanged == 1)
        try directory.write([UInt8](repeating: 0, count: 3 << 20), to: "in/large.bin")
        let (limited, _) = try await store.ingest(
            [source], options: { $0.limits.fileMiB = 1 },
            change: { request in
                request.rereads = true
                request.keepsUndecodable = true
            })
        #expect(limited.counts.failed == 1)
        #expect(limited.counts.unchanged == 2)
    }

    @Test(
        "where paths are made of the bytes, known ones land where they are",
        arguments: ["{digest}.{ext}", "{timestamp}/{filename}", "x/{stem}-{index}.{ext}"])
    func templates(_ template: String) async throws {
        try makeFiles(3)
        try directory.write(testPicture(5, as: .jpeg), to: "in/d/odd.png")
        settle()
        func placed(_ request: inout IngestRequest) {
            request.rereads = true
            request.placement.template = (try? PathTemplate(template)) ?? .standard
        }
        let (_, first) = try await store.ingest([source], placed)
        #expect(first.map(\.outcome) == Array(repeating: .stored, count: 4))
        let again = try await ingest(source, placed)
        #expect(again.items.map(\.assetID) == first.map(\.assetID))
        #expect(again.summary.counts.unchanged == 4)
        #expect(again.calls.changes.isEmpty)
        // A file that takes another's bytes takes its path too, where that is made of them.
        try directory.write(testPicture(1), to: "in/d/0.png")
        let (_, third) = try await store.ingest([source], placed)
        #expect(third[0].digest == first[1].digest)
        #expect((third[0].path == first[1].path) == (template == "{digest}.{ext}"))
    }
}
