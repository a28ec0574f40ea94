import Foundation
import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("When a commit is durable") struct DurabilityTests {
    let directory = TemporaryDirectory()

    private func synchronous(_ writer: CatalogWriter) throws -> Int? {
        try Int.fetchOne(writer.db, sql: "PRAGMA synchronous")
    }

    @Test("a transaction waits for the disk unless it is deferred, also after a failed one")
    func waits() throws {
        struct Refusal: Error {}
        let (normal, full) = (1, 2)
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        #expect(try catalog.write { try synchronous($0) } == full)
        #expect(try catalog.write(.deferred) { try synchronous($0) } == normal)
        #expect(try catalog.write { try synchronous($0) } == full)
        #expect(throws: Refusal.self) {
            try catalog.write(.deferred) { writer in
                try writer.beginRun(
                    id: WallClock.system.makeID(), verb: "x", arguments: "[]", at: 1)
                throw Refusal()
            }
        }
        #expect(try catalog.write { try synchronous($0) } == full)
        #expect(try catalog.read { try $0.runs(before: nil, limit: 9) }.isEmpty, "it was undone")
        catalog.close()
        // An existing one is opened in another way.
        let again = try Catalog(path: directory.path("c.sqlite"))
        #expect(try again.write { try synchronous($0) } == full)
    }

    @Test("one that is closed may be closed again, and is asked nothing more")
    func closedTwice() throws {
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        catalog.close()
        catalog.close()
        #expect(throws: (any Error).self) { try catalog.read { try $0.newestFact() } }
    }

    @Test("a catalogue that is closed is one file")
    func oneFile() throws {
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        let id = WallClock.system.makeID()
        try catalog.write(.deferred) { try $0.beginRun(id: id, verb: "x", arguments: "[]", at: 1) }
        #expect(try catalog.read { try $0.runningRuns() } == [id])
        catalog.close()
        #expect(files(below: directory.path) == ["c.sqlite"])
        let again = try Catalog(path: directory.path("c.sqlite"))
        #expect(try again.read { try $0.runningRuns() } == [id])
        again.close()
    }
}
