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

@Suite("A clock that was years ahead") struct FutureClockTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }
    private let day: Int64 = 86_400_000
    /// The store's clock is behind that of the machine by so much.
    private let years: Int64 = 20 * 365

    private func time(day number: Int64) -> Int64 {
        WallClock.system.now() + (number - years) * day
    }

    private func opened<Value>(
        onDay number: Int64, _ body: (Library) async throws -> Value
    ) async throws -> Value {
        let now = time(day: number)
        return try await store.opened(
            {
                $0.clock = WallClock(
                    now: { now }, random: { 0.5 }, wait: { _, _ in }, pause: { _, _ in })
            }, body)
    }

    /// What goes with the usual grace.
    private func runGC(onDay number: Int64) async throws -> [GCItem] {
        try await opened(onDay: number) {
            try await $0.runGC(before: time(day: number - 30)).items
        }
    }

    private func trash(
        onDay number: Int64, graceDays: Int64 = 30
    ) async throws -> [TrashItem.Outcome] {
        let items = Mutex<[TrashItem.Outcome]>([])
        try await opened(onDay: number) { library in
            try await library.emptyTrash(
                before: time(day: number - graceDays), isDryRun: false
            ) { item in items.withLock { $0.append(item.outcome) } }
        }
        return items.withLock { $0 }
    }

    @Test("has what ended then kept for one time of grace, counted from the next gc")
    func nextGC() async throws {
        for seed in 0..<3 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try directory.write(testPicture(10), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        try await store.opened { _ = try await $0.deleted(["default/1.png"]) }
        let before = try store.assets()

        #expect(try await runGC(onDay: 0).filter { $0.kind == .asset }.isEmpty)
        #expect(try await runGC(onDay: 29).filter { $0.kind == .asset }.isEmpty)
        let gone = try await runGC(onDay: 31).filter { $0.kind == .asset }
        #expect(Set(gone.map(\.reason)) == [.superseded, .deleted])
        #expect(try store.assets() == before)
        #expect(try store.problems() == [])

        // The trash is dated no earlier than the newest fact, which is of the machine's clock.
        #expect(try await trash(onDay: 31) == [.kept])
        #expect(try await trash(onDay: 60) == [.kept])
        #expect(try await trash(onDay: 62) == [.removed])
        #expect(
            try await opened(onDay: 62) {
                try await $0.verify(VerifyRequest()) { _ in }.kinds["catalogue-behind"]
            } == nil)
    }

    @Test("is no reason to keep anything where no grace is asked for")
    func noGrace() async throws {
        try directory.write(testPicture(0), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        try await store.opened { _ = try await $0.deleted(["default/0.png"]) }
        let items = try await opened(onDay: 0) {
            try await $0.runGC(before: time(day: 0)).items
        }
        #expect(Set(items.map(\.kind)).isSuperset(of: [.asset, .content, .rendition]))
        #expect(try await trash(onDay: 0, graceDays: 0) == [.removed])
    }

    /// Today, by the clock of the machine, behind which the store's was for a while.
    private var today: Int64 { years }

    @Test("one that was behind for a while makes nothing older than it is")
    func behind() async throws {
        for seed in 0..<3 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try directory.write(testPicture(10), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        try await store.opened { _ = try await $0.deleted(["default/1.png"]) }

        #expect(try await runGC(onDay: 0).filter { $0.kind == .asset }.isEmpty)
        #expect(try await runGC(onDay: today).filter { $0.kind == .asset }.isEmpty)
        #expect(try await runGC(onDay: today + 29).filter { $0.kind == .asset }.isEmpty)
        let gone = try await runGC(onDay: today + 31).filter { $0.kind == .asset }
        #expect(Set(gone.map(\.reason)) == [.superseded, .deleted])

        // The directory of the trash is given a name of then, and keeps the time of its run.
        #expect(try await trash(onDay: 31) == [.kept])
        #expect(try await trash(onDay: today + 32) == [.kept])
        #expect(try await trash(onDay: today + 60) == [.kept])
        #expect(try await trash(onDay: today + 62) == [.removed])
        #expect(try store.problems() == [])
    }

    @Test("does not keep blobs verified then from being read again")
    func verified() async throws {
        try directory.write(testPicture(0), to: "in/0.png")
        try await store.ingest([directory.path("in")])
        #expect(try await store.opened { try await $0.verify(VerifyRequest()) { _ in }.blobs } == 1)
        #expect(
            try await opened(onDay: 0) { try await $0.verify(VerifyRequest()) { _ in }.blobs } == 1)
    }

    @Test("the journal is written anew in its order")
    func journal() async throws {
        for seed in 0..<2 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try await store.opened { _ = try await $0.deleted(["default/1.png"]) }
        _ = try await runGC(onDay: 0)
        let before = try store.assets()
        _ = try await Library.rebuildJournal(at: FilePath(store.path)) { _ in }
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        #expect(try store.assets() == before)
    }
}
