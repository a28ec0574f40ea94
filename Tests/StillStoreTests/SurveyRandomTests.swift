import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

/// What is known of a file must decide as its bytes would.
@Suite("Known files, and reading them all") struct SurveyRandomTests {
    private static let slash = UInt8(ascii: "/")
    /// Names around the slash in the order of bytes, escapes, bytes that are not UTF-8, hidden.
    private static let parts: [[UInt8]] =
        ["a", "a-b", "a.b", "a0", "A", "b%41", "b%", "ü", "e\u{301}", ".hidden", "-"].map {
            Array($0.utf8)
        } + [[0xFF, 0x61], [0x61, 0xC3]]

    /// A directory that changes at random.
    private struct Tree {
        let root: FilePath
        var random: SeededRandom
        let disk = Disk()

        mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }

        private mutating func place() throws -> FilePath? {
            var place = root
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                place = place.appending(parts.randomElement(using: &random)!)
                if let facts = try disk.stat(place) {
                    if facts.kind != .directory { return nil }
                } else {
                    try disk.mkdir(place)
                }
            }
            return place.appending(parts.randomElement(using: &random)!)
        }

        /// Writes a file, over one that is there or not; or removes it, or does nothing.
        mutating func change() throws {
            guard let path = try place() else { return }
            if let facts = try disk.stat(path) {
                guard facts.kind == .file else { return }
                try disk.unlink(path)
                if chance(4) { return }
            }
            let seed = Int.random(in: 0..<12, using: &random)
            let bytes =
                chance(8)
                ? Array("no picture \(seed)".utf8) : testPicture(seed, width: 8, height: 8)
            let file = try disk.open(path, .create(mode: 0o644))
            try disk.write(bytes, count: bytes.count, to: file)
        }

        /// Removes an object, a link, or puts another link in its place.
        mutating func damage(_ layout: StoreLayout, _ items: [IngestItem]) throws {
            let shown = items.filter { $0.digest != nil }
            guard let item = shown.randomElement(using: &random),
                let other = shown.randomElement(using: &random)
            else { return }
            let link = layout.buckets.appending("default")
                .appending(EscapedName.bytes(item.path!))
            switch Int.random(in: 0..<3, using: &random) {
            case 0: try? disk.unlink(layout.object(item.digest!))
            case 1: try? disk.unlink(link)
            default:
                try? disk.unlink(link)
                try? disk.symlink(layout.object(other.digest!), at: link)
            }
        }
    }

    @Test(
        "a run with the source-file cache reports the same of every file as one that reads all",
        arguments: 1...4)
    func same(_ seed: Int) async throws {
        let directory = TemporaryDirectory()
        let clock = TestClock()
        let store = TestStore(at: directory.path("store"), clock: clock)
        let layout = StoreLayout(root: FilePath(store.path))
        try directory.makeDirectory("in")
        var tree = Tree(root: directory.file("in"), random: SeededRandom(seed: UInt64(seed)))
        for _ in 0..<80 { try tree.change() }
        var unread = 0
        for round in 0..<4 {
            // What has just changed is not taken to be known; here it mostly is old.
            clock.pass(until: WallClock.system.now() + 30)
            let quick = try await store.ingest([directory.path("in")]) { $0.isDryRun = true }
            let slow = try await store.ingest([directory.path("in")]) { request in
                request.isDryRun = true
                request.rereads = true
            }
            #expect(quick.items.map(\.file) == slow.items.map(\.file))
            for (quick, slow) in zip(quick.items, slow.items) { #expect(quick == slow) }
            #expect(quick.summary.counts.skipped == slow.summary.counts.skipped)
            unread += slow.summary.counts.bytes - quick.summary.counts.bytes

            // A real run puts right what is wrong with the store, and what it tells holds.
            let (_, items) = try await store.ingest([directory.path("in")])
            #expect(items.map(\.file) == slow.items.map(\.file))
            #expect(try store.damagedObjects().isEmpty)
            for item in items where item.digest != nil {
                let link = layout.buckets.appending("default")
                    .appending(EscapedName.bytes(item.path!))
                let shown = try Disk().contents(of: link, upTo: 1 << 16)
                #expect(shown.withUnsafeBytes { Digest.of($0) } == item.digest, "round \(round)")
            }
            for _ in 0..<15 { try tree.change() }
            for _ in 0..<3 { try tree.damage(layout, items) }
        }
        #expect(unread > 0, "nothing was known")
    }
}
