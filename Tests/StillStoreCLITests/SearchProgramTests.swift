import Foundation
import TestSupport
import Testing

@Suite("The program's searches") struct SearchProgramTests {
    let directory = TemporaryDirectory()

    init() throws {
        try write(1, "a castle with a red roof, <lora:mist:0.8>", "castle.png")
        try write(2, "people in fog", "fog.png")
        try write(3, "a castle in fog", "keep.png")
        #expect(try run("ingest", directory.path("in")).status == 0)
    }

    private func write(_ seed: Int, _ prompt: String, _ name: String) throws {
        let text =
            "\(prompt)\nNegative prompt: people\nSteps: \(20 + seed), Sampler: Euler a, Seed: \(seed), Model: painter"
        try directory.write(
            withText(testPicture(seed), "parameters", text), to: "in/" + name)
    }

    private func run(_ arguments: String...) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments,
            environment: ["STILLSTORE_STORE": directory.path("store")])
    }

    /// The last parts of the paths that a search prints.
    private func names(_ arguments: String...) throws -> [String] {
        let result = try runProgram(
            builtProgram("stillstore"), arguments + ["--quiet"],
            environment: ["STILLSTORE_STORE": directory.path("store")])
        #expect(result.status == 0, "\(result.errors)")
        return result.lines.map { String($0.split(separator: "/").last ?? "") }.sorted()
    }

    @Test("find what was ingested, by words and by what the files say")
    func search() throws {
        #expect(try names("search", "castle") == ["castle.png", "keep.png"])
        #expect(try names("search", "castle", "fog") == ["keep.png"])
        #expect(try names("search", "castle -fog") == ["castle.png"])
        #expect(try names("search", "people") == ["fog.png"])
        #expect(try names("search", "negative:people lora:mist") == ["castle.png"])
        #expect(try names("search", "steps:22..") == ["fog.png", "keep.png"])
        #expect(try names("search", "--", "-castle") == ["fog.png"])
        #expect(try names("list", "--query", "seed:2") == ["fog.png"])
        #expect(try names("search").count == 3)
    }

    @Test("are printed page by page, as text and as JSON")
    func pages() throws {
        let first = try run("search", "--limit", "2")
        #expect(first.lines.count == 2)
        let cursor = try #require(first.errors.firstMatch(of: #/--after '([^']+)'/#)?.1)
        let second = try run("search", "--limit", "2", "--after", String(cursor))
        #expect(second.lines.count == 1)
        #expect(!second.errors.contains("more:"))
        let all = try run("search", "--all", "--limit", "1", "--json", "--order", "path")
        #expect(all.lines.count == 3)
        #expect(all.lines[0].contains("\"path\":\"castle.png\""))
        let other = try run("search", "--order", "path", "--after", String(cursor))
        #expect(other.status == 2)
    }

    @Test("that cannot be read are refused in a sentence")
    func refusals() throws {
        let result = try run("search", "castle:1.2")
        #expect(result.status == 2)
        #expect(
            result.errors.hasPrefix("stillstore: there is no filter castle: the search may use"))
        #expect(try run("list", "--query", "castle", "--bucket", "default").status == 2)
        #expect(try run("stats", "--query", "castle").status == 2)
    }

    @Test("are counted by stats")
    func facets() throws {
        let text = try run("stats", "--facets", "--query", "castle")
        #expect(text.status == 0)
        #expect(text.output.contains(#/pictures +2/#))
        #expect(text.output.contains("painter"))
        let json = try run("stats", "--facets", "--json")
        #expect(
            json.output.contains(
                "{\"facet\":\"lora\",\"values\":[{\"count\":1,\"value\":\"mist\"}]}"))
        #expect(json.output.contains("\"total\":3"))
    }

    @Test("know at once what was deleted, and what is somebody else's")
    func changes() throws {
        #expect(try run("delete", "default/keep.png").status == 0)
        #expect(try names("search", "castle") == ["castle.png"])
        #expect(try run("undelete", "default/keep.png").status == 0)
        #expect(try names("search", "castle") == ["castle.png", "keep.png"])
        #expect(try run("users", "create", "bob@example.com", "--name", "Bob").status == 0)
        #expect(try names("search", "castle", "--as", "bob@example.com") == [])
        #expect(try run("similar", "default/castle.png", "--as", "bob@example.com").status == 1)
    }

    @Test("are the same after a rebuild of the catalogue, and of the index")
    func rebuild() throws {
        #expect(try names("search", "castle").count == 2)
        #expect(try run("index", "--all").status == 0)
        #expect(try names("search", "castle").count == 2)
        #expect(try run("rebuild", "catalogue").status == 0)
        #expect(try names("search", "castle") == ["castle.png", "keep.png"])
    }

    @Test("by likeness find copies, of files outside the store too, and say which to keep")
    func likeness() throws {
        let text = "a castle with a red roof\nSteps: 99, Seed: 1, Model: other"
        try directory.write(
            withText(testPicture(1), "parameters", text), to: "more/copy.png")
        try directory.write(testPicture(1), to: "more/bare.png")
        #expect(try run("ingest", directory.path("more")).status == 0)
        let similar = try run(
            "similar", directory.path("more/bare.png"), "--json", "--distance", "0")
        #expect(similar.lines.count == 3)
        let groups = try run("duplicates", "--pixels", "--json")
        #expect(groups.lines.count == 1)
        #expect(groups.output.contains("\"reason\":\"its file says how it was made\"") == false)
        #expect(groups.output.components(separatedBy: "\"place\"").count == 4)
        let others = try run("duplicates", "--pixels", "--others", "--quiet")
        #expect(others.lines.count == 2)
        #expect(try run("similar", "default/castle.png").lines.count >= 2)
        #expect(try names("search", "dup:" + digest("default/bare.png")).count == 3)
        #expect(try run("similar", "default/none.png").status == 1)
    }

    @Test(
        "find what is exported without metadata by its pixels, and say of it what is known beside it"
    )
    func export() throws {
        let out = directory.path("out")
        #expect(try run("tags", "add", "best", id(of: "castle.png")).status == 0)
        #expect(try run("export", out, "--strip-metadata", "--sidecar").status == 0)
        let file = try Data(contentsOf: URL(filePath: out + "/default/castle.png"))
        #expect(!String(decoding: file, as: UTF8.self).contains("castle"))
        let text = try String(contentsOfFile: out + "/default/castle.png.json", encoding: .utf8)
        #expect(text.contains("\"prompt\":\"a castle with a red roof"))
        #expect(text.contains("\"tags\":[\"best\"]"))
        let again = try run("export", out, "--strip-metadata", "--sidecar")
        #expect(again.output.contains("0 written, 3 unchanged"))
        let other = try run("export", out)
        #expect(other.status == 1)
        #expect(
            try run("ingest", out + "/default", "--bucket", "plain", "--include", "*.png").status
                == 0)
        #expect(try run("duplicates", "--pixels", "--json").lines.count == 3)
    }

    private func id(of name: String) throws -> String {
        let shown = try run("show", "default/" + name, "--json")
        return String(try #require(shown.output.firstMatch(of: #/"id":"([0-9a-f-]{36})"/#)?.1))
    }

    private func digest(_ reference: String) throws -> String {
        let shown = try run("show", reference, "--json")
        return String(try #require(shown.output.firstMatch(of: #/"digest":"([0-9a-f]{64})"/#)?.1))
    }
}
