import Catalog
import ContentStore
import Foundation
import GRDB
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

struct ForeignKindTests {
    private let directory = TemporaryDirectory()
    private let clock = TestClock()
    private var store: TestStore { TestStore(at: directory.path("store"), clock: clock) }

    @Test("a file refused with an unknown kind of another version is tried again")
    func looked() async throws {
        try directory.write(Array("no picture".utf8), to: "in/a.txt")
        // Files of the last moments are read again by design.
        clock.pass(until: WallClock.system.now() + 40)
        let (first, _) = try await store.ingest([directory.path("in")])
        #expect(first.counts.failed == 1)
        let (known, _) = try await store.ingest([directory.path("in")])
        #expect(known.counts.failed == 1 && known.counts.bytes == 0)
        let catalogue = try DatabaseQueue(path: store.path + "/catalog.sqlite")
        try await catalogue.write {
            try $0.execute(sql: "UPDATE source_files SET refusal_kind = 'melted'")
            try $0.execute(sql: "UPDATE run_failures SET kind = 'melted'")
        }
        try catalogue.close()
        let library = try store.open()
        let (_, failures) = try library.failures(run: nil, after: 0, limit: 9)
        library.close()
        #expect(failures.map(\.kind) == [.foreign("melted")])
        let (again, _) = try await store.ingest([directory.path("in")])
        #expect(again.counts.failed == 1 && again.counts.bytes > 0)
    }
}
