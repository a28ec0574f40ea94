import Foundation
import TestSupport
import Testing

@Suite("What would be fetched, and what of a listing") struct FetchPlanTests {
    let directory = TemporaryDirectory()

    private func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments,
            environment: environment.merging(["STILLSTORE_STORE": directory.path("store")]) { $1 })
    }

    /// A bucket with these keys below `s3://b/`; each is a picture.
    private func bucket(_ keys: [String]) throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            if request.parameter("list-type") != nil {
                let prefix = request.parameter("prefix") ?? ""
                let contents = keys.filter { $0.hasPrefix(prefix) }.enumerated().map { seed, key in
                    "<Contents><Key>\(key)</Key><Size>\(testPicture(seed).count)</Size><ETag>&quot;\(key)&quot;</ETag></Contents>"
                }
                let page =
                    "<ListBucketResult><IsTruncated>false</IsTruncated>\(contents.joined())</ListBucketResult>"
                return connection.respond(200, headers: [], body: Array(page.utf8))
            }
            let seed = keys.firstIndex { request.path.hasSuffix("/" + $0) } ?? 99
            connection.respond(200, headers: [], body: testPicture(seed))
        }
    }

    /// All that is in the store: its files, and what the catalogue says.
    private func contents() throws -> [String] {
        let names = files(below: directory.path("store")).filter { !$0.hasPrefix("catalog.") }
        return try names.map { "\($0) \(try bytes(of: directory.path("store/" + $0)).count)" }
            + run(["list", "--all", "--json"]).lines + run(["runs", "--json"]).lines
    }

    @Test(
        "a dry run says what would come, where it would land, and what is here; it writes nothing")
    func dryRun() throws {
        let server = try FaultServer { testPicture($0) }
        let (here, new) = (server.url("good", 1), server.url("good", 2))
        let waiting = server.url("status-404", 3)
        #expect(try run(["fetch", here, waiting]).status == 1)
        let (before, asked) = (try contents(), server.server.requests.count)
        let list = try directory.write(
            [here, new, new, waiting, "ftp://h/x", "https://h/i.png?token=s3cr3t"]
                .joined(separator: "\n").utf8, to: "list")
        let options = ["--allow-host", "127.0.0.1", "--path-template", "{digest}.{ext}"]
        let planned = try run(["fetch", "--dry-run", "--from", list, "--json"])
        #expect(planned.status == 1, "one address is none")
        let events = planned.objects.compactMap { $0["event"] as? String }
        #expect(
            events == [
                "would-check", "would-fetch", "skipped", "would-fetch", "failed", "would-fetch",
                "summary",
            ])
        #expect(planned.objects[1]["path"] as? String == "good/2.png")
        let text = try run(["fetch", "--dry-run", "--from", list] + options)
        #expect(text.lines.contains("fetch    \(new) -> 127.0.0.1/{digest}.{ext}"))
        #expect(text.lines.last?.hasPrefix("dry run: 6 sources: ") == true)
        let enqueued = try run(["enqueue", "--dry-run", here, new])
        #expect(enqueued.lines.first == "here     \(here) -> 127.0.0.1/good/1.png")
        #expect(enqueued.lines.last?.contains("1 would be fetched, 1 unchanged") == true)
        #expect(server.server.requests.count == asked, "nothing was fetched")
        #expect(try contents() == before)
        for output in [planned, text] { #expect(!output.output.contains("s3cr3t")) }
    }

    @Test("a dry run without a store makes none")
    func noStore() throws {
        #expect(try run(["fetch", "--dry-run", "https://h/a.png"]).status == 3)
        #expect(!FileManager.default.fileExists(atPath: directory.path("store")))
    }

    @Test(
        "patterns choose among what a bucket lists, as they do among files",
        arguments: [
            (["--include", "*.png"], ["p/a.png", "p/x/b.png", "p/y/c.png"]),
            (["--exclude", "*.png"], ["p/d.txt"]),
            (["--exclude", "x"], ["p/a.png", "p/d.txt", "p/y/c.png"]),
            (["--include", "x/*"], ["p/x/b.png"]),
            (["--include", "*.png", "--exclude", "y/"], ["p/a.png", "p/x/b.png"]),
            (["--include", "nothing"], []),
        ])
    func patterns(_ options: [String], _ wanted: [String]) throws {
        let keys = ["p/a.png", "p/d.txt", "p/x/b.png", "p/y/c.png"]
        let server = try bucket(keys)
        let environment = [
            "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s",
        ]
        let fetch = ["fetch", "--allow-host", "127.0.0.1", "--recursive", "s3://b/p/"] + options
        let planned = try run(fetch + ["--dry-run", "--json"], environment: environment)
        // There is no store yet.
        #expect(planned.status == 3)
        let result = try run(fetch + ["--json"], environment: environment)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        let paths = result.objects.compactMap { $0["path"] as? String }
        #expect(Set(paths) == Set(wanted))
        #expect(result.objects.last?["skipped"] as? Int == keys.count - wanted.count)
        let again = try run(fetch + ["--dry-run"], environment: environment)
        let excluded = keys.count - wanted.count
        #expect(again.lines.last?.contains("\(excluded) excluded") == true)
    }
}
