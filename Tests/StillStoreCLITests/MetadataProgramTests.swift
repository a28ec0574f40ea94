import Foundation
import TestSupport
import Testing

@Suite("The program's metadata") struct MetadataProgramTests {
    let directory = TemporaryDirectory()

    private func run(_ arguments: String...) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments,
            environment: ["STILLSTORE_STORE": directory.path("store")])
    }

    private func write() throws -> String {
        try directory.write(
            withText(
                testPicture(1), "parameters",
                "a castle \u{1B}[31m\nSteps: 30, Seed: 5, Model: painter"), to: "in/castle.png")
        return directory.path("in/castle.png")
    }

    @Test("is printed of a file outside any store, without what acts on a terminal")
    func file() throws {
        let result = try run("metadata", try write())
        #expect(result.status == 0)
        #expect(result.output.contains("prompt      a castle"))
        #expect(result.output.contains("seed        5"))
        #expect(!result.output.contains("\u{1B}"))
        #expect(!FileManager.default.fileExists(atPath: directory.path("store")))
    }

    @Test("is printed of a picture of the store, and as JSON with the slots of its file")
    func stored() throws {
        _ = try write()
        #expect(try run("ingest", directory.path("in")).status == 0)
        let text = try run("metadata", "default/castle.png", "--slots")
        #expect(text.output.contains("checkpoint  painter"))
        #expect(text.output.contains("PNG tEXt  parameters"))
        let json = try run("metadata", "default/castle.png", "--json")
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let record = try #require(object["record"] as? [String: Any])
        #expect(record["seed"] as? String == "5")
        #expect((object["slots"] as? [Any])?.isEmpty == false)
        #expect(object["digest"] as? String != nil)
    }

    @Test("of nothing that is there is an error that says what to give")
    func unknown() throws {
        _ = try write()
        #expect(try run("ingest", directory.path("in")).status == 0)
        let result = try run("metadata", "default/other.png")
        #expect(result.status == 1)
        #expect(result.errors.contains("default/other.png"))
    }

    @Test("index reads what is missing and says how much that was")
    func index() throws {
        _ = try write()
        #expect(try run("ingest", directory.path("in")).status == 0)
        let nothing = try run("index")
        #expect(nothing.status == 0)
        #expect(nothing.output.hasPrefix("0 files: "))
        let all = try run("index", "--all", "--json")
        #expect(all.status == 0)
        #expect(all.lines.first?.contains("\"event\":\"started\"") == true)
        #expect(all.lines.last?.contains("\"indexed\":1") == true)
    }
}
