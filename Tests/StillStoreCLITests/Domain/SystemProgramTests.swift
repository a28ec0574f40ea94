import Foundation
import TestSupport
import Testing

@Suite("Events, housekeeping, schema and SQL") struct SystemProgramTests {
    @Test("sql answers as a table, as JSON and as CSV, and changes nothing")
    func sql() throws {
        let program = try DomainProgram()
        let query = "SELECT email, role FROM users ORDER BY email"
        let table = try program.output("sql", query)
        #expect(table.hasPrefix("email            role\nada@example.com  member\n"))
        let csv = try program.output("sql", "SELECT 'a,b' AS x, NULL AS y, 1.5 AS z", "--csv")
        #expect(csv == "x,y,z\n\"a,b\",,1.5\n")
        let json = try program.output("sql", "SELECT x'00ff' AS b, NULL AS n, 'ü\"' AS t", "--json")
        #expect(json == "{\"b\":\"00ff\",\"n\":null,\"t\":\"ü\\\"\"}\n")
        let two = try program.output(["sql", "--csv"], input: "SELECT 1 AS a; SELECT 2 AS b;")
        #expect(two == "a\n1\nb\n2\n")
        let before = try program.newestEvent()
        for statement in [
            "DELETE FROM users", "UPDATE users SET name = 'x'", "DROP TABLE users",
            "INSERT INTO tags VALUES (1)", "CREATE TABLE x (y)", "ATTACH 'other.db' AS o",
            "PRAGMA journal_mode = DELETE", "PRAGMA writable_schema = ON", "VACUUM", "BEGIN",
            "SELECT load_extension('x')", "CREATE TEMP TABLE x (y)", "REINDEX",
        ] {
            let result = try program.run("sql", statement)
            #expect(result.status == 2, "\(statement)")
            #expect(result.output.isEmpty, "\(statement)")
        }
        let wrong = try program.run("sql", "SELECT colour FROM users")
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("no such column: colour"))
        let after = try program.newestEvent()
        #expect(before == after)
    }

    @Test("schema prints tables with what is said of them")
    func schema() throws {
        let program = try DomainProgram()
        let users = try program.output("schema", "users")
        #expect(users.contains("CREATE TABLE users"))
        #expect(users.contains("-- As it was given; compared by the key"))
        #expect(users.contains("CREATE UNIQUE INDEX users_by_email"))
        #expect(!users.contains("CREATE TABLE projects"))
        let settings = try program.output("schema", "settings")
        #expect(settings.contains("-- One row a user, and one of the store"))
        let all = try program.run("schema", "--json").objects
        #expect(all.count > 100)
        #expect(try program.run("schema", "nothing").status == 2)
    }

    @Test("events are listed behind a number, by table, and followed")
    func events() throws {
        let program = try DomainProgram()
        let project = try program.make("projects", "create", "One", "--as", DomainProgram.ada)
        let session = try program.make("sessions", "create", "images", "--as", DomainProgram.ada)
        let all = try program.run("events", "--json").objects
        let last = try #require(all.last?["number"] as? Int)
        #expect(all.count == last)
        let some = try program.run("events", "--table", "projects", "--json").objects
        #expect(some.map { $0["row_id"] as? String } == [project])
        let behind = try program.run("events", "--after", "\(last - 1)", "--json").objects
        #expect(behind.map { $0["row_id"] as? String } == [session])
        #expect(try program.run("events", "--table", "nothing").status == 2)

        let followed = try runProgram(
            builtProgram("stillstore"),
            ["events", "--follow", "--after", "0", "--limit", "\(last + 1)", "--json"],
            environment: ["STILLSTORE_STORE": program.directory.path("store")],
            onLine: { lines, _ in
                if lines == last { _ = try? program.make("projects", "create", "Two") }
            })
        #expect(followed.status == 0)
        #expect(followed.objects.last?["table"] as? String == "projects")
        #expect(followed.objects.last?["kind"] as? String == "insert")
    }

    @Test("an interrupt ends following")
    func interrupted() throws {
        let program = try DomainProgram()
        let result = try runProgram(
            builtProgram("stillstore"), ["events", "--follow", "--after", "0", "--json"],
            environment: ["STILLSTORE_STORE": program.directory.path("store")],
            onLine: { _, process in kill(process, SIGINT) })
        #expect(result.status == 130)
    }

    @Test("retain says first what it would do; with --apply it is done, and again there is nothing")
    func retain() throws {
        let program = try DomainProgram()
        let project = try program.make("projects", "create", "One")
        let token = try program.make("tokens", "create", "--name", "old")
        _ = try program.output("tokens", "revoke", token)
        let session = try program.make("sessions", "create", "refinement")
        _ = try program.output("sessions", "move", session, "completed")
        let generation = try program.make("generations", "create", "image")
        _ = try program.output("projects", "delete", project)
        let ages = [
            "--age", "deleted=0m", "--age", "expired_tokens=0m", "--age",
            "completed_sessions=0m", "--age", "old_generations=0m", "--age", "events=never",
        ]
        let plan = try program.run(["retain", "--json"] + ages).objects
        let counts = plan.reduce(into: [String: Int]()) {
            $0[$1["rule"] as? String ?? ""] = $1["count"] as? Int
        }
        #expect(counts["deleted"] == 1)
        #expect(counts["expired_tokens"] == 1)
        #expect(counts["completed_sessions"] == 1)
        #expect(counts["old_generations"] == 1)
        #expect(counts["events"] == 0)
        let events = plan.compactMap { $0["event"] as? String }
        #expect(Set(events) == ["would-remove", "would-archive", "unchanged"])
        #expect(try program.run("tokens", "show", token).status == 0)

        _ = try program.output(["retain", "--apply"] + ages)
        #expect(try program.run("projects", "restore", project).status == 1)
        #expect(try program.run("tokens", "show", token).status == 1)
        #expect(try program.run("sessions", "list").output.isEmpty)
        #expect(try program.run("sessions", "list", "--archived").output.contains(session))
        #expect(try program.run("generations", "list", "--archived").output.contains(generation))
        let again = try program.run(["retain", "--json"] + ages).objects
        #expect(again.allSatisfy { $0["count"] as? Int == 0 })
        #expect(try program.run("retain", "--as", DomainProgram.ada).status == 1)
    }

    @Test("ages of housekeeping are set in stillstore.json, and wrong ones are named")
    func configuredAges() throws {
        let program = try DomainProgram()
        let file = program.directory.path("store/stillstore.json")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        func set(_ retention: String) throws {
            let changed = "{\n  \"retention\" : \(retention)," + text.dropFirst()
            try program.directory.write(Array(changed.utf8), to: "store/stillstore.json")
        }
        try set("{\"events\": \"never\", \"deleted\": \"4w\"}")
        let rules = try program.output("retain")
        #expect(rules.contains("over 4w"))
        #expect(rules.contains("off"))
        try set("{\"events\": \"soon\"}")
        let age = try program.run("retain")
        #expect(age.status == 3)
        #expect(age.errors.contains("\"retention.events\" is not an age"))
        try set("{\"event\": \"30d\"}")
        #expect(try program.run("retain").errors.contains("\"retention.event\" is not known"))
    }

    @Test("every command on people and their work has an example, and a place in the completions")
    func help() throws {
        let groups = [
            "users", "tokens", "credentials", "projects", "shots", "sessions", "jobs", "workers",
            "task-types", "generations", "variants", "costs", "credits", "albums", "links", "tags",
            "captions", "models", "templates", "documents", "training", "settings", "buckets",
        ]
        func program(_ arguments: String...) throws -> String {
            try runProgram(builtProgram("stillstore"), arguments).output
        }
        for group in groups {
            let text = try program(group, "--help")
            let commands =
                text.components(separatedBy: "SUBCOMMANDS:").last?
                .split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
                .compactMap { $0.split(separator: " ").first.map(String.init) } ?? []
            #expect(commands.count >= 2, "\(group)")
            // One of each group; the others are made by the same function.
            let help = try program(group, commands[0], "--help")
            #expect(help.contains("Example: stillstore \(group)"), "\(group) \(commands[0])")
        }
        let top = try program("--help")
        for name in [
            "PICTURES", "RUNS", "CARE", "PEOPLE AND WORK", "MONEY", "COLLECTIONS", "SYSTEM",
        ] {
            #expect(top.uppercased().contains(name), "\(name)")
        }
        let bash = try program("completions", "bash")
        for group in groups + ["retain", "events", "schema", "sql", "seed"] {
            #expect(bash.contains("_stillstore_\(group)"), "\(group)")
        }
    }
}
