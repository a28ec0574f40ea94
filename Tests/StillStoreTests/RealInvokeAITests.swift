import Catalog
import ContentStore
import Foundation
import StillStore
import TestSupport
import Testing

/// Against a real InvokeAI with the pictures that `make test-invokeai` puts there.
private let realServer = ProcessInfo.processInfo.environment["STILLSTORE_INVOKEAI"]

@Suite(
    "A real InvokeAI", .enabled(if: realServer != nil, "make test-invokeai starts one"))
struct RealInvokeAITests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func fetch(_ library: Library, board: String? = nil) async throws -> RetrievalReport {
        try await library.fetched([]) { $0.sources = [.invokeAI(realServer!, board: board)] }
    }

    @Test("all of its pictures come, with boards and metadata, and again none")
    func whole() async throws {
        let library = try store.open()
        defer { library.close() }
        let report = try await fetch(library)
        #expect(report.failures.isEmpty)
        #expect(report.items(.stored).count == 13, "the intermediate one is left out")
        let folders = report.items.compactMap { $0.path?.split(separator: "/").first }
        #expect(
            Dictionary(folders.map { ($0, 1) }, uniquingKeysWith: +)
                == ["landscapes": 5, "studies & 夜": 5, "Uncategorized": 3])
        let records = try report.items.map { try library.find($0.assetID!).asset }
        #expect(records.allSatisfy { $0.origin == .generated && $0.externalID != nil })
        #expect(records.contains { $0.metadata.contains("18446744073709551615") })
        #expect(records.allSatisfy { $0.metadata.contains("created_at") })
        #expect(try store.damagedObjects().isEmpty)
        let again = try await fetch(library)
        #expect(again.items(.unchanged).count == 13)
    }

    @Test("one board, and one picture")
    func parts() async throws {
        let library = try store.open()
        defer { library.close() }
        let board = try await fetch(library, board: "studies & 夜")
        #expect(board.items(.stored).count == 5)
        let none = try await fetch(library, board: "none")
        #expect(none.items(.stored).count == 3)
        let name = try #require(board.items.first?.path?.split(separator: "/").last)
        let one = try await library.fetched([
            "invokeai+\(realServer!)/\(name)", "invokeai+\(realServer!)/no-such-image.png",
        ]) { $0.bucket = Array("single".utf8) }
        #expect(one.items(.duplicate).count + one.items(.stored).count == 1)
        #expect(one.failures.map(\.kind) == ["http-status"])
        #expect(one.items.contains { $0.isPermanent }, "404 is for good")
    }

    @Test("a server that is none of its kind is told from one that is")
    func other() async throws {
        let library = try store.open()
        defer { library.close() }
        let other = try await library.fetched([]) {
            $0.sources = [.comfyUI(realServer!, job: nil)]
        }
        #expect(other.failures.map(\.kind) == ["bad-answer"])
        #expect(try await fetch(library, board: "nowhere").failures.count == 1)
    }
}
