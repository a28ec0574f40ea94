import Foundation
import TestSupport
import Testing

@Suite("Commands on people and their work") struct PeopleProgramTests {
    @Test("users are made, found by address, changed, disabled, deleted and brought back")
    func users() throws {
        let program = try DomainProgram()
        let id = try program.make(
            ["users", "create", "Cy@Example.com", "--name", "Cy", "--password-from", "-"],
            input: "open sesame\n")
        let shown = try program.run("users", "show", "cy@example.com", "--json").objects.first
        #expect(shown?["id"] as? String == id)
        #expect(shown?["email"] as? String == "Cy@Example.com")
        #expect(shown?["has_password"] as? Bool == true)
        _ = try program.output("users", "edit", id, "--name", "Cyrus")
        _ = try program.output("users", "set-role", id, "admin")
        _ = try program.output("users", "disable", id)
        #expect(try program.output("users", "list").contains("disabled"))
        _ = try program.output("users", "enable", id)
        _ = try program.output("users", "delete", "cy@example.com")
        #expect(try program.run("users", "show", id).status == 1)
        #expect(try program.output("users", "restore", id).contains("Cyrus"))
    }

    @Test("a token's secret is shown once")
    func tokens() throws {
        let program = try DomainProgram()
        let made = try program.output(
            "tokens", "create", "--name", "laptop", "--scope", "read", "--scope", "write",
            "--as", DomainProgram.ada)
        let parts = made.split(whereSeparator: \.isWhitespace)
        #expect(parts.count == 2)
        #expect(parts[1].hasPrefix("ss_"))
        let list = try program.output("tokens", "list", "--json", "--as", DomainProgram.ada)
        #expect(list.contains("laptop"))
        #expect(!list.contains(parts[1]))
        _ = try program.output("tokens", "revoke", String(parts[0]), "--as", DomainProgram.ada)
        let all = try program.output("tokens", "list", "--as", DomainProgram.ada)
        #expect(all.contains("revoked"))
    }

    @Test("a list goes on by its cursor, and by page numbers with a total")
    func pages() throws {
        let program = try DomainProgram()
        for number in 1...5 { _ = try program.make("projects", "create", "Project \(number)") }
        let first = try program.run("projects", "list", "--limit", "2")
        #expect(first.lines.count == 2)
        let note = first.errors.split(separator: "'")
        #expect(note.count == 3)
        let next = try program.run(
            "projects", "list", "--limit", "2", "--after", String(note[1]), "--json")
        #expect(next.objects.compactMap { $0["name"] as? String } == ["Project 3", "Project 2"])
        let page = try program.run("projects", "list", "--limit", "2", "--page", "3")
        #expect(page.lines.count == 1)
        #expect(page.errors == "page 3 of 3; 5 in all\n")
        #expect(try program.run("projects", "list", "--all", "--limit", "2").lines.count == 5)
        #expect(try program.run("projects", "list", "--as", DomainProgram.ada).output.isEmpty)
    }

    @Test("a script can be a worker: claim, heartbeat, crash, complete, and again the same answer")
    func worker() throws {
        let program = try DomainProgram()
        func ada(_ arguments: String...) throws -> String {
            try program.output(arguments + ["--as", DomainProgram.ada])
        }
        #expect(try ada("jobs", "claim", "--worker", "w").isEmpty)
        let asset = try program.picture(1)
        let job = try ada("jobs", "enqueue", "image", "--id", "first", "--prompt", "a cat")
        #expect(job.hasPrefix("first  image  pending  0/1"))
        #expect(try ada("jobs", "enqueue", "image", "--id", "first") == job)
        #expect(try ada("jobs", "waiting").hasPrefix("ready"))
        #expect(try ada("jobs", "claim", "--worker", "w").hasPrefix("first  1  image  a cat"))
        #expect(try ada("jobs", "heartbeat", "first", "--lease", "1").hasPrefix("first  1"))
        #expect(try ada("jobs", "crash", "first", "--lease", "1").contains("pending"))
        let late = try program.run(
            "jobs", "complete", "first", "--lease", "1", "--output", asset,
            "--as", DomainProgram.ada)
        #expect(late.status == 1)
        #expect(late.errors.contains("is not held by lease 1 any more"))
        #expect(try ada("jobs", "claim", "--worker", "w").hasPrefix("first  2"))
        let done = try ada("jobs", "complete", "first", "--lease", "2", "--output", asset)
        let again = try ada("jobs", "complete", "first", "--lease", "2", "--output", asset)
        #expect(done == again)
        let list = try program.run("generations", "list", "--json", "--as", DomainProgram.ada)
        #expect(list.objects.count == 1)
        #expect(list.objects.first?["asset_id"] as? String == asset)
        #expect(list.objects.first?["prompt"] as? String == "a cat")
    }

    @Test("what is put, ingested and fetched as somebody is theirs")
    func owned() throws {
        let program = try DomainProgram()
        let ada = DomainProgram.ada
        let file = program.directory.path("in/a.png")
        try program.directory.write(testPicture(1), to: "in/a.png")
        let put = try program.make("put", "up/a.png", file, "--as", ada)
        _ = try program.output("ingest", program.directory.path("in"), "--as", ada, "-q")
        let fetched = try program.run(
            "fetch", "file://\(file)", "--bucket", "web", "--as", ada, "--json")
        #expect(fetched.status == 0, "\(fetched.errors)")
        let owners = try program.output(
            "sql", "SELECT DISTINCT user_id FROM assets", "--csv")
        #expect(owners == "user_id\n\(program.ids[ada] ?? "")\n")
        _ = try program.output("tags", "add", "hers", put, "--as", ada)
        #expect(try program.run("put", "up/b.png", file, "--as", "no@body").status == 1)
        let both = try program.run("put", "up/b.png", file, "--as", ada, "--user-id", "x")
        #expect(both.status == 2)
    }

    @Test("seed makes a demo user once")
    func seed() throws {
        let program = try DomainProgram()
        let first = try program.run("seed", "--json").objects.first
        let again = try program.run("seed", "--json").objects.first
        #expect(first?["project"] as? String == again?["project"] as? String)
        #expect((first?["generations"] as? [String])?.count == 4)
        #expect(first?["generations"] as? [String] == again?["generations"] as? [String])
        let demo = "demo@example.com"
        #expect(try program.run("albums", "list", "--as", demo).lines.count == 1)
        #expect(try program.run("verify", "--quick").status == 0)
    }

    @Test("passwords come from no argument, and never back")
    func passwords() throws {
        let program = try DomainProgram()
        let asked = try program.run(
            "users", "set-password", DomainProgram.ada, "--password-from", "-", "--json",
            input: "hunter2 and more\n")
        #expect(asked.status == 0)
        #expect(!asked.output.contains("hunter2"))
        let nothing = try program.run("users", "set-password", DomainProgram.ada)
        #expect(nothing.status == 2)
        let journal = try program.output("sql", "SELECT content FROM events", "--csv")
        #expect(!journal.contains("hunter2"))
        #expect(!journal.contains("$2b$"))
    }
}
