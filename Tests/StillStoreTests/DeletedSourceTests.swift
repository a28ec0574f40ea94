import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("What was deleted here is not fetched again") struct DeletedSourceTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func fetch(_ library: Library, _ uris: [String]) async throws -> RetrievalReport {
        try await library.fetched(uris)
    }

    @Test("not by its own address nor by another that gave the same, unless that is asked for")
    func stays() async throws {
        let server = try FaultServer { testPicture($0) }
        let library = try store.open()
        defer { library.close() }
        let uris = [1, 2].map { server.url("good", $0) }
        let other = uris[0].replacing("127.0.0.1", with: "localhost")
        func alike(_ again: Bool = false) async throws -> RetrievalReport {
            try await library.fetched([other]) {
                $0.bucket = Array("127.0.0.1".utf8)
                $0.fetchesAgain = again
            }
        }
        _ = try await fetch(library, uris)
        #expect(try await alike().items.map(\.outcome) == [.unchanged])
        _ = try await library.deleted(["127.0.0.1/good/1.png"])
        let after = try await fetch(library, uris)
        #expect(after.items.filter(\.wasDeleted).count == 1)
        #expect(after.items(.unchanged).count == 1)
        #expect(after.summary.counts.failed == 0)
        #expect(try await alike().items.allSatisfy { $0.wasDeleted })
        #expect(try library.statistics().assets == 1)
        #expect(try await alike(true).items.map(\.outcome) == [.duplicate])
        #expect(try library.statistics().assets == 2)
    }

    @Test("nor when nothing is left of it, nor after the catalogue or the journal was rebuilt")
    func collected() async throws {
        let server = try FaultServer { testPicture($0) }
        let uri = server.url("good", 1)
        do {
            let library = try store.open()
            defer { library.close() }
            _ = try await fetch(library, [uri])
            _ = try await library.deleted(["127.0.0.1/good/1.png"])
            _ = try await library.runGC()
            #expect(try store.query("SELECT count(*) FROM assets") == ["0"])
            #expect(try await fetch(library, [uri]).items.allSatisfy { $0.wasDeleted })
        }
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        do {
            let library = try store.open()
            defer { library.close() }
            #expect(try await fetch(library, [uri]).items.allSatisfy { $0.wasDeleted })
        }
        _ = try await Library.rebuildJournal(at: FilePath(store.path), report: { _ in })
        try store.loseCatalogue()
        try await store.rebuildCatalog()
        let library = try store.open()
        defer { library.close() }
        #expect(try await fetch(library, [uri]).items.allSatisfy { $0.wasDeleted })
        let again = try await library.fetched([uri]) { $0.fetchesAgain = true }
        #expect(again.items(.stored).map(\.path) == ["good/1.png"])
        #expect(try await fetch(library, [uri]).items.map(\.outcome) == [.unchanged])
    }
}
