import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("The program's backup, restore and copy") struct BackupProgramTests {
    let directory = TemporaryDirectory()
    let program = builtProgram("stillstore")
    var store: TestStore { TestStore(at: directory.path("store")) }

    @Test("a backup beside a running ingest is consistent, and has all that was reported before it")
    func together() async throws {
        for index in 0..<400 {
            try directory.write(testPicture(index % 300), to: "in/\(index % 7)/\(index).png")
        }
        let reported = Mutex<Set<String>>([])
        let isOver = Mutex(false)
        let ingest = Thread { [program, store, directory] in
            // One after another, so that there is a line for each and a time between them.
            for part in 0..<7 {
                let result = try? runProgram(
                    program,
                    ["ingest", directory.path("in/\(part)"), "--prefix", "\(part)"]
                        + ["--store", store.path, "--json", "--jobs", "1"])
                let ids = result?.objects.compactMap { $0["id"] as? String } ?? []
                reported.withLock { $0.formUnion(ids) }
            }
            isOver.withLock { $0 = true }
        }
        try store.open().close()
        ingest.start()
        var backups = 0
        var isLast = false
        while true {
            isLast = isOver.withLock { $0 }
            let before = reported.withLock { $0 }
            let target = TestStore(at: directory.path("backup"))
            let result = try runProgram(
                program, ["backup", target.path, "--store", store.path, "--json"])
            #expect(result.status == 0, "\(result.errors)")
            backups += 1
            let contents = try StoreContents(of: target)
            #expect(contents.unfounded().isEmpty)
            #expect(before.isSubset(of: Set(contents.assets.map(\.asset.id))))
            #expect(try target.danglingLinks().isEmpty)
            if isLast { break }
        }
        #expect(backups > 1)
        #expect(try store.assets().count == 400)
        let target = TestStore(at: directory.path("backup"))
        #expect(try StoreContents(of: target).links == StoreContents(of: store).links)
    }

    @Test("prints its counts, names failures, and ends as documented")
    func output() async throws {
        for index in 0..<3 { try directory.write(testPicture(index), to: "in/\(index).png") }
        try await store.ingest([directory.path("in")])
        let place = store.path + "/objects/sha256/"
        let victim = place + files(below: place)[0]
        try FileManager.default.removeItem(atPath: victim)
        let backup = directory.path("backup")
        let common = ["--store", store.path, "--json", "--quiet"]
        let first = try runProgram(program, ["backup", backup] + common)
        #expect(first.status == 1)
        #expect(first.objects.count { $0["event"] as? String == "copied" } == 2)
        let failed = first.objects.first { $0["event"] as? String == "failed" }
        #expect(failed?["kind"] as? String == "missing")
        let summary = first.objects.last
        #expect(summary?["copied"] as? Int == 2 && summary?["failed"] as? Int == 1)

        try await store.ingest([directory.path("in")]) { $0.rereads = true }
        let second = try runProgram(program, ["backup", backup, "--store", store.path])
        #expect(second.status == 0)
        #expect(second.output.contains("3 assets, 3 objects: 1 copied"), "\(second.output)")
        let restored = directory.path("restored")
        let third = try runProgram(program, ["restore", backup, "--store", restored])
        #expect(third.status == 0, "\(third.errors)")
        #expect(try TestStore(at: restored).assets() == store.assets())
        #expect(try runProgram(program, ["restore", backup, "--store", restored]).status == 3)
        #expect(try runProgram(program, ["backup", store.path] + common).status == 2)

        let other = directory.path("other")
        #expect(try runProgram(program, ["copy", "--to", other] + common).status == 3)
        _ = try runProgram(program, ["init", "--store", other])
        let fourth = try runProgram(program, ["copy", "--to", other] + common)
        #expect(fourth.status == 0)
        #expect(fourth.objects.count { $0["event"] as? String == "stored" } == 3)
        let fifth = try runProgram(program, ["copy", "default/none", "--to", other] + common)
        #expect(fifth.status == 1)
        #expect(try TestStore(at: other).assets() == store.assets())
    }

    @Test("killed after any copied object, it is gone on with")
    func killed() async throws {
        for index in 0..<12 { try directory.write(testPicture(index), to: "in/\(index).png") }
        try await store.ingest([directory.path("in")])
        let original = try StoreContents(of: store)
        var kills = 0
        for line in 1...12 {
            let target = TestStore(at: directory.path("to-\(line)"))
            let arguments = ["backup", target.path, "--store", store.path, "--json"]
            let result = try runProgram(program, arguments) { lines, process in
                if lines == line { kill(process, SIGKILL) }
            }
            if result.status == -SIGKILL { kills += 1 }
            if try Library.exists(at: FilePath(target.path)) {
                #expect(try StoreContents(of: target).assets == original.assets)
            }
            #expect(try runProgram(program, arguments).status == 0)
            let contents = try StoreContents(of: target)
            #expect(contents.files == original.files && contents.links == original.links)
            #expect(contents.assets == original.assets)
        }
        #expect(kills > 0)
    }
}
