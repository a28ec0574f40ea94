import Foundation
import TestSupport
import Testing

@Suite("Paths as people type them") struct PathTests {
    let directory = TemporaryDirectory()

    private func run(_ arguments: [String]) throws -> Int32 {
        try runProgram(builtProgram("stillstore"), arguments).status
    }

    @Test("a directory may end in slashes, wherever one is asked for")
    func slashes() throws {
        try directory.write(testPicture(1), to: "in/1.png")
        let (store, backup) = (directory.path("store"), directory.path("backup"))
        let other = directory.path("other")
        #expect(try run(["ingest", directory.path("in/"), "--store", store + "/"]) == 0)
        try directory.write(testPicture(2), to: "in/2.png")
        #expect(try run(["ingest", directory.path("in") + "//", "--store", store + "//"]) == 0)
        #expect(try run(["delete", "default/1.png", "--store", store + "/"]) == 0)
        #expect(try run(["backup", backup + "/", "--store", store + "/"]) == 0)
        #expect(try run(["restore", backup + "//", "--store", directory.path("restored/")]) == 0)
        #expect(try run(["init", "--store", other + "/"]) == 0)
        #expect(try run(["copy", "--to", other + "/", "--store", store + "/"]) == 0)
        #expect(try run(["gc", "--apply", "--grace", "0s", "--store", store + "/"]) == 0)
        #expect(try run(["rebuild", "tree", "--store", store + "/"]) == 0)
        #expect(try run(["rebuild", "catalogue", "--store", store + "/"]) == 0)
        #expect(try run(["verify", "--store", store + "/"]) == 0)
    }

    /// A directory whose path has this many bytes.
    private func deep(_ bytes: Int) throws -> String {
        var path = directory.path
        while path.utf8.count + 102 < bytes { path += "/" + String(repeating: "d", count: 100) }
        path += "/" + String(repeating: "e", count: bytes - path.utf8.count - 1)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test("a store's path is refused when it is made, or works for every command")
    func longPaths() throws {
        try directory.write(testPicture(1), to: "in/1.png")
        let source = directory.path("in")
        let store = try deep(400)
        let other = directory.path("other")
        let name = String(repeating: "p/", count: 400) + "q.png"
        let commands = [
            ["ingest", source], ["ingest", source, "--prefix", name], ["list"], ["stats"],
            ["verify"], ["backup", other], ["gc", "--apply", "--grace", "0s"], ["thumbnails"],
            ["delete", "default/1.png"], ["rebuild", "tree"], ["rebuild", "journal"],
            ["rebuild", "catalogue"], ["verify", "--repair", "--apply"],
            ["export", directory.path("out")],
        ]
        for command in commands {
            let result = try runProgram(
                builtProgram("stillstore"), command + ["--store", store])
            #expect(result.status == 0, "\(command): \(result.errors)")
        }
        let restored = try deep(399)
        #expect(try run(["restore", other, "--store", restored]) == 0)
        #expect(try run(["verify", "--store", restored]) == 0)
        for path in [try deep(401), try deep(1000), try deep(3000)] {
            for command in [["init"], ["ingest", source], ["restore", other]] {
                let result = try runProgram(
                    builtProgram("stillstore"), command + ["--store", path])
                #expect(result.status == 3, "\(result.output)")
                #expect(result.errors.contains("choose a shorter one"), "\(result.errors)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
        }
        // A store that was moved there.
        let moved = try deep(600) + "/store"
        try FileManager.default.moveItem(atPath: restored, toPath: moved)
        for command in [["list"], ["verify"], ["rebuild", "catalogue"], ["gc", "--apply"]] {
            let result = try runProgram(
                builtProgram("stillstore"), command + ["--store", "store"],
                directory: URL(fileURLWithPath: moved).deletingLastPathComponent().path)
            #expect(result.status == 3)
            #expect(result.errors.contains("choose a shorter one"), "\(result.errors)")
        }
    }

    @Test("a store's own limits hold for --prefix and --at")
    func ownLimits() throws {
        let store = directory.path("store")
        try directory.write(testPicture(1), to: "in/1.png")
        #expect(try run(["init", "--store", store]) == 0)
        let configuration = URL(fileURLWithPath: store + "/stillstore.json")
        var text = try String(contentsOf: configuration, encoding: .utf8)
        let brace = try #require(text.lastIndex(of: "}"))
        text.replaceSubrange(brace..., with: ", \"limits\": { \"path_bytes\": 2000 } }")
        try Data(text.utf8).write(to: configuration)
        let long = String(repeating: "p/", count: 600)
        #expect(try run(["ingest", directory.path("in"), "--prefix", long, "--store", store]) == 0)
        #expect(
            try run([
                "fetch", "file://" + directory.path("in/1.png"), "--prefix", long + "f", "--store",
                store,
            ]) == 0)
        #expect(try run(["delete", "default/" + long + "1.png", "--store", store]) == 0)
        let back = ["undelete", "default/" + long + "1.png"]
        #expect(try run(back + ["--at", "default/" + long + "2.png", "--store", store]) == 0)
        #expect(try run(["verify", "--store", store]) == 0)
    }

    @Test("nothing is rendered over the store's own files")
    func renderedIntoStore() throws {
        let store = directory.path("store")
        try directory.write(testPicture(1), to: "in/1.png")
        #expect(try run(["ingest", directory.path("in"), "--store", store]) == 0)
        let object = store + "/objects/" + files(below: store + "/objects")[0]
        let render = ["render", "default/1.png", "--box", "9x9", "--store", store]
        for target in [object, store + "/catalog.sqlite", store + "/new.png"] {
            #expect(try run(render + ["-o", target]) == 2)
        }
        #expect(try run(["verify", "--store", store]) == 0)
        #expect(try run(render + ["-o", directory.path("out.png")]) == 0)
    }

    @Test("what cannot be read in the journal ends a rebuild, unless it is to be left out")
    func oddJournal() throws {
        let store = directory.path("store")
        try directory.write(testPicture(1), to: "in/1.png")
        #expect(try run(["ingest", directory.path("in"), "--store", store]) == 0)
        try directory.makeDirectory("store/journal/a.jsonl")
        for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: store + "/" + name)
        }
        let rebuild = ["rebuild", "catalogue", "--store", store]
        #expect(try run(rebuild) == 3)
        #expect(!FileManager.default.fileExists(atPath: store + "/catalog.sqlite"))
        #expect(try run(rebuild + ["--skip-unreadable"]) == 1)
        #expect(try run(["cat", "default/1.png", "--store", store]) == 0)
    }
}
