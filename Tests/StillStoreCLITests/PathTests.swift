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
