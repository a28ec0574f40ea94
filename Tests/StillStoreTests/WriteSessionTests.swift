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

@Suite("Write sessions") struct WriteSessionTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func path(_ name: String) throws -> BucketPath {
        try BucketPath(
            bucket: Array("up".utf8), path: Array("\(name).png".utf8), limits: NameLimits())
    }

    @discardableResult
    private func put(_ number: Int, _ uploads: Uploads) async throws -> IngestItem {
        let file = "in/\(number).png"
        try directory.write(testPicture(number), to: file)
        return try await uploads.put(
            .file(FilePath(directory.path(file))), at: path("\(number)"),
            IngestRequest.Placement(), keepsUndecodable: false)
    }

    private func journals() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: store.path + "/journal").sorted()
    }

    @Test("programs that upload one after another append to one file of the journal")
    func oneFile() async throws {
        for number in 1...3 {
            try await store.opened { library in
                let item = try await put(number, Uploads(library))
                #expect(item.outcome == .stored)
            }
        }
        #expect(try journals() == ["uploads-1.jsonl"])
        #expect(files(below: store.path + "/staging").isEmpty)
        try await store.rebuildCatalog()
        #expect(Set(try store.assets().keys) == ["up/1.png", "up/2.png", "up/3.png"])
        #expect(try store.problems() == [])
    }

    @Test("two programs at once have a file each, and a full one is left for the next")
    func severalFiles() async throws {
        try await store.opened { first in
            try await put(1, Uploads(first))
            try await store.opened { second in
                try await put(2, Uploads(second))
                try await put(3, Uploads(first))
            }
        }
        #expect(try journals() == ["uploads-1.jsonl", "uploads-2.jsonl"])
        // Empty lines are no facts.
        let full = FilePath(store.path + "/journal/uploads-1.jsonl")
        let file = try #require(FileHandle(forWritingAtPath: full.text))
        try file.seekToEnd()
        try file.write(contentsOf: [UInt8](repeating: 10, count: 16 << 20))
        try file.close()
        try await store.opened { library in
            try library.catalog.write { writer in
                let size = try #require(try library.directory.journal.size("uploads-1.jsonl"))
                try writer.upsert(JournalFile(name: "uploads-1.jsonl", size: Int64(size)))
            }
            for number in 4...5 { try await put(number, Uploads(library)) }
        }
        #expect(try journals() == ["uploads-1.jsonl", "uploads-2.jsonl"])
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: full.text)[.size] as? Int)
        #expect(size < (16 << 20) + 2000, "nothing was appended to it")
        #expect(try store.assets().count == 5)
        #expect(try store.problems() == [])
    }

    /// Counts the times that the journal was made durable, and holds the first until `behind`
    /// originals were staged.
    private final class SlowJournal: Sendable {
        private struct State {
            var syncs = 0
            var staged = 0
        }

        private let behind: Int
        private let state = Mutex(State())
        private let ready = DispatchSemaphore(value: 0)

        init(behind: Int) { self.behind = behind }

        var syncs: Int { state.withLock { $0.syncs } }

        var disk: Disk {
            Disk { [self] call, path in
                let isHeld = state.withLock { state in
                    if call == .write, path.text.contains("/staging/uploads-1/") {
                        state.staged += 1
                        if state.staged == behind * 2 { ready.signal() }
                    }
                    guard call == .fsync, path.text.hasSuffix(".jsonl") else { return false }
                    state.syncs += 1
                    return state.syncs == 1 && state.staged < behind * 2
                }
                if isHeld { ready.wait() }
            }
        }
    }

    @Test("uploads of many tasks share the waits for the disk, and each hears of its own")
    func groups() async throws {
        let slow = SlowJournal(behind: 24)
        var options = Library.Options()
        options.createsIfMissing = true
        options.disk = slow.disk
        let library = try Library(at: FilePath(store.path), options)
        defer { library.close() }
        let uploads = Uploads(library)
        let items = try await withThrowingTaskGroup(of: IngestItem.self) { group in
            for number in 1...24 { group.addTask { try await put(number, uploads) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(items.allSatisfy { $0.outcome == .stored })
        #expect(Set(items.map(\.path)) == Set((1...24).map { "\($0).png" }))
        #expect(slow.syncs < 8, "\(slow.syncs) waits for 24 uploads")
        #expect(try store.problems() == [])
    }

    @Test("one that fails leaves no fact behind for the next to make true")
    func failure() async throws {
        let isBroken = AtomicFlag()
        let isWhole = AtomicFlag()
        var options = Library.Options()
        options.createsIfMissing = true
        // The link is made when the facts are durable, and before the transaction is committed.
        options.disk = Disk { call, path throws(DiskError) in
            guard isBroken.isSet, !isWhole.isSet, call == .symlink,
                path.text.contains("/buckets/")
            else { return }
            throw DiskError(call, path, EIO)
        }
        let library = try Library(at: FilePath(store.path), options)
        let uploads = Uploads(library)
        try await put(1, uploads)
        isBroken.set()
        await #expect(throws: DiskError.self) { try await put(2, uploads) }
        isWhole.set()
        try await put(3, uploads)
        library.close()
        #expect(Set(try store.assets().keys) == ["up/1.png", "up/3.png"])
        try await store.rebuildCatalog()
        #expect(Set(try store.assets().keys) == ["up/1.png", "up/3.png"])
    }

    @Test("an older catalogue that was put back is detected while a session continues")
    func staleCatalogue() async throws {
        try await store.opened { try await put(1, Uploads($0)) }
        let catalogue = store.path + "/catalog.sqlite"
        try FileManager.default.copyItem(atPath: catalogue, toPath: directory.path("kept"))
        try await store.opened { try await put(2, Uploads($0)) }
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: catalogue + ending)
        }
        try FileManager.default.copyItem(atPath: directory.path("kept"), toPath: catalogue)
        try await store.opened { library in
            #expect(throws: StoreError.self) { try library.requireCurrentCatalog() }
            // What is stored now does not make it current.
            try await put(3, Uploads(library))
            #expect(throws: StoreError.self) { try library.requireCurrentCatalog() }
        }
        try await store.rebuildCatalog()
        #expect(Set(try store.assets().keys) == ["up/1.png", "up/2.png", "up/3.png"])
    }

    @Test("if a failed upload's facts cannot be truncated, no later one counts them as its own")
    func leftFacts() async throws {
        try await store.opened { try await put(1, Uploads($0)) }
        let catalogue = store.path + "/catalog.sqlite"
        try FileManager.default.copyItem(atPath: catalogue, toPath: directory.path("kept"))
        _ = try await store.ingest([directory.path("in")])
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: catalogue + ending)
        }
        try FileManager.default.copyItem(atPath: directory.path("kept"), toPath: catalogue)

        // By an older catalogue nothing is taken out of the journal.
        let isBroken = AtomicFlag()
        let isWhole = AtomicFlag()
        var options = Library.Options()
        options.disk = Disk { call, path throws(DiskError) in
            guard isBroken.isSet, !isWhole.isSet, call == .symlink,
                path.text.contains("/buckets/")
            else { return }
            throw DiskError(call, path, EIO)
        }
        let library = try Library(at: FilePath(store.path), options)
        let uploads = Uploads(library)
        isBroken.set()
        await #expect(throws: DiskError.self) { try await put(2, uploads) }
        isWhole.set()
        try await put(3, uploads)
        let first = "uploads-1.jsonl"
        let size = try #require(try library.directory.journal.size(first))
        let recorded = try library.catalog.read { try $0.journalFile(named: first)?.size }
        #expect(recorded ?? 0 < Int64(size))
        library.close()
        #expect(try journals().filter { $0.hasPrefix("uploads") } == [first, "uploads-2.jsonl"])
    }

    @Test("a store that is closed while an upload is committed has it, or has nothing of it")
    func closing() async throws {
        let entered = DispatchSemaphore(value: 0)
        let proceed = DispatchSemaphore(value: 0)
        let held = Mutex(0)
        var options = Library.Options()
        options.createsIfMissing = true
        options.disk = Disk { call, path in
            guard call == .fsync, path.text.hasSuffix(".jsonl") else { return }
            let isFirst = held.withLock { held in
                held += 1
                return held == 1
            }
            if isFirst {
                entered.signal()
                proceed.wait()
            }
        }
        let library = try Library(at: FilePath(store.path), options)
        let upload = Task { try await put(1, Uploads(library)) }
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                entered.wait()
                Thread.detachNewThread { proceed.signal() }
                library.close()
                continuation.resume()
            }
        }
        let item = try? await upload.value
        #expect(try store.assets().keys.sorted() == (item == nil ? [] : ["up/1.png"]))
        #expect(try store.problems() == [])
    }

    @Test("a rendition that several ask for at once is made once")
    func renditions() async throws {
        let made = Mutex(0)
        var options = Library.Options()
        options.createsIfMissing = true
        options.disk = Disk { call, path in
            if call == .rename, path.text.contains("/renditions/preview") {
                made.withLock { $0 += 1 }
            }
        }
        let library = try Library(at: FilePath(store.path), options)
        defer { library.close() }
        let id = try #require(try await put(1, Uploads(library)).assetID)
        let paths = try await withThrowingTaskGroup(of: FilePath.self) { group in
            for _ in 1...16 {
                group.addTask { try await library.rendition(of: id, recipe: "preview").path }
            }
            return try await group.reduce(into: Set<FilePath>()) { $0.insert($1) }
        }
        #expect(paths.count == 1)
        #expect(made.withLock { $0 } == 1)
    }

    @Test("after the store is closed an upload and a question are refused, and nothing traps")
    func closed() async throws {
        let library = try await store.opened { library in
            try await put(1, Uploads(library))
            return library
        }
        await #expect(throws: RequestError.closed) { try await put(2, Uploads(library)) }
        await #expect(throws: RequestError.closed) {
            _ = try await library.queries.find("up/1.png")
        }
    }

    @Test("a task that is cancelled ends its run after the batch in flight, which stays")
    func cancellation() async throws {
        for number in 0..<40 {
            try directory.write(testPicture(number), to: "in/\(100 + number).png")
        }
        var options = Library.Options()
        options.createsIfMissing = true
        options.batchItems = 4
        let library = try Library(at: FilePath(store.path), options)
        let run = Mutex<Task<IngestSummary, any Error>?>(nil)
        let request = { [directory] in
            var request = IngestRequest()
            request.roots = [FilePath(directory.path("in"))]
            return request
        }()
        let began = DispatchSemaphore(value: 0)
        let task = Task {
            try await library.ingest(request) { event in
                guard case .item = event else { return }
                began.wait()
                began.signal()
                run.withLock { $0 }?.cancel()
            }
        }
        run.withLock { $0 = task }
        began.signal()
        let summary = try await task.value
        library.close()
        #expect(summary.wasInterrupted)
        #expect((1..<40).contains(summary.counts.stored), "\(summary.counts.stored)")
        #expect(try store.assets().count == summary.counts.stored)
        #expect(try store.problems() == [])
    }
}
