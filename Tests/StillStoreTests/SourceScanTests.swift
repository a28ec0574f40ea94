import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Files that are known") struct SourceScanTests {
    let directory = TemporaryDirectory()
    let clock = TestClock()
    var store: TestStore { TestStore(at: directory.path("store"), clock: clock) }
    var source: String { directory.path("in") }

    /// Files changed within the last moments are read again by design: the store's clock passes
    /// these.
    private func settle() { clock.pass(until: WallClock.system.now() + 40) }

    private func path(_ name: String) -> String { source + "/" + name }

    private func times(_ name: String) throws -> FileFacts {
        try #require(try Disk().stat(FilePath(path(name))))
    }

    private func setModified(_ name: String, to facts: FileFacts) {
        var times = [timeval(), timeval()]
        for index in 0..<2 {
            times[index].tv_sec = Int(facts.modified / 1_000_000_000)
            times[index].tv_usec = .init(facts.modified % 1_000_000_000 / 1000)
        }
        #expect(utimes(path(name), times) == 0)
    }

    private func rewrite(_ name: String, _ bytes: [UInt8]) throws {
        let file = try #require(FileHandle(forWritingAtPath: path(name)))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    @Test("each way in which a file can have changed has it read again, and it alone")
    func changes() async throws {
        let changes: [(name: String, change: (String) throws -> Void, reads: Bool)] = [
            ("untouched.png", { _ in }, false),
            ("size.png", { try rewrite($0, testPicture(90) + [0]) }, true),
            (
                "modified.png",
                { name in
                    let far = Date(timeIntervalSince1970: 1_000_000_000)
                    try FileManager.default.setAttributes(
                        [.modificationDate: far], ofItemAtPath: path(name))
                }, true
            ),
            // Other bytes of the same length, with the old date put back: the change time tells.
            (
                "contents.png",
                { name in
                    let facts = try times(name)
                    var bytes = try bytes(of: path(name))
                    bytes[bytes.count - 1] ^= 1
                    try rewrite(name, bytes)
                    setModified(name, to: facts)
                }, true
            ),
            (
                "inode.png",
                { name in
                    let facts = try times(name)
                    try directory.write(try bytes(of: path(name)), to: "in/other")
                    setModified("other", to: facts)
                    #expect(rename(path("other"), path(name)) == 0)
                }, true
            ),
            (
                "permissions.png",
                { name in
                    try FileManager.default.setAttributes(
                        [.posixPermissions: 0o600], ofItemAtPath: path(name))
                }, true
            ),
        ]
        for (index, change) in changes.enumerated() {
            try directory.write(testPicture(index), to: "in/" + change.name)
            setModified(change.name, to: try times(change.name))
        }
        settle()
        try await store.ingest([source])
        for change in changes { try change.change(change.name) }
        settle()
        let read = Mutex<Set<String>>([])
        try await store.ingest(
            [source],
            options: { options in
                options.disk = Disk { call, path in
                    guard call == .read, path.text.hasPrefix(source + "/") else { return }
                    read.withLock { _ = $0.insert(EscapedName.text(path.name)) }
                }
            })
        #expect(read.withLock { $0 } == Set(changes.filter(\.reads).map(\.name)))
        let (_, items) = try await store.ingest([source])
        #expect(items.count == changes.count)
    }

    @Test("a renamed file is a duplicate at its new path; a file that is gone is not reported")
    func renamed() async throws {
        for name in ["a.png", "b.png", "c.png"] {
            try directory.write(testPicture(name.count + Int(name.utf8.first!)), to: "in/" + name)
        }
        settle()
        try await store.ingest([source])
        #expect(rename(path("a.png"), path("z.png")) == 0)
        #expect(unlink(path("b.png")) == 0)
        let (summary, items) = try await store.ingest([source])
        #expect(items.map(\.path) == ["c.png", "z.png"])
        #expect(items.map(\.outcome) == [.unchanged, .duplicate])
        #expect(summary.counts.found == 2)
    }

    @Test("a lost object, a lost link and a link to something else are all put right")
    func lost() async throws {
        for index in 0..<5 { try directory.write(testPicture(index), to: "in/d/\(index).png") }
        settle()
        let (_, first) = try await store.ingest([source])
        let layout = StoreLayout(root: FilePath(store.path))
        let links = (0..<5).map { store.path + "/buckets/default/d/\($0).png" }
        try FileManager.default.removeItem(atPath: layout.object(first[0].digest!).text)
        try FileManager.default.removeItem(atPath: links[1])
        let other = try FileManager.default.destinationOfSymbolicLink(atPath: links[3])
        try FileManager.default.removeItem(atPath: links[2])
        try FileManager.default.createSymbolicLink(
            atPath: links[2], withDestinationPath: other)
        let (summary, again) = try await store.ingest([source])
        #expect(
            again.map(\.outcome) == [.unchanged, .unchanged, .unchanged, .unchanged, .unchanged])
        #expect(again.map(\.assetID) == first.map(\.assetID))
        #expect(summary.counts.bytes == (0..<3).map { testPicture($0).count }.reduce(0, +))
        for index in 0..<5 { #expect(try bytes(of: links[index]) == testPicture(index)) }

        try FileManager.default.removeItem(atPath: store.path + "/buckets/default")
        let (_, third) = try await store.ingest([source])
        #expect(third.map(\.assetID) == first.map(\.assetID))
        for index in 0..<5 { #expect(try bytes(of: links[index]) == testPicture(index)) }
    }

    @Test("bytes that the catalogue has as lost or damaged do not count as present")
    func unwell() async throws {
        for index in 0..<3 { try directory.write(testPicture(index), to: "in/\(index).png") }
        settle()
        let (_, first) = try await store.ingest([source])
        let library = try store.open()
        try library.catalog.write { writer in
            try writer.setState(.missing, of: first[0].digest!)
            try writer.setState(.corrupt, of: first[1].digest!)
        }
        library.close()
        let (summary, again) = try await store.ingest([source])
        #expect(again.map(\.assetID) == first.map(\.assetID))
        #expect(summary.counts.bytes == testPicture(0).count + testPicture(1).count)
        let third = try await store.ingest([source])
        #expect(third.summary.counts.bytes == 0)
    }

    @Test("a refusal is remembered without reading, until the limits change")
    func refusals() async throws {
        try directory.write(Array("no picture".utf8), to: "in/a.txt")
        try directory.write(testPicture(1, width: 64, height: 64), to: "in/b.png")
        settle()
        let (first, _) = try await store.ingest(
            [source],
            options: {
                $0.limits.pixels = 100
                $0.words = { $0 == .raise(.pixels) ? ": more pixels may be allowed" : "" }
            })
        #expect(first.counts.failed == 2)
        let (second, again) = try await store.ingest(
            [source], options: { $0.limits.pixels = 100 })
        #expect(second.counts.failed == 2)
        #expect(second.counts.bytes == 0)
        guard case .failed(let failure) = again[1].outcome else {
            Issue.record("\(again)")
            return
        }
        #expect(failure.reason.hasSuffix(": more pixels may be allowed"))
        let (third, _) = try await store.ingest([source])
        #expect(third.counts.stored == 1)
        let (fourth, _) = try await store.ingest([source]) { $0.keepsUndecodable = true }
        #expect(fourth.counts.stored == 1)
        #expect(fourth.counts.unchanged == 1)
    }

    @Test("files that vanish during the scan fail one by one, with their reason")
    func vanishing() async throws {
        for name in ["a/1.png", "a/2.png", "b/1.png", "c/1.png"] {
            try directory.write(testPicture(name.hashValue & 0xFF), to: "in/" + name)
        }
        settle()
        try await store.ingest([source])
        let (_, items) = try await store.ingest(
            [source],
            options: { options in
                options.disk = Disk { [source] call, path in
                    // Between the listing of a directory and the look at what is in it.
                    guard call == .open else { return }
                    if path.text == source + "/a" { unlink(source + "/a/1.png") }
                    if path.text == source + "/b" {
                        try? FileManager.default.removeItem(atPath: source + "/b")
                    }
                }
            })
        let gone = items.compactMap { item -> String? in
            guard case .failed(let failure) = item.outcome else { return nil }
            #expect(failure.kind == .unreadable)
            #expect(failure.reason == "it is gone")
            return String(item.file.dropFirst(source.count + 1))
        }
        #expect(gone == ["a/1.png", "b/1.png"])
        #expect(items.count == 4)
    }

    @Test("a thousand known files in one directory and in many are each reported once, in order")
    func pages() async throws {
        var names: [String] = []
        for index in 0..<1_300 {
            let place = index < 1_000 ? "flat" : "deep/\(index % 100)/\(index % 7)"
            names.append("\(place)/\(index).png")
            try directory.write(testPicture(index % 3), to: "in/" + names[index])
        }
        settle()
        let (first, before) = try await store.ingest([source], options: { $0.batchItems = 4096 })
        #expect(first.counts.stored + first.counts.duplicates == 1_300)
        let (second, after) = try await store.ingest([source])
        #expect(second.counts.unchanged == 1_300)
        #expect(after.map(\.path) == before.map(\.path))
        #expect(after.map(\.assetID) == before.map(\.assetID))
        #expect(Set(after.compactMap(\.path)) == Set(names))
        // A third of them changes; the order stays.
        for index in stride(from: 0, to: 1_300, by: 3) {
            try directory.write(testPicture(5), to: "in/" + names[index])
        }
        let (third, mixed) = try await store.ingest([source], options: { $0.batchItems = 4096 })
        #expect(mixed.map(\.path) == before.map(\.path))
        #expect(third.counts.unchanged == 866)
        #expect(third.counts.duplicates + third.counts.stored == 434)
    }
}
