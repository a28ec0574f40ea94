import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("When the process is killed") struct KillTests {
    private static let pictures = 10

    private func makeSources(_ directory: TemporaryDirectory) throws -> String {
        for index in 0..<KillTests.pictures {
            try directory.write(testPicture(index), to: "in/\(index % 3)/\(index).png")
        }
        return directory.path("in")
    }

    /// What was reported is there, nothing partial is seen, and a further run completes.
    private func check(
        _ store: TestStore, _ source: String, reported: [[String: Any]], _ context: Comment
    ) async throws {
        if FileManager.default.fileExists(atPath: store.path + "/stillstore.json") {
            #expect(try store.damagedObjects().isEmpty, context)
            #expect(try store.danglingLinks().isEmpty, context)
            let assets = try store.assets()
            for item in reported {
                guard let digest = item["digest"] as? String, let path = item["path"] as? String
                else { continue }
                #expect(assets["default/" + path] == digest, context)
                let link = try bytes(of: store.path + "/buckets/default/" + path)
                #expect(link.withUnsafeBytes { Digest.of($0) }.hex == digest, context)
            }
            for name in files(below: store.path + "/renditions") {
                let contents = try bytes(of: store.path + "/renditions/" + name)
                try contents.withUnsafeBytes { bytes in
                    let source = ByteSource(memory: bytes)
                    let header = try probe(source, limits: PictureLimits())
                    _ = try decodePixels(source, header, limits: PictureLimits())
                }
            }
        }
        let (summary, _) = try await store.ingest([source])
        #expect(summary.counts.failed == 0, context)
        #expect(try store.assets().count == KillTests.pictures, context)
        #expect(files(below: store.path + "/objects").count == KillTests.pictures, context)
        #expect(files(below: store.path + "/renditions").count == KillTests.pictures, context)
        #expect(files(below: store.path + "/staging").isEmpty, context)
        let library = try store.open()
        defer { library.close() }
        let runs = try library.runs(before: nil, limit: 10)
        #expect(!runs.contains { $0.status == .running }, context)
    }

    @Test("at any disk call, what was reported is whole and a further run completes")
    func anyCall() async throws {
        let directory = TemporaryDirectory()
        let source = try makeSources(directory)
        let program = builtProgram("KillPoint")
        let whole = try runProgram(program, [directory.path("whole"), "0", "ingest", source])
        let calls = try #require(whole.objects.last?["calls"] as? Int)
        #expect(whole.objects.count == KillTests.pictures + 1)

        var random = SeededRandom(seed: 20_261_121)
        let wanted = Sweep.isDense ? 50 : 12
        var kills = 0
        for attempt in 0..<100 where kills < wanted {
            let call = Int.random(in: 1...calls, using: &random)
            let store = TestStore(at: directory.path("store-\(attempt)"))
            let result = try runProgram(program, [store.path, String(call), "ingest", source])
            // Threads interleave differently each time: one of the last calls may not come.
            if result.status == -SIGKILL { kills += 1 }
            try await check(
                store, source, reported: result.objects, "killed at call \(call) of \(calls)")
        }
        #expect(kills == wanted)
    }

    @Test("of the program itself, after any number of reported items")
    func program() async throws {
        let directory = TemporaryDirectory()
        let source = try makeSources(directory)
        for index in stride(from: 0, to: KillTests.pictures, by: Sweep.step(3)) {
            let store = TestStore(at: directory.path("store-\(index)"))
            let result = try runProgram(
                builtProgram("stillstore"), ["ingest", source, "--store", store.path, "--json"]
            ) { lines, process in
                if lines == index + 1 { kill(process, SIGKILL) }
            }
            try await check(
                store, source, reported: result.objects, "killed after line \(index + 1)")
        }
    }
}
