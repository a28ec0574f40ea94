import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

/// A link that a transaction changed which was never committed tells of what nobody was told.
@Suite("Links that were never committed") struct UncommittedLinkTests {
    enum Verb: String, Sendable, CaseIterable { case ingest, put, delete, undelete, fetch, copy }

    let directory = TemporaryDirectory()

    /// Files, and a store with three pictures of which one is deleted and one was fetched.
    private func makeStore() async throws -> TestStore {
        for seed in 0..<3 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        let store = TestStore(at: directory.path("store"))
        try await store.ingest([directory.path("in")])
        let source = try directory.write(testPicture(3), to: "web/w.png")
        try await store.opened { library in
            try await library.deleted(["default/2.png"])
            #expect(
                try await library.fetched(["file://" + source]) { $0.bucket = Array("web".utf8) }
                    .failures.isEmpty)
        }
        // What is to come: another picture for a path, and one for a path in a folder of its own.
        for (index, name) in ["0.png", "new/n.png"].enumerated() {
            try directory.write(testPicture(10 + index), to: "next/" + name)
        }
        try await TestStore(at: directory.path("donor")).ingest([directory.path("next")])
        return store
    }

    private func perform(_ verb: Verb, _ store: TestStore, _ disk: Disk) async throws {
        let options: (inout Library.Options) -> Void = {
            $0.disk = disk
            $0.jobs = 1
        }
        switch verb {
        case .ingest:
            try await store.ingest([directory.path("next")], options: options, change: { _ in })
        case .put:
            try await store.opened(options) { library in
                for name in ["0.png", "new/n.png"] {
                    let place = try BucketPath(
                        bucket: Array("default".utf8), path: Array(name.utf8), limits: NameLimits())
                    _ = try await Uploads(library).put(
                        .file(directory.file("next/" + name)), at: place,
                        IngestRequest.Placement(), keepsUndecodable: false)
                }
            }
        case .delete: try await store.opened(options) { try await $0.deleted(["default/0.png"]) }
        case .undelete:
            try await store.opened(options) { library in
                _ = try await library.undeleted(["default/2.png"])
            }
        case .fetch:
            try directory.write(testPicture(12), to: "web/w.png")
            try await store.opened(options) { library in
                _ = try await library.fetched(["file://" + directory.path("web/w.png")]) {
                    $0.bucket = Array("web".utf8)
                }
            }
            try directory.write(testPicture(3), to: "web/w.png")
        case .copy:
            try await TestStore(at: directory.path("donor")).copied(to: store, disk: disk)
        }
    }

    /// The verb on a copy of the store, where nothing more reaches the disk from a call on.
    private func died(
        _ verb: Verb, _ store: TestStore, at call: Int
    ) async throws -> (store: TestStore, death: Death) {
        let copy = TestStore(at: directory.path("\(verb)-\(call)"))
        try FileManager.default.copyItem(atPath: store.path, toPath: copy.path)
        let death = Death(at: call)
        try? await perform(verb, copy, death.disk)
        return (copy, death)
    }

    private func rebuild(_ store: TestStore) async throws -> RebuildSummary {
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: store.path + "/catalog.sqlite" + ending)
        }
        return try await Library.rebuildCatalog(
            at: FilePath(store.path), RebuildRequest()
        ) { _ in }
    }

    /// The tree and the rows of what has bytes: what is being fetched waits anew after a rebuild.
    private func known(_ store: TestStore) throws -> [String] {
        try store.snapshot().filter { !$0.contains(" - ") || $0.contains(" completed ") }
    }

    /// Paths of the tree that are links.
    private func shown(_ store: TestStore) -> Set<String> {
        Set(
            store.tree().filter { !$0.hasSuffix(" directory") }
                .map { String($0.prefix { $0 != " " }) })
    }

    @Test(
        "the next process restores them, wherever the process died, and a rebuild finds none",
        arguments: Verb.allCases)
    func sweep(_ verb: Verb) async throws {
        let store = try await makeStore()
        let life = try await died(verb, store, at: .max).death.calls
        let facts = try #require(life.firstIndex(where: { $0.path.text.hasSuffix(".jsonl") }))
        let other = try directory.write(testPicture(20), to: "other/o.png")
        for call in stride(from: facts, through: life.count + 1, by: Sweep.step(3)) {
            // What becomes of staging afterwards is the matter of other tests.
            let isRelevant = call > life.count || !life[call - 1].path.text.contains("/staging/")
            guard isRelevant else { continue }
            let (copy, _) = try await died(verb, store, at: call)
            try await copy.ingest([other])
            let context: Comment = """
                died at change \(call) of \(life.count)\
                \(call <= life.count ? ": \(life[call - 1])" : "")
                """
            let before = try known(copy)
            #expect(try copy.problems() == [], context)
            #expect(shown(copy) == Set(try copy.assets().keys), context)
            #expect(files(below: copy.path + "/staging").isEmpty, context)

            let summary = try await rebuild(copy)
            #expect(summary.problems == 0 && summary.fromLinks == 0, context)
            #expect(try known(copy) == before, context)
            try FileManager.default.removeItem(atPath: copy.path)
        }
    }

    @Test("a deletion that was reported afterwards stays one")
    func deleted() async throws {
        let store = try await makeStore()
        let life = try await died(.put, store, at: .max).death.calls
        let link = try #require(life.lastIndex(where: { $0.path.text.hasSuffix("default/0.png") }))
        let (copy, _) = try await died(.put, store, at: link + 2)
        #expect(copy.tree() != store.tree())
        try await copy.opened { try await $0.deleted(["default/0.png"]) }
        let before = try copy.snapshot()
        _ = try await rebuild(copy)
        #expect(try copy.snapshot() == before)
    }

    @Test("a name that the file system refuses only then costs its own item alone")
    func refused() async throws {
        for (index, name) in ["a.png", "bad.png", "c.png"].enumerated() {
            try directory.write(testPicture(index), to: "in/" + name)
        }
        let store = TestStore(at: directory.path("store"))
        let (summary, items) = try await store.ingest(
            [directory.path("in")],
            options: { options in
                options.disk = Disk { call, path throws(DiskError) in
                    if call == .symlink, path.text.hasSuffix("bad.png") {
                        throw DiskError(call, path, EILSEQ)
                    }
                }
            }, change: { _ in })
        #expect(summary.counts.stored == 2 && summary.counts.failed == 1)
        guard case .failed(let failure) = items[1].outcome else {
            Issue.record("\(items[1])")
            return
        }
        #expect(failure.kind == .pathTaken)
        let before = try store.assets()
        #expect(Set(before.keys) == ["default/a.png", "default/c.png"])
        #expect(try store.problems() == [])
        #expect(try await rebuild(store).problems == 0)
        #expect(try store.assets() == before)
    }

    @Test("a picture and a folder of one name in one batch: the first one has it")
    func pictureAndFolder() async throws {
        for (index, name) in ["in/x", "in/y/x/z.png"].enumerated() {
            try directory.write(testPicture(index), to: name)
        }
        let store = TestStore(at: directory.path("store"))
        let (_, items) = try await store.ingest(
            [directory.path("in/x"), directory.path("in/y")])
        #expect(items.map(\.path) == ["x", nil])
        #expect(try store.problems() == [])
    }

    @Test(
        "no link is changed before the facts that tell of it are durable", arguments: Verb.allCases)
    func order(_ verb: Verb) async throws {
        let store = try await makeStore()
        let life = try await died(verb, store, at: .max).death.calls
        var isDurable = false
        var links = 0
        for (call, path) in life {
            let isLink =
                path.text.contains("/buckets/")
                && [.symlink, .rename, .unlink].contains(call)
            if isLink {
                links += 1
                #expect(isDurable, "\(call) \(path.text)")
            }
            if path.text.hasSuffix(".jsonl") { isDurable = call == .fsync }
        }
        #expect(links > 0)
    }
}

/// A disk that nothing reaches any more from a certain change on, as after a kill.
private final class Death: Sendable {
    private let fatal: Int
    private let made = Mutex<[(call: DiskCall, path: FilePath)]>([])

    init(at call: Int) { fatal = call }

    /// Changes, also those that did not reach the disk.
    var calls: [(call: DiskCall, path: FilePath)] { made.withLock { $0 } }

    var disk: Disk {
        Disk { [self] call, path throws(DiskError) in
            switch call {
            case .read, .stat, .list, .readlink, .flock, .open, .writeback: return
            default: break
            }
            let number = made.withLock { made in
                made.append((call, path))
                return made.count
            }
            if number >= fatal { throw DiskError(call, path, EIO) }
        }
    }
}
