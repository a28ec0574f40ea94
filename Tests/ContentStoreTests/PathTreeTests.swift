import ContentStore
import Foundation
import Synchronization
import TestSupport
import Testing
import Values

/// The implementations of `PathTree`, each of which passes `PathTreeTests`.
enum PathTreeKind: String, CaseIterable, CustomTestStringConvertible {
    case symlinks, memory

    var testDescription: String { rawValue }
}

/// One of them, with an area to stage in and some digests to show.
struct PathTreeFixture {
    let directory = TemporaryDirectory()
    let tree: any PathTree
    let staging: StagingArea
    let one = Digest(bytes: (0..<32).map { UInt8($0) })
    let two = Digest(bytes: (0..<32).map { UInt8(255 - $0) })

    init(_ kind: PathTreeKind) throws {
        let store = try StoreDirectory.open(
            directory.file("store"), creatingWith: Array("{}".utf8))
        staging = try StagingArea(in: store, name: "one")
        switch kind {
        case .symlinks: tree = store.tree
        case .memory: tree = InMemoryTree()
        }
    }

    func path(_ path: String, in bucket: String = "b") throws -> BucketPath {
        try BucketPath(recorded: Array(bucket.utf8), Array(path.utf8))
    }

    func link(_ path: BucketPath, to digest: Digest) throws {
        var changed = ChangedDirectories()
        try tree.prepare(path, &changed)
        try tree.link(path, to: digest, from: staging, &changed)
        try tree.sync(changed)
    }

    @discardableResult
    func unlink(_ path: BucketPath, showing digest: Digest) throws -> Bool {
        var changed = ChangedDirectories()
        let wasShown = try tree.unlink(path, showing: digest, &changed)
        try tree.sync(changed)
        return wasShown
    }

    /// All of a bucket.
    func entries(of bucket: String = "b") -> [String] {
        let entries = tree.entries(of: bucket) { Issue.record("\($0)") }
        var paths: [String] = []
        while let (path, kind) = entries.next() {
            paths.append(path)
            #expect(kind == .link)
        }
        return paths
    }
}

/// What every tree does; that of symbolic links, one in memory, and any that comes.
@Suite("The contract of path trees") struct PathTreeTests {
    @Test("a path shows nothing until it is linked, and is nil", arguments: PathTreeKind.allCases)
    func nothing(_ kind: PathTreeKind) throws {
        let fixture = try PathTreeFixture(kind)
        let path = try fixture.path("deep/er/a.png")
        #expect(try fixture.tree.entry(at: path) == nil)
        #expect(try !fixture.tree.shows(fixture.one, at: path))
        #expect(try !fixture.unlink(path, showing: fixture.one))
        #expect(try !fixture.tree.isSpelled(path))
        #expect(try fixture.tree.buckets().buckets.isEmpty)
        #expect(fixture.entries().isEmpty)
    }

    @Test(
        "a link shows its digest, and after a change the new one",
        arguments: PathTreeKind.allCases)
    func link(_ kind: PathTreeKind) throws {
        let fixture = try PathTreeFixture(kind)
        let path = try fixture.path("deep/er/a.png")
        for (digest, other) in [(fixture.one, fixture.two), (fixture.two, fixture.one)] {
            for _ in 0..<2 {
                try fixture.link(path, to: digest)
                #expect(try fixture.tree.shows(digest, at: path))
                #expect(try !fixture.tree.shows(other, at: path))
                let entry = try #require(try fixture.tree.entry(at: path))
                #expect(entry.kind == .link)
                #expect(entry.shown == digest)
                #expect(entry.text != nil)
            }
        }
        #expect(try fixture.tree.isSpelled(path))
        #expect(try fixture.tree.areOne(path, path))
        #expect(try !fixture.tree.areOne(path, fixture.path("deep/er/b.png")))
        #expect(try fixture.tree.buckets().buckets == ["b"])
        #expect(fixture.entries() == ["deep/er/a.png"])
        #expect(files(below: fixture.directory.path("store/staging")) == ["one.lock"])
    }

    @Test(
        "only what shows the digest is unlinked, and the folders go that this empties",
        arguments: PathTreeKind.allCases)
    func unlink(_ kind: PathTreeKind) throws {
        let fixture = try PathTreeFixture(kind)
        let (first, second) = (try fixture.path("x/y/a.png"), try fixture.path("x/b.png"))
        try fixture.link(first, to: fixture.one)
        try fixture.link(second, to: fixture.one)
        #expect(try !fixture.unlink(first, showing: fixture.two))
        #expect(try fixture.tree.shows(fixture.one, at: first))
        #expect(try fixture.unlink(first, showing: fixture.one))
        #expect(try fixture.tree.entry(at: first) == nil)
        #expect(fixture.entries() == ["x/b.png"])
        // Its folder is gone, so that a picture can have its name.
        let folder = try fixture.path("x/y")
        try fixture.link(folder, to: fixture.two)
        #expect(try fixture.tree.shows(fixture.two, at: folder))
        #expect(try fixture.unlink(folder, showing: fixture.two))
        #expect(try fixture.unlink(second, showing: fixture.one))
        #expect(try fixture.tree.buckets().buckets.isEmpty)
    }

    @Test("a picture is no folder, and a folder no picture", arguments: PathTreeKind.allCases)
    func folders(_ kind: PathTreeKind) throws {
        let fixture = try PathTreeFixture(kind)
        let path = try fixture.path("x/y.png")
        try fixture.link(path, to: fixture.one)
        let (below, above) = (try fixture.path("x/y.png/z"), try fixture.path("x"))
        let occupied = StoreError.occupied(fixture.tree.location(of: path))
        let blocked = StoreError.linkBlocked(fixture.tree.location(of: above))
        for (path, error) in [(below, occupied), (above, blocked)] {
            var changed = ChangedDirectories()
            #expect(throws: error) { try fixture.tree.prepare(path, &changed) }
            #expect(throws: error) {
                try fixture.tree.link(path, to: fixture.two, from: fixture.staging, &changed)
            }
            try fixture.tree.restore(path, to: fixture.two, area: "one", &changed)
            #expect(try !fixture.tree.shows(fixture.two, at: path))
        }
        #expect(try fixture.tree.entry(at: above)?.kind == .directory)
        #expect(try fixture.tree.entry(at: below) == nil)
        #expect(try fixture.tree.shows(fixture.one, at: path))
        #expect(fixture.tree.folders(of: below).contains(fixture.tree.location(of: path)))
    }

    @Test(
        "any name that can be shown is, and one that cannot is refused in words",
        arguments: PathTreeKind.allCases)
    func names(_ kind: PathTreeKind) throws {
        let fixture = try PathTreeFixture(kind)
        let names: [[UInt8]] = [
            Array("two words".utf8), Array("line\nbreak".utf8), [0x66, 0xFF, 0x25, 0x34, 0x31],
            Array("%2e%2e".utf8), Array("e\u{301}.png".utf8), Array("-rf".utf8),
            Array(".hidden".utf8), Array("...".utf8), [UInt8](repeating: 0x61, count: 255),
            Array("\\..\\up".utf8), Array("a\u{202E}gnp".utf8),
        ]
        for name in names {
            let path = try BucketPath(recorded: name, name + [UInt8(ascii: "/")] + name)
            try fixture.link(path, to: fixture.one)
            #expect(try fixture.tree.shows(fixture.one, at: path))
            #expect(try fixture.tree.entry(at: path)?.shown == fixture.one)
            #expect(fixture.entries(of: path.bucketText) == [path.pathText])
        }
        #expect(try Set(fixture.tree.buckets().buckets) == Set(names.map { EscapedName.text($0) }))
        let long = try BucketPath(recorded: Array("b".utf8), [UInt8](repeating: 0x61, count: 256))
        var changed = ChangedDirectories()
        #expect {
            try fixture.tree.link(long, to: fixture.one, from: fixture.staging, &changed)
        } throws: { error in
            if case .nameRefused? = error as? StoreError { true } else { false }
        }
        #expect(try fixture.tree.entry(at: long) == nil)
        #expect(try !fixture.tree.shows(fixture.one, at: long))
    }

    @Test(
        "paths are walked in the order of the catalogue's index", arguments: PathTreeKind.allCases)
    func order(_ kind: PathTreeKind) throws {
        let fixture = try PathTreeFixture(kind)
        var paths = ["a", "a-b", "a.b/x", "a0", "b/a", "b/a.png", "b-c/a", "b0/a", "Z", "z%", "z~"]
        paths += (0..<50).map { "many/\($0).png" }
        let written = try paths.map { name in
            let path = try fixture.path(name)
            try fixture.link(path, to: fixture.one)
            return path.pathText
        }
        try fixture.link(fixture.path("elsewhere", in: "c"), to: fixture.one)
        #expect(
            fixture.entries() == written.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(fixture.entries(of: "c") == ["elsewhere"])
        #expect(try fixture.tree.buckets().buckets == ["b", "c"])
    }

    @Test(
        "a process that takes over from a dead one repairs the path",
        arguments: PathTreeKind.allCases
    )
    func restore(_ kind: PathTreeKind) throws {
        let fixture = try PathTreeFixture(kind)
        let path = try fixture.path("x/a.png")
        for digest in [fixture.one, fixture.two, fixture.two] {
            var changed = ChangedDirectories()
            try fixture.tree.restore(path, to: digest, area: "one", &changed)
            try fixture.tree.sync(changed)
            #expect(try fixture.tree.shows(digest, at: path))
        }
        #expect(fixture.entries() == ["x/a.png"])
    }

    @Test(
        "many that link paths of one folder at once all find it", arguments: PathTreeKind.allCases)
    func together(_ kind: PathTreeKind) async throws {
        let fixture = try PathTreeFixture(kind)
        let (tree, staging, digest) = (fixture.tree, fixture.staging, fixture.one)
        let paths = try (0..<32).map { try fixture.path("deep/er/\($0).png") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for path in paths {
                group.addTask {
                    var changed = ChangedDirectories()
                    try tree.link(path, to: digest, from: staging, &changed)
                    try tree.sync(changed)
                }
            }
            try await group.waitForAll()
        }
        for path in paths { #expect(try tree.shows(digest, at: path)) }
        #expect(fixture.entries().count == 32)
    }

    @Test(
        "changes in a folder that another has removed are synced all the same",
        arguments: PathTreeKind.allCases)
    func gone(_ kind: PathTreeKind) throws {
        let fixture = try PathTreeFixture(kind)
        let path = try fixture.path("x/a.png")
        var changed = ChangedDirectories()
        try fixture.tree.link(path, to: fixture.one, from: fixture.staging, &changed)
        try fixture.unlink(path, showing: fixture.one)
        try fixture.tree.sync(changed)
        try fixture.link(path, to: fixture.one)
        #expect(try fixture.tree.shows(fixture.one, at: path))
    }
}
