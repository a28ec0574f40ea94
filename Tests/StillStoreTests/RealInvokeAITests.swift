import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Against a real InvokeAI with the pictures that `make test-invokeai` puts there.
private let realServer = ProcessInfo.processInfo.environment["STILLSTORE_INVOKEAI"]

@Suite(
    "A real InvokeAI", .serialized, .enabled(if: realServer != nil, "make test-invokeai starts one")
)
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
        #expect(one.failures.map(\.kind) == [.httpStatus])
        #expect(one.items.contains { $0.isPermanent }, "404 is for good")
    }

    @Test("a server of another kind is recognised")
    func other() async throws {
        let library = try store.open()
        defer { library.close() }
        let other = try await library.fetched([]) {
            $0.sources = [.comfyUI(realServer!, job: nil)]
        }
        #expect(other.failures.map(\.kind) == [.badAnswer])
        #expect(try await fetch(library, board: "nowhere").failures.count == 1)
    }

    private func change(_ method: String, _ path: String, _ body: String) async throws {
        var request = URLRequest(url: URL(string: realServer! + "/api/v1/" + path)!)
        request.httpMethod = method
        request.httpBody = Data(body.utf8)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        let (data, answer) = try await URLSession.shared.data(for: request)
        let status = (answer as? HTTPURLResponse)?.statusCode ?? 0
        #expect((200..<300).contains(status), "\(String(decoding: data, as: UTF8.self))")
    }

    @Test("what moved, got a star or was deleted there is seen again, and nothing is fetched twice")
    func changes() async throws {
        let library = try store.open()
        defer { library.close() }
        let first = try await fetch(library)
        let moved = try #require(first.items.first { $0.path?.hasPrefix("landscapes/") == true })
        let name = try #require(moved.path?.split(separator: "/").last.map(String.init))
        let board = try #require(
            library.find(moved.assetID!).asset.metadata.firstMatch(of: /"board_id":"([^"]+)"/))
        try await change("POST", "images/star", #"{"image_names": ["\#(name)"]}"#)
        try await change("DELETE", "board_images/", #"{"image_name": "\#(name)"}"#)
        let second = try await fetch(library)
        #expect(second.items(.unchanged).count == 13)
        #expect(second.summary.counts.bytes == 0)
        let asset = try library.find("invokeai/Uncategorized/" + name)
        #expect(asset.asset.id == moved.assetID)
        #expect(asset.asset.metadata.contains("\"starred\":true"))
        try await change(
            "POST", "board_images/",
            #"{"board_id": "\#(board.output.1)", "image_name": "\#(name)"}"#)
        try await change("POST", "images/unstar", #"{"image_names": ["\#(name)"]}"#)
        _ = try await fetch(library)
        #expect(try library.find("invokeai/landscapes/" + name).asset.id == moved.assetID)
        // The last test: the server lacks it from here on.
        try await change("DELETE", "images/i/" + name, "")
        let last = try await fetch(library)
        #expect(last.items(.unchanged).count == 12)
        #expect(try library.statistics().goneAtSource == 1)
        #expect(try library.find(moved.assetID!).asset.isCurrent)
    }
}

/// The same for several users, one of whom `INVOKEAI_EMAIL` and `INVOKEAI_PASSWORD` name.
private let usersServer = ProcessInfo.processInfo.environment["STILLSTORE_INVOKEAI_USERS"]

@Suite(
    "A real InvokeAI for several users",
    .enabled(if: usersServer != nil, "make test-invokeai starts one"))
struct RealInvokeAIUserTests {
    let directory = TemporaryDirectory()

    @Test("a user with a password gets their pictures")
    func signIn() async throws {
        let library = try TestStore(at: directory.path("store")).open()
        defer { library.close() }
        for outcome in [RetrievalItem.Outcome.stored, .unchanged] {
            let report = try await library.fetched([]) {
                $0.sources = [.invokeAI(usersServer!, board: nil)]
            }
            #expect(report.items.map(\.outcome) == [outcome])
        }
    }
}
