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

/// Garbage collections in the middle of other work, at each of its disk calls: not by chance, but wherever
/// the locks let one in.
@Suite("Collecting beside other work") struct GCRaceTests {
    /// Does something, once, from inside a disk call of somebody else's work: at the `moment`th
    /// call at which nobody is between the naming of an object and its record.
    private final class Intruder: Sendable {
        private let store: TestStore
        private let moment: Int
        private let act: @Sendable (Library) async throws -> Void
        private let seen = Mutex(0)
        private let hasBegun = Mutex(false)
        private let failure = Mutex<(any Error)?>(nil)

        init(
            _ store: TestStore, at moment: Int,
            _ act: @escaping @Sendable (Library) async throws -> Void
        ) {
            self.store = store
            self.moment = moment
            self.act = act
        }

        var disk: Disk { Disk { [self] call, path in visit(call, path) } }

        /// Whether there were this many moments.
        var hasActed: Bool { seen.withLock { $0 >= moment } }
        var error: (any Error)? { failure.withLock { $0 } }

        private func visit(_ call: DiskCall, _ path: FilePath) {
            // From its corner of staging on, the work is on threads where waiting is expected;
            // the others are needed for the act itself.
            if call == .list, path.name.elementsEqual("staging".utf8) {
                hasBegun.withLock { $0 = true }
            }
            // Sources are also looked at by the thread that counts them, which outlives the run.
            guard path.bytes.starts(with: Array((store.path + "/").utf8)),
                hasBegun.withLock({ $0 }), isFree()
            else { return }
            let isNow = seen.withLock { seen in
                seen += 1
                return seen == moment
            }
            guard isNow else { return }
            let done = DispatchSemaphore(value: 0)
            Task.detached { [self] in
                do {
                    try await store.opened { try await act($0) }
                } catch {
                    failure.withLock { $0 = error }
                }
                done.signal()
            }
            done.wait()
        }

        /// Nobody holds, or waits for, a lock that opening the store or gc takes.
        private func isFree() -> Bool {
            let layout = StoreLayout(root: FilePath(store.path))
            let disk = Disk()
            for path in [layout.root, layout.objects.parent, layout.objects] {
                guard let file = try? disk.open(path),
                    (try? disk.lock(file, exclusive: true, waiting: false)) == true
                else { return false }
            }
            return true
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let transfer: IngestRequest.Transfer
        let batchItems: Int
        var testDescription: String { "\(transfer), \(batchItems) a batch" }
    }

    @Test(
        "whenever gc runs during an ingest of what it collects, everything reported is there",
        arguments: [
            Case(transfer: .copy, batchItems: 2), Case(transfer: .link, batchItems: 512),
            Case(transfer: .move, batchItems: 2),
        ])
    func ingest(_ test: Case) async throws {
        let directory = TemporaryDirectory()
        var moment = 0
        while true {
            moment += Sweep.step(3)
            let name = "\(moment)"
            for index in 0..<4 {
                try directory.write(testPicture(index), to: "first\(name)/\(index).png")
                try directory.write(testPicture(index), to: "again\(name)/\(index).png")
            }
            let store = TestStore(at: directory.path("store" + name))
            try await store.ingest([directory.path("first" + name)])
            // What is ingested again is in the store, and nobody's.
            try await store.opened { try await $0.deleted(bucket: "default") }
            let intruder = Intruder(store, at: moment) { try await $0.runGC() }
            let (summary, items) = try await store.ingest(
                [directory.path("again" + name)],
                options: { options in
                    options.disk = intruder.disk
                    options.jobs = 1
                    options.batchItems = test.batchItems
                }, change: { $0.transfer = test.transfer })
            let context: Comment = "at free moment \(moment)"
            #expect(intruder.error == nil, context)
            #expect(summary.counts.failed == 0, context)
            #expect(items.count == 4, context)
            #expect(try store.assets().count == 4, context)
            #expect(try store.problems() == [], context)
            #expect(files(below: store.path + "/objects").count == 4, context)
            if !intruder.hasActed { break }
        }
        #expect(moment > 12, "it came in many times")
    }

    @Test("files that were known and are deleted and collected meanwhile are stored again")
    func unchanged() async throws {
        let directory = TemporaryDirectory()
        var stored = 0
        for moment in stride(from: 1, through: 200, by: Sweep.step(3)) {
            let name = "\(moment)"
            for index in 0..<3 {
                try directory.write(testPicture(index), to: "in\(name)/\(index).png")
            }
            let store = TestStore(at: directory.path("store" + name))
            try await store.ingest([directory.path("in" + name)])
            let deleted = Mutex<Set<String>>([])
            let intruder = Intruder(store, at: moment) { library in
                let (_, items) = try await library.deleted(bucket: "default")
                deleted.withLock { $0 = Set(items.compactMap(\.assetID)) }
                try await library.runGC()
            }
            let (summary, items) = try await store.ingest(
                [directory.path("in" + name)],
                options: { options in
                    options.jobs = 1
                    options.disk = intruder.disk
                })
            let context: Comment = "at free moment \(moment)"
            #expect(intruder.error == nil, context)
            if !intruder.hasActed { break }
            #expect(summary.counts.failed == 0, context)
            // What is there is there whole; what is not was deleted after it was settled.
            let assets = try store.assets()
            let gone = deleted.withLock { $0 }
            for item in items where assets["default/" + (item.path ?? "")] == nil {
                #expect(gone.contains(item.assetID ?? ""), context)
            }
            #expect(try store.problems() == [], context)
            stored += summary.counts.stored
        }
        #expect(stored > 0, "some were known when they were looked at, and had to be read again")
    }

    @Test("one that runs during a rendition on demand leaves it whole, or removes all of it")
    func rendition() async throws {
        let directory = TemporaryDirectory()
        var moment = 0
        while true {
            moment += Sweep.step(3)
            let name = "\(moment)"
            try directory.write(testPicture(1), to: "in\(name)/a.png")
            let store = TestStore(at: directory.path("store" + name))
            let (_, items) = try await store.ingest([directory.path("in" + name)])
            let id = try #require(items.first?.assetID)
            let intruder = Intruder(store, at: moment) { library in
                try await library.deleted([id])
                try await library.runGC()
            }
            let made: Bool
            do {
                _ = try await store.opened({ $0.disk = intruder.disk }) {
                    try await $0.rendition(of: id, recipe: "preview")
                }
                made = true
            } catch {
                made = false
            }
            let context: Comment = "at free moment \(moment)"
            #expect(intruder.error == nil, context)
            if !intruder.hasActed {
                #expect(made)
                break
            }
            #expect(files(below: store.path + "/objects").isEmpty, context)
            try await store.opened { try await $0.runGC() }
            #expect(files(below: store.path + "/renditions").isEmpty, context)
            #expect(files(below: store.path + "/staging").isEmpty, context)
        }
        #expect(moment > 5)
    }

    @Test("a deleted asset that is brought back while others are collected is whole")
    func undelete() async throws {
        let directory = TemporaryDirectory()
        var outcomes: Set<Bool> = []
        var moment = 0
        while true {
            moment += Sweep.step(3)
            let name = "\(moment)"
            try directory.write(testPicture(1), to: "in\(name)/a.png")
            try directory.write(testPicture(2), to: "in\(name)/b.png")
            let store = TestStore(at: directory.path("store" + name))
            try await store.ingest([directory.path("in" + name)])
            try await store.opened { try await $0.deleted(bucket: "default") }
            let intruder = Intruder(store, at: moment) { try await $0.runGC() }
            let items = try await store.opened({ $0.disk = intruder.disk }) {
                try await $0.undeleted(["default/a.png"])
            }
            let context: Comment = "at free moment \(moment)"
            #expect(intruder.error == nil, context)
            let isBack = items.first?.outcome == .undeleted
            outcomes.insert(isBack)
            #expect(try store.assets().count == (isBack ? 1 : 0), context)
            #expect(try store.problems() == [], context)
            if !intruder.hasActed { break }
            #expect(files(below: store.path + "/objects").count == (isBack ? 1 : 0), context)
        }
        #expect(outcomes == [true, false], "it came before, and after")
    }
}
