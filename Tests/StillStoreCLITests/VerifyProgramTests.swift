import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing

@Suite("verify") struct VerifyProgramTests {
    private let program = builtProgram("stillstore")

    @Test("beside an ingest of another process raises no false alarm")
    func beside() async throws {
        let directory = TemporaryDirectory()
        for index in 0..<240 {
            try directory.write(testPicture(index), to: "in/\(index % 7)/\(index).png")
        }
        let store = TestStore(at: directory.path("store"))
        try store.open().close()
        let ended = Mutex(false)
        let source = directory.path("in")
        let ingest = Task.detached { [program] in
            defer { ended.withLock { $0 = true } }
            return try runProgram(program, ["ingest", source, "--store", store.path, "--json"])
        }
        var rounds = 0
        repeat {
            let library = try store.open()
            var request = VerifyRequest()
            // Every other time each byte is read, too.
            request.depth = rounds % 2 == 0 ? .quick : .full
            let defects = Mutex<[Defect]>([])
            _ = try await library.verify(request) { event in
                if case .defect(let defect) = event { defects.withLock { $0.append(defect) } }
            }
            library.close()
            #expect(defects.withLock { $0 } == [])
            rounds += 1
        } while !ended.withLock { $0 }
        let result = try await ingest.value
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.objects.last?["stored"] as? Int == 240)
    }

    @Test("a repair beside an ingest of another process takes nothing from it")
    func repairBeside() async throws {
        let directory = TemporaryDirectory()
        for index in 0..<160 { try directory.write(testPicture(index), to: "in/\(index).png") }
        let store = TestStore(at: directory.path("store"))
        try store.open().close()
        let ended = Mutex(false)
        let source = directory.path("in")
        let ingest = Task.detached { [program] in
            defer { ended.withLock { $0 = true } }
            return try runProgram(program, ["ingest", source, "--store", store.path, "--json"])
        }
        repeat {
            let result = try runProgram(
                program, ["verify", "--repair", "--apply", "--store", store.path, "--json"])
            #expect(result.status == 0, "\(result.output)")
        } while !ended.withLock { $0 }
        #expect(try await ingest.value.status == 0)
        #expect(try store.assets().count == 160)
        #expect(try store.danglingLinks().isEmpty)
        #expect(files(below: store.path + "/quarantine").isEmpty)
    }

    @Test("says what is wrong as text and as JSON, and ends with the status of it")
    func output() async throws {
        let directory = TemporaryDirectory()
        let picture = try directory.write(testPicture(1), to: "in/a.png")
        let store = TestStore(at: directory.path("store"))
        try await store.ingest([directory.path("in")])
        let clean = try runProgram(program, ["verify", "--store", store.path])
        #expect(clean.status == 0)
        #expect(clean.output.contains("0 defects; 1 object read"))

        let object = try #require(files(below: store.path + "/objects").first)
        try FileManager.default.removeItem(atPath: store.path + "/objects/" + object)
        let found = try runProgram(program, ["verify", "--quick", "--store", store.path])
        #expect(found.status == 1)
        #expect(found.output.contains("object-missing  objects/\(object) (default/a.png)"))

        let plan = try runProgram(
            program, ["verify", "--quick", "--repair", "--store", store.path, "--json"])
        #expect(plan.status == 1)
        let step = try #require(plan.objects.first { $0["event"] as? String == "planned" })
        #expect(step["action"] as? String == "restore")
        #expect(step["from"] as? String == picture)

        let done = try runProgram(
            program, ["verify", "--quick", "--repair", "--apply", "--store", store.path, "--json"])
        #expect(done.status == 0)
        #expect(done.objects.last?["remaining"] as? Int == 0)
        #expect(try runProgram(program, ["verify", "--apply", "--store", store.path]).status == 2)
    }

    @Test("fetches lost objects from their sources, and names those that cannot be restored")
    func sources() throws {
        let directory = TemporaryDirectory()
        let server = try FaultServer { testPicture($0) }
        let store = directory.path("store")
        func objects() -> [String] { files(below: store + "/objects") }
        let urls = (1...5).map { server.url("good", $0) }
        let fetch = ["fetch"] + urls + ["--allow-host", "127.0.0.1", "--store", store]
        #expect(try runProgram(program, fetch).status == 0)
        let whole = objects()
        let local = try directory.write(testPicture(9), to: "in/a.png")
        #expect(try runProgram(program, ["put", "b/a.png", local, "--store", store]).status == 0)
        try FileManager.default.removeItem(atPath: local)
        for name in objects() {
            try FileManager.default.removeItem(atPath: store + "/objects/" + name)
        }
        let repair = [
            "verify", "--repair", "--apply", "--allow-host", "127.0.0.1", "--store", store,
            "--json",
        ]
        for round in 1...2 {
            let result = try runProgram(program, repair)
            #expect(result.status == 1, "\(result.errors)")
            let actions = result.objects.compactMap { $0["action"] as? String }
            #expect(actions.contains("give-up"))
            #expect(actions.contains("restore") == (round == 1))
            #expect(objects() == whole)
        }
    }

    @Test("of a store whose catalogue is garbage says what to do next")
    func garbage() async throws {
        let directory = TemporaryDirectory()
        try directory.write(testPicture(1), to: "in/a.png")
        let store = TestStore(at: directory.path("store"))
        try await store.ingest([directory.path("in")])
        let catalog = URL(fileURLWithPath: store.path + "/catalog.sqlite")
        for name in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: catalog.path + name)
        }
        try Data(repeating: 0x5A, count: 50_000).write(to: catalog)
        let damaged = try runProgram(program, ["verify", "--store", store.path])
        #expect(damaged.status == 3)
        #expect(damaged.errors.contains("stillstore rebuild catalogue"), "\(damaged.errors)")
        try FileManager.default.removeItem(at: catalog)
        let gone = try runProgram(program, ["verify", "--store", store.path])
        #expect(gone.status == 3)
        #expect(gone.errors.contains("stillstore rebuild catalogue"), "\(gone.errors)")
    }
}
