import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Reading the journal") struct JournalReadingTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// A store of a few pictures whose tree and catalogue are lost, and the lines of its journal.
    private func makeStore(_ count: Int) async throws -> [String] {
        for seed in 0..<count { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try store.loseCatalogue()
        try store.lose("buckets")
        let name = try #require(files(below: store.path + "/journal").first)
        let text = String(
            decoding: try bytes(of: store.path + "/journal/" + name), as: UTF8.self)
        try store.lose("journal")
        // What the feed tells of them brings back no picture.
        return text.split(separator: "\n").map(String.init)
            .filter { !$0.contains("\"change\":\"batch\"") }
    }

    @Test("a truncated last line is ignored, and the rest is used")
    func cut() async throws {
        let lines = try await makeStore(4)
        let text = lines.map { $0 + "\n" }.joined().dropLast(20)
        try Data(text.utf8).write(to: URL(fileURLWithPath: store.path + "/journal/a.jsonl"))
        let report = try await store.rebuildCatalog()
        #expect(report.problems.isEmpty)
        #expect(try store.assets().count == 3)
        #expect(report.unclaimed.count == 1)
    }

    @Test("lines that are no facts are named by file and number, and the rest is used")
    func malformed() async throws {
        let lines = try await makeStore(3)
        let asset = try #require(lines.first { $0.contains(#""fact":"asset""#) })
        let nested = String(repeating: "[", count: 100_000)
        let bad = [
            "nonsense", "[1,2]", #"{"fact":"party"}"#, #"{"fact":"asset"}"#, nested,
            asset.replacingOccurrences(of: #""kind":"image""#, with: #""kind":"smell""#),
            asset.replacingOccurrences(of: #""metadata":"{}""#, with: #""metadata":"{""#),
            asset.replacingOccurrences(of: #""path":""#, with: #""path":"../"#),
            asset.replacingOccurrences(of: #""digest":""#, with: #""digest":"x"#),
            asset.replacingOccurrences(of: #""id":""#, with: #""id":"x"#),
            #"{"fact":"deletion","id":"short","at":1}"#, #"{"fact":"purge","id":1,"at":"x"}"#,
            #"{"fact":"asset","created_at":1e999}"#, "\u{0}\u{1}",
        ]
        try store.addFacts(bad + lines, to: "a")
        let report = try await store.rebuildCatalog()
        #expect(
            Set(report.problems.map(\.file))
                == Set((1...bad.count).map { "journal/a.jsonl:\($0)" }))
        #expect(report.problems.allSatisfy { $0.kind == .malformedFact })
        #expect(try store.assets().count == 3)
    }

    @Test("a line beyond the limit is named, and the next is used")
    func longLine() async throws {
        let lines = try await makeStore(2)
        let place = URL(fileURLWithPath: store.path + "/journal/a.jsonl")
        try Data().write(to: place)
        let file = try FileHandle(forWritingTo: place)
        for _ in 0..<97 { try file.write(contentsOf: Data(repeating: 0x20, count: 1 << 20)) }
        try file.write(contentsOf: Data(("\n" + lines.joined(separator: "\n") + "\n").utf8))
        try file.close()
        let report = try await store.rebuildCatalog()
        #expect(report.problems.map(\.file) == ["journal/a.jsonl:1"])
        #expect(try store.assets().count == 2)
    }

    @Test("whatever bytes are changed, the facts of all other lines are kept", arguments: 0..<20)
    func mutations(_ seed: Int) async throws {
        let lines = try await makeStore(6)
        var random = SeededRandom(seed: UInt64(seed) + 4_000)
        var mutated: [Data] = []
        var untouched = 0
        var isTouched: [Bool] = []
        for line in lines {
            var bytes = [UInt8](line.utf8)
            let touches = Bool.random(using: &random)
            isTouched.append(touches)
            if touches {
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    // A line end of its own would make two lines, of which neither is this one.
                    case 0: bytes[index] = UInt8.random(in: 11...255, using: &random)
                    case 1: bytes.remove(at: index)
                    default: bytes.insert(UInt8.random(in: 32...126, using: &random), at: index)
                    }
                }
            }
            mutated.append(Data(bytes))
        }
        try Data(mutated.joined(separator: [0x0A]) + [0x0A]).write(
            to: URL(fileURLWithPath: store.path + "/journal/a.jsonl"))
        try await store.rebuildCatalog()
        let ids = Set(try store.query("SELECT id FROM assets"))
        for (line, isTouched) in zip(lines, isTouched) where !isTouched {
            let fact = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            guard fact?["fact"] as? String == "asset" else { continue }
            untouched += 1
            #expect(ids.contains(fact?["id"] as? String ?? ""))
        }
        #expect(untouched > 0 || isTouched.allSatisfy { $0 })
        #expect(ids.count <= 6)
    }
}
