import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Moving files into the store") struct MoveTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// What a move stored, and what it said to have left behind.
    private func move(_ names: [String]) async throws -> (items: [IngestItem], left: [String]) {
        let library = try store.open()
        defer { library.close() }
        var request = IngestRequest()
        request.roots = names.map { directory.file($0) }
        request.transfer = .move
        let items = Mutex<[IngestItem]>([])
        let left = Mutex<[String]>([])
        _ = try await library.ingest(request) { event in
            switch event {
            case .item(let item): items.withLock { $0.append(item) }
            case .left(let file, let reason):
                left.withLock { $0.append("\(file.text): \(reason)") }
            case .started, .counted, .skipped: break
            }
        }
        return (items.withLock { $0 }, left.withLock { $0 })
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: directory.path(name), withDestinationPath: target)
    }

    private func isThere(_ name: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: directory.path(name))) != nil
    }

    @Test("a link and what it leads to both come, whichever is read first")
    func linkInside() async throws {
        for number in 1...40 { try directory.write(testPicture(number), to: "in/m\(number).png") }
        try link("in/a.png", to: "m7.png")
        try link("in/z.png", to: "m1.png")
        let (items, left) = try await move(["in"])
        #expect(items.count == 42)
        #expect(items.allSatisfy { $0.path != nil && $0.notRemoved == nil })
        #expect(files(below: directory.path("in")).isEmpty)
        #expect(!isThere("in/a.png") && !isThere("in/z.png"))
        #expect(left.isEmpty)
    }

    @Test("links that lead nowhere afterwards are named, those that did before are not")
    func dangling() async throws {
        try directory.write(testPicture(1), to: "in/a.png")
        try link("in/.hidden.png", to: "a.png")
        try link("in/gone.png", to: "nowhere.png")
        let (_, left) = try await move(["in"])
        #expect(left.count == 1)
        #expect(left.first?.hasPrefix(directory.path("in/.hidden.png") + ": ") == true)

        try directory.write(testPicture(2), to: "beside/b.png")
        try link("beside/to-b.png", to: "b.png")
        let (_, named) = try await move(["beside/b.png"])
        #expect(named.count == 1)
        #expect(named.first?.contains("to-b.png: this link leads nowhere now") == true)
    }

    @Test("what a link led to outside stays, and is named")
    func linkOutside() async throws {
        try directory.write(testPicture(1), to: "elsewhere/real.png")
        try directory.makeDirectory("in")
        try link("in/a.png", to: "../elsewhere/real.png")
        let (items, left) = try await move(["in"])
        #expect(items.first?.outcome == .stored)
        #expect(!isThere("in/a.png"))
        #expect(isThere("elsewhere/real.png"))
        #expect(left.count == 1)
        #expect(left.first?.hasPrefix(directory.path("elsewhere/real.png") + ": it stays") == true)
    }

    @Test("nothing is removed from a directory that only a link leads to")
    func directoryOutside() async throws {
        try directory.write(testPicture(1), to: "elsewhere/b.png")
        try directory.makeDirectory("in")
        try link("in/way", to: "../elsewhere")
        let (items, _) = try await move(["in"])
        #expect(items.first?.outcome == .stored)
        #expect(items.first?.notRemoved != nil)
        #expect(isThere("elsewhere/b.png"))
        // Who names the link itself means what is behind it.
        let (named, _) = try await move(["in/way"])
        #expect(named.first?.notRemoved == nil)
        #expect(!isThere("elsewhere/b.png"))
    }

    @Test("other names of a file are named where they stay, not where they were moved too")
    func hardLinks() async throws {
        let place = try directory.write(testPicture(1), to: "in/a.png")
        try FileManager.default.linkItem(atPath: place, toPath: directory.path("in/b.png"))
        let (_, none) = try await move(["in"])
        #expect(none.isEmpty)
        try directory.write(testPicture(2), to: "in/c.png")
        try FileManager.default.linkItem(
            atPath: directory.path("in/c.png"), toPath: directory.path("other.png"))
        let (_, left) = try await move(["in"])
        #expect(left.count == 1)
        #expect(left.first?.contains("it has another name (hard links)") == true)
        #expect(isThere("other.png"))
    }
}
