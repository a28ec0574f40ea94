import Foundation
import TestSupport
import Testing

@Suite("Bad input to commands") struct BadInputProgramTests {
    private struct Case {
        let command: [String]
        let words: String
        var status: Int32 = 1

        init(_ command: [String], _ words: String, _ status: Int32 = 1) {
            (self.command, self.words, self.status) = (command, words, status)
        }
    }

    @Test("each rule has its sentence, the status says whose mistake it was, and nothing changes")
    func rules() throws {
        let program = try DomainProgram()
        func ada(_ arguments: String...) throws -> String {
            try program.make(arguments + ["--as", DomainProgram.ada])
        }
        let project = try ada("projects", "create", "Project")
        let ad = try ada("sessions", "create", "ad")
        let job = try ada("jobs", "enqueue", "image", "--id", "one")
        let step = try ada("jobs", "enqueue", "image", "--parent", job)
        let first = try ada("generations", "create", "image", "--external-id", "media")
        let second = try ada("generations", "create", "image", "--based-on", first)
        let part = try ada("generations", "create", "image", "--parent", first)
        let document = try ada("documents", "create", "timeline", "Cut")
        _ = try ada("documents", "write", document, "--version", "1", "--body", "[1]")
        let batch = try ada("training", "create", "Batch")
        let item = try ada("training", "add-item", batch, "a.mp4", "--duration", "1000")
        let asset = try program.picture(1)
        let album = try ada("albums", "create", "Album")
        _ = try ada("albums", "add", album, asset)
        _ = try program.output(
            "task-types", "set", "dear", "--charging", "reserve", "--upper-limit", "5")
        try program.directory.write(
            Array(("{\"a\":\"" + String(repeating: "x", count: 10 << 20) + "\"}").utf8),
            to: "large.json")
        try program.directory.write(Array("{\"a\":".utf8), to: "broken.json")
        let cases: [Case] = [
            Case(["sessions", "move", ad, "completed"], "is created, from which only prompting"),
            Case(["sessions", "move", ad, "finished"], "Please provide one of", 2),
            Case(["jobs", "complete", job, "--lease", "1"], "there is no job one"),
            Case(["projects", "show", "nothing"], "'stillstore projects list' shows yours"),
            Case(["jobs", "move", job, "--below", step], "would come before itself"),
            Case(["generations", "set-source", first, "--based-on", second], "would come before"),
            Case(["generations", "move", first, "--below", part], "would come before itself"),
            Case(
                ["generations", "create", "image", "--external-id", "media"], "another generation"),
            Case(["projects", "create", "Again", "--id", project], "another project has the id"),
            Case(["projects", "create", "Odd", "--id", "a b"], "id is malformed", 2),
            Case(["projects", "create", ""], "name must not be empty", 2),
            Case(["projects", "create", "Wide", "--spacing", "0"], "spacing must be from 1", 2),
            Case(["jobs", "enqueue", "dear"], "the balance is 0.00 credits, 5.00 are needed"),
            Case(["sessions", "brief", ad, "--text-color", "red"], "it is written #rrggbb", 2),
            Case(["sessions", "brief", ad, "--seed", "-1"], "seed", 2),
            Case(["sessions", "progress", ad, "101"], "progress must be from 0 to 100", 2),
            Case(["documents", "write", document, "--version", "1"], "is at version 2 by now"),
            Case(["documents", "write", document, "--version", "2", "--body", "{"], "json", 2),
            Case(
                ["training", "add-segment", item, "900", "1100"], "end must be from 1 to 1000", 2),
            Case(["training", "add-segment", item, "10", "10"], "start must be from 0", 2),
            Case(["tags", "rate", asset, "--rating", "6"], "rating must be from 1 to 5", 2),
            Case(["albums", "reorder", album, asset, asset], "twice", 2),
            Case(["albums", "cover", album, "nothing"], "there is no asset nothing"),
            Case(["costs", "add", "openai", "1", "--currency", "usd"], "currency is malformed", 2),
            Case(["costs", "add", "openai", "0.0000001"], "amount", 2),
            Case(["credits", "grant", DomainProgram.ada, "5"], "only an admin may do that"),
            Case(["users", "create", "cy@example.com", "--name", "Cy"], "only an admin"),
            Case(["jobs", "enqueue", "image", "--seed", "18446744073709551616"], "seed", 2),
            Case(["jobs", "list", "--after", "nonsense"], "'more:'", 2),
            Case(
                ["settings", "set-tool", "t", "@\(program.directory.path("large.json"))"],
                "more than the limit of 1 MiB", 2),
            Case(
                ["settings", "set-tool", "t", "@\(program.directory.path("broken.json"))"], "json",
                2),
            Case(
                ["settings", "set-tool", "t", "@\(program.directory.path("none.json"))"],
                "cannot be read", 2),
            Case(["links", "open", "nothing"], "does not lead anywhere"),
            Case(["captions", "add", "words", "--type", "heic"], "must be one of jpeg", 2),
            Case(["variants", "add", first, ""], "type must not be empty", 2),
        ]
        let before = try program.newestEvent()
        for test in cases {
            let result = try program.run(test.command + ["--as", DomainProgram.ada])
            let words = "\(test.command): \(result.status) \(result.errors)"
            #expect(result.status == test.status, "\(words)")
            #expect(result.errors.contains(test.words), "\(words)")
            #expect(result.output.isEmpty, "\(words)")
        }
        let after = try program.newestEvent()
        #expect(before == after)
    }

    @Test("several rows in one command: all or none")
    func allOrNone() throws {
        let program = try DomainProgram()
        let one = try program.make("projects", "create", "One")
        let before = try program.newestEvent()
        let result = try program.run("projects", "delete", one, "nothing")
        let after = try program.newestEvent()
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(before == after)
    }

    @Test(
        "text in any script is kept as it is and cannot act on a terminal",
        arguments: [
            "مرحبا\u{202E}abc", "e\u{301}\u{327}", "👩‍👩‍👧‍👦", "a\u{1B}[31mred", "x\u{2028}y",
            "'; DROP TABLE projects; --", "\"{}\\", String(repeating: "ü", count: 4000),
        ])
    func hostileText(_ text: String) throws {
        let program = try DomainProgram()
        let id = try program.make("projects", "create", text, "--id", "p")
        #expect(id == "p")
        let shown = try program.run("projects", "show", "p", "--json")
        let name = shown.objects.first?["name"] as? String
        #expect(name.map { Array($0.utf8) } == Array(text.utf8))
        let list = try program.output("projects", "list")
        #expect(!list.unicodeScalars.contains("\u{1B}"))
        #expect(!list.unicodeScalars.contains("\u{202E}"))
        #expect(list.split(separator: "\n").count == 1)
        let odd = try program.run("projects", "show", text)
        #expect(odd.status == 1 || text.isEmpty)
        #expect(!odd.errors.unicodeScalars.contains("\u{1B}"))
    }
}
