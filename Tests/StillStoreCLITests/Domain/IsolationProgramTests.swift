import Foundation
import TestSupport
import Testing

/// What is not yours does not exist: commands answer the same of somebody else's id as of one that was
/// never given out.
@Suite("Isolation of commands") struct IsolationProgramTests {
    /// One row of each kind of Ada's.
    private struct Rows {
        let program: DomainProgram
        var ids: [String: String] = [:]

        init() throws {
            program = try DomainProgram()
            let project = try make("project", "projects", "create", "Hers")
            let session = try make("session", "sessions", "create", "images")
            let asset = try program.picture(1)
            ids["asset"] = asset
            try make("shot", "shots", "create", "--project", project, "One")
            let generation = try make(
                "generation", "generations", "create", "image", "--project", project,
                "--session", session, "--asset", asset)
            try make("entry", "shots", "add", ids["shot"] ?? "", generation)
            try make("variant", "variants", "add", generation, "edit")
            try make("job", "jobs", "enqueue", "image", "--session", session)
            try make("cost", "costs", "add", "openai", "0.5", "--session", session)
            try make("album", "albums", "create", "Hers")
            try make("link", "links", "create", "album", ids["album"] ?? "")
            try make("tag", "tags", "add", "hers", asset)
            try make("caption", "captions", "add", "hers", "--type", "png")
            try make("model", "models", "set", "key", "--name", "Hers")
            try make("template", "templates", "create", "Hers", "prompt")
            try make("document", "documents", "create", "timeline", "Hers")
            let batch = try make("batch", "training", "create", "Hers")
            try make("item", "training", "add-item", batch, "a.mp4", "--duration", "1000")
            try make("segment", "training", "add-segment", ids["item"] ?? "", "0", "10")
            try make("token", "tokens", "create", "--name", "hers")
        }

        @discardableResult
        private mutating func make(_ name: String, _ arguments: String...) throws -> String {
            let id = try program.make(arguments + ["--as", DomainProgram.ada])
            ids[name] = id
            return id
        }
    }

    /// A command, with the kind of row whose id stands for `ID`.
    private static let commands: [(kind: String, arguments: String)] = [
        ("project", "projects show ID"), ("project", "projects edit ID --name Mine"),
        ("project", "projects delete ID"), ("project", "projects restore ID"),
        ("project", "shots list --project ID"), ("project", "shots create --project ID Mine"),
        ("project", "sessions create images --project ID"),
        ("project", "jobs enqueue image --project ID"),
        ("project", "generations create image --project ID"),
        ("project", "settings set-tool travel {} --project ID"),
        ("project", "variants list-project ID"),
        ("shot", "shots show ID"), ("shot", "shots entries ID"), ("shot", "shots delete ID"),
        ("shot", "shots even-out ID"), ("shot", "links create shot ID"),
        ("entry", "shots edit-entry ID --locked yes"), ("entry", "shots remove ID"),
        ("session", "sessions show ID"), ("session", "sessions move ID archived"),
        ("session", "sessions progress ID 5"), ("session", "sessions delete ID"),
        ("session", "sessions select ID"), ("session", "jobs enqueue image --session ID"),
        ("session", "costs add openai 1 --session ID"),
        ("job", "jobs show ID"), ("job", "jobs edit ID --name mine"), ("job", "jobs cancel ID"),
        ("job", "jobs enqueue image --after-job ID"), ("job", "jobs enqueue image --parent ID"),
        ("job", "jobs heartbeat ID --lease 1"), ("job", "jobs delete ID"),
        ("generation", "generations show ID"), ("generation", "generations edit ID --star yes"),
        ("generation", "generations create image --based-on ID"),
        ("generation", "generations create image --parent ID"),
        ("generation", "generations delete ID"), ("generation", "variants list ID"),
        ("generation", "variants add ID edit"), ("generation", "links create generation ID"),
        ("variant", "variants show ID"), ("variant", "variants primary ID"),
        ("variant", "variants promote ID"), ("variant", "variants delete ID"),
        ("asset", "generations create image --asset ID"), ("asset", "links create asset ID"),
        ("asset", "tags add mine ID"), ("asset", "tags rate ID --star yes"),
        ("asset", "captions add mine --type png --asset ID"),
        ("asset", "jobs enqueue image --reference ID"),
        ("cost", "costs show ID"), ("cost", "costs delete ID"),
        ("album", "albums show ID"), ("album", "albums contents ID"), ("album", "albums delete ID"),
        ("album", "links create album ID"),
        ("link", "links show ID"), ("link", "links key ID"), ("link", "links revoke ID"),
        ("tag", "tags show ID"), ("tag", "tags delete ID"),
        ("caption", "captions show ID"), ("caption", "captions delete ID"),
        ("model", "models show ID"), ("model", "models delete ID"),
        ("template", "templates show ID"), ("template", "templates edit ID --name mine"),
        ("document", "documents show ID"), ("document", "documents write ID --version 1"),
        ("document", "documents checkpoints ID"), ("document", "documents delete ID"),
        ("batch", "training show ID"), ("batch", "training items ID"),
        ("item", "training segments ID"), ("item", "training add-segment ID 0 5"),
        ("segment", "training remove-segment ID"),
        ("token", "tokens show ID"), ("token", "tokens revoke ID"),
    ]

    @Test("somebody else's id and one that there never was have the same answer")
    func sameAnswer() throws {
        let rows = try Rows()
        let before = try rows.program.newestEvent()
        for (kind, command) in IsolationProgramTests.commands {
            let id = try #require(rows.ids[kind], "\(kind)")
            let foreign = try answer(rows.program, command, id)
            let unknown = try answer(rows.program, command, "never-given-out")
            #expect(foreign.status == 1, "\(command): \(foreign.errors)")
            #expect(foreign.errors.contains("there is no "), "\(command): \(foreign.errors)")
            let same = foreign.errors.replacing(id, with: "never-given-out")
            #expect(same == unknown.errors, "\(command)")
            #expect(foreign.output == unknown.output, "\(command)")
        }
        let after = try rows.program.newestEvent()
        #expect(before == after)
    }

    private func answer(
        _ program: DomainProgram, _ command: String, _ id: String
    ) throws -> ProgramResult {
        let words = command.split(separator: " ").map { $0 == "ID" ? id : String($0) }
        return try program.run(words + ["--as", DomainProgram.bo])
    }

    @Test("lists, counts and events of another are empty")
    func lists() throws {
        let rows = try Rows()
        for list in [
            "projects list", "sessions list", "jobs list", "jobs waiting", "generations list",
            "costs list", "costs totals", "albums list", "links list", "tags list",
            "captions list", "models list", "templates list", "documents list", "training list",
            "tokens list", "workers list", "credits list", "events", "credentials list",
        ] {
            let words = list.split(separator: " ").map(String.init)
            let answer = try rows.program.output(words + ["--json", "--as", DomainProgram.bo])
            // Bo's own account is the only thing that Bo may know of.
            let others = answer.split(separator: "\n").filter {
                !$0.contains("\"table\":\"users\"")
            }
            #expect(others.isEmpty, "\(list): \(others)")
        }
        #expect(try rows.program.run("users", "list", "--as", DomainProgram.bo).status == 1)
        let ada = try rows.program.run("users", "show", DomainProgram.ada, "--as", DomainProgram.bo)
        #expect(ada.status == 1)
        #expect(ada.errors.contains("there is no user ada@example.com"))
    }
}
