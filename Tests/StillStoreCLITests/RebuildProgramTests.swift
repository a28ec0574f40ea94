import Foundation
import TestSupport
import Testing

@Suite("The program's rebuild") struct RebuildProgramTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func run(
        _ arguments: [String], onLine: ((Int, pid_t) -> Void)? = nil
    ) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments + ["--store", store.path], onLine: onLine)
    }

    private func makeStore() throws {
        for seed in 0..<5 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        #expect(try run(["ingest", directory.path("in"), "--quiet"]).status == 0)
    }

    @Test("brings back a catalogue and a tree, and says what it did")
    func says() throws {
        try makeStore()
        let before = try run(["list", "--json"]).output
        for name in ["catalog.sqlite-wal", "catalog.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: store.path + "/" + name)
        }
        try Data(repeating: 1, count: 9000).write(
            to: URL(fileURLWithPath: store.path + "/catalog.sqlite"))
        let refused = try run(["list"])
        #expect(refused.status == 3)
        #expect(refused.errors.contains("stillstore rebuild catalogue"))
        let catalogue = try run(["rebuild", "catalogue", "--quiet"])
        #expect(catalogue.status == 0)
        #expect(
            catalogue.output.hasPrefix(
                "5 assets and 0 past, 5 objects, 5 renditions, from 7 facts, 0 failed; done in "))
        #expect(try run(["list", "--json"]).output == before)

        try FileManager.default.removeItem(atPath: store.path + "/buckets/default")
        try directory.write("x".utf8, to: "store/buckets/strange")
        let tree = try run(["rebuild", "tree", "--json"])
        #expect(tree.status == 0)
        #expect(tree.objects.last?["made"] as? Int == 5)
        #expect(tree.objects.last?["moved"] as? Int == 1)
        #expect(
            try run(["rebuild", "tree"]).output
                == "5 paths: 0 made, 0 replaced, 0 moved to quarantine, 0 failed\n")
    }

    @Test("names what could not be restored, and ends with status 1")
    func names() throws {
        try makeStore()
        let object = try #require(files(below: store.path + "/objects").first)
        try FileManager.default.removeItem(atPath: store.path + "/objects/" + object)
        let result = try run(["rebuild", "catalogue", "--json"])
        #expect(result.status == 1)
        let failed = result.objects.filter { $0["event"] as? String == "failed" }
        #expect(failed.map { $0["kind"] as? String } == ["missing"])
        #expect(result.objects.last?["failed"] as? Int == 1)
        #expect(try run(["rebuild", "catalogue", "--jobs", "0"]).status == 2)
    }

    @Test("killed in any phase, it is completed by another run", arguments: 1...6)
    func killed(_ phase: Int) throws {
        try makeStore()
        let before = try run(["list", "--json"]).output
        let killed = try run(["rebuild", "catalogue", "--json"]) { lines, process in
            if lines == phase { kill(process, SIGKILL) }
        }
        // The last phase may be over before the signal comes.
        #expect(killed.status == -SIGKILL || phase == 6)
        #expect(try run(["rebuild", "catalogue", "--quiet"]).status == 0)
        #expect(try run(["list", "--json"]).output == before)
        #expect(files(below: store.path + "/staging").isEmpty)
    }
}
