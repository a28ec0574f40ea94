import Catalog
import ContentStore
import Domain
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("A rebuild of the domain") struct DomainRebuildTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func filled() async throws -> RichDomain {
        for index in 0..<4 { try directory.write(testPicture(index), to: "in/\(index).png") }
        let (_, items) = try await store.ingest([directory.path("in")])
        let library = try store.open()
        defer { library.close() }
        return try RichDomain.fill(library, items.compactMap(\.assetID))
    }

    private func loseCatalog() throws {
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: store.path + "/catalog.sqlite" + ending)
        }
    }

    private func expectEqual(_ found: DomainDump, _ wanted: DomainDump) {
        for (table, rows) in wanted.rows where found.rows[table] != rows {
            Issue.record("\(table): \(found.rows[table] ?? []) instead of \(rows)")
        }
    }

    @Test("brings every row and every event back, and what is changed then follows on")
    func whole() async throws {
        let rich = try await filled()
        let before = try store.domainDump()
        let empty = before.rows.filter { $0.value.isEmpty }.keys
        #expect(Set(empty) == [], "nothing is shown of a table without rows")
        try loseCatalog()
        let report = try await store.rebuildCatalog()
        #expect(report.summary.problems == 0)
        expectEqual(try store.domainDump(), before)
        let library = try store.open()
        let newest = try library.domain.read(as: rich.owner) { try $0.events.newest() }
        try library.domain.change(as: rich.owner) { try $0.projects.delete(rich.project) }
        #expect(try library.domain.read(as: rich.owner) { try $0.events.newest() } > newest)
        library.close()
        let after = try store.domainDump()
        try await store.rebuildCatalog()
        expectEqual(try store.domainDump(), after)
    }

    @Test(
        "of a journal that was written anew has the rows, and tells readers of events to begin anew"
    )
    func snapshot() async throws {
        let rich = try await filled()
        let before = try store.domainDump()
        let summary = try await Library.rebuildJournal(at: FilePath(store.path)) { _ in }
        #expect(summary.failed == 0)
        try loseCatalog()
        try await store.rebuildCatalog()
        let after = try store.domainDump()
        #expect(after.withoutEvents == before.withoutEvents)
        let library = try store.open()
        defer { library.close() }
        let page = try library.domain.read(as: rich.owner) { try $0.events.after(0) }
        #expect(page.hasGap && page.events.isEmpty)
        let project = try library.domain.change(as: rich.owner) {
            try $0.projects.create(name: "Next")
        }
        let next = try library.domain.read(as: rich.owner) { try $0.events.after(page.last) }
        #expect(next.events.map(\.rowID) == [project.id] && !next.hasGap)
    }

    @Test("leaves out what a lost line makes impossible, and says so")
    func lostLine() async throws {
        let rich = try await filled()
        let before = try store.domainDump()
        let name = store.path + "/journal/uploads-1.jsonl"
        let text = try String(contentsOfFile: name, encoding: .utf8)
        let line = try #require(
            text.split(separator: "\n").first {
                $0.contains("\"table\":\"shots\"") && $0.contains(rich.shot)
            })
        // As long as it was, and no fact.
        let broken = text.replacing(line, with: String(repeating: "x", count: line.utf8.count))
        try broken.write(toFile: name, atomically: true, encoding: .utf8)
        try loseCatalog()
        let report = try await store.rebuildCatalog()
        #expect(report.summary.problems > 1)
        let after = try store.domainDump()
        #expect(after.rows["shots"] == [])
        #expect(after.rows["shot_entries"] == [])
        #expect(after.rows["generations"] == before.rows["generations"])
    }

    @Test("has what was reported before and after an older catalogue was put back")
    func fork() async throws {
        let rich = try await filled()
        let kept = directory.path("kept")
        let catalogue = store.path + "/catalog.sqlite"
        try FileManager.default.copyItem(atPath: catalogue, toPath: kept)
        func make(_ name: String) throws {
            let library = try store.open()
            defer { library.close() }
            _ = try library.domain.change(as: rich.owner) { try $0.projects.create(name: name) }
        }
        try make("lost")
        try loseCatalog()
        try FileManager.default.copyItem(atPath: kept, toPath: catalogue)
        try make("later")
        try make("last")
        try await store.rebuildCatalog()
        let library = try store.open()
        defer { library.close() }
        let (names, events) = try library.domain.read(as: rich.owner) { reader in
            (
                Set(try reader.projects.page().items.map(\.name)),
                try reader.events.after(0, limit: 1000).events.map(\.number)
            )
        }
        #expect(names.isSuperset(of: ["lost", "later", "last"]))
        #expect(Set(events).count == events.count && events == events.sorted())
    }
}
