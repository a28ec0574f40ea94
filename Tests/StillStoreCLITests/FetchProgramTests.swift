import Foundation
import TestSupport
import Testing

@Suite("The program, fetching") struct FetchProgramTests {
    let directory = TemporaryDirectory()

    private func run(
        _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments + ["--store", directory.path("store")],
            input: input.map { Data($0.utf8) }, environment: environment)
    }

    @Test("says what came, what failed and why, and ends with 1 when something failed")
    func summary() throws {
        let server = try FaultServer { testPicture($0) }
        let (good, gone) = (server.url("good", 1), server.url("status-404", 2))
        let result = try run(["fetch", good, gone])
        #expect(result.status == 1)
        #expect(
            result.lines.first
                == "failed   \(gone): the server answered 404 Not Found [http-status, for good]")
        #expect(result.lines.last?.hasPrefix("2 sources: 1 stored, 1 failure; ") == true)
        let failures = try run(["failures", "--missing"])
        #expect(failures.lines.first == "missing: 1 asset")
        let stats = try run(["stats", "--json"])
        let missing = try #require(stats.objects.first?["missing"] as? [[String: Any]])
        #expect(missing.map { $0["http_status"] as? Int } == [404])
        let listed = try run(["list", "--status", "failed", "--json"])
        #expect(listed.objects.first?["source"] as? String == gone)
        #expect(listed.objects.first?["retrieval_permanent"] as? Bool == true)
        #expect(try run(["fetch", good]).status == 0)
    }

    @Test("takes lists and base64 from standard input")
    func standardInput() throws {
        let server = try FaultServer { testPicture($0) }
        let list = "\(server.url("good", 1))\r\n\(server.url("good", 2))\n"
        let listed = try run(
            ["fetch", "--from", "-", "--allow-host", "127.0.0.1", "--json"], input: list)
        #expect(listed.status == 0)
        #expect(listed.objects.last?["stored"] as? Int == 2)
        let text = Data(testPicture(3)).base64EncodedString(options: .lineLength76Characters)
        let base64 = try run(
            ["fetch", "--base64", "--bucket", "b", "--path-template", "x.{ext}"], input: text)
        #expect(base64.status == 0, "\(base64.output)")
        let link = directory.path("store/buckets/b/x.png")
        #expect(try bytes(of: link) == testPicture(3))
    }

    @Test("is told from a list what it may not fetch, and from the command line what it may")
    func privateAddresses() throws {
        let server = try FaultServer { testPicture($0) }
        let list = try directory.write(server.url("good", 1).utf8, to: "list")
        let refused = try run(["fetch", "--from", list])
        #expect(refused.status == 1)
        #expect(refused.output.contains("allow it with --allow-host 127.0.0.1"))
        #expect(server.server.requests.isEmpty)
        #expect(try run(["fetch", "--from", list, "--allow-host", "127.0.0.1"]).status == 0)
    }

    @Test("shows credentials nowhere: not in its output, its runs or its errors")
    func credentials() throws {
        let server = try FaultServer { testPicture($0) }
        let uri = server.url("status-502", 1, parameters: "token=s3cr3t")
            .replacing("http://", with: "http://ann:pa55w0rd@")
        var told = ""
        for arguments in [
            ["fetch", uri, "--json"], ["fetch", uri], ["enqueue", uri, "--json"],
            ["runs", "--json"],
            ["failures"], ["list", "--status", "failed"], ["retry", "--now", "--json"],
        ] {
            let result = try run(arguments)
            told += result.output + result.errors
        }
        #expect(told.contains("status-502"))
        #expect(!told.contains("s3cr3t"))
        #expect(!told.contains("pa55w0rd"))
    }

    @Test("sends headers that were asked for, and keeps none of them")
    func headers() throws {
        let server = try FaultServer { testPicture($0) }
        let arguments = [
            "fetch", server.url("good", 1), "--header", "X-Key: s3cr3t",
            "--header=Cookie: c00kie", "--user-agent", "Other/1",
        ]
        #expect(try run(arguments).status == 0)
        let sent = try #require(server.server.requests.last?.headers)
        #expect(sent["x-key"] == "s3cr3t" && sent["cookie"] == "c00kie")
        #expect(sent["user-agent"] == "Other/1")
        let runs = try run(["runs", "--json"]).output
        #expect(runs.contains("X-Key: REDACTED"))
        for file in files(below: directory.path("store")) {
            let bytes = try bytes(of: directory.path("store/") + file)
            for secret in ["s3cr3t", "c00kie"] {
                let isKept = bytes.firstRange(of: Array(secret.utf8)) != nil
                #expect(!isKept, "\(file) holds \(secret)")
            }
        }
    }

    @Test("takes what the index of a directory on the web names")
    func webDirectory() throws {
        let server = try LoopbackServer { request, connection in
            guard request.path == "/d/" else {
                return ServedFile(testPicture(request.target.count)).respond(
                    to: request, over: connection)
            }
            connection.respond(
                200, headers: [("Content-Type", "text/html")],
                body: Array("<a href=../>up</a><a href=a.png>a</a><a href='b%20c.png'>b</a>".utf8))
        }
        let result = try run(["fetch", server.url + "/d", "--recursive", "--json"])
        #expect(result.status == 0)
        let paths = result.objects.compactMap { $0["path"] as? String }
        #expect(paths.sorted() == ["d/a.png", "d/b c.png"])
    }

    @Test("directories of an index that fail are named by their own addresses, not for good")
    func failedDirectories() throws {
        let server = try LoopbackServer { request, connection in
            switch request.path {
            case "/d/":
                let page = "<a href=no/></a><a href='broken/'></a><a href=a.png></a>"
                connection.respond(
                    200, headers: [("Content-Type", "text/html")], body: Array(page.utf8))
            case "/d/no/": connection.respond(403)
            case "/d/broken/": connection.respond(500)
            default: ServedFile(testPicture(1)).respond(to: request, over: connection)
            }
        }
        let result = try run(["fetch", server.url + "/d/", "--recursive"])
        #expect(result.status == 1)
        #expect(result.lines.last?.contains("1 stored, 2 failures") == true)
        let no = result.lines.filter { $0.contains(server.url + "/d/no/") }
        #expect(no.count == 1 && no[0].contains("for good"))
        let broken = result.lines.filter { $0.contains(server.url + "/d/broken/") }
        #expect(broken.count == 1 && !broken[0].contains("for good"))
    }

    @Test("a listing that fails is not for good, and how to go on is said")
    func failedListing() throws {
        let server = try LoopbackServer { request, connection in
            if request.parameter("list-type") == nil {
                return ServedFile(testPicture(1)).respond(to: request, over: connection)
            }
            if request.parameter("continuation-token") != nil {
                return connection.respond(503, headers: [("Retry-After", "100")])
            }
            let page = """
                <ListBucketResult><IsTruncated>true</IsTruncated>
                <NextContinuationToken>t</NextContinuationToken>
                <Contents><Key>a.png</Key></Contents></ListBucketResult>
                """
            connection.respond(200, body: Array(page.utf8))
        }
        let environment = [
            "AWS_ENDPOINT_URL": server.url, "AWS_CONFIG_FILE": "/nowhere",
            "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
        ]
        let result = try run(["fetch", "s3://b/", "--recursive"], environment: environment)
        #expect(result.status == 1)
        #expect(result.output.contains("503"))
        #expect(result.output.contains("run the same command again"))
        #expect(!result.output.contains("for good"))
        #expect(result.output.contains("1 stored"), "what was listed is fetched")
    }

    @Test(
        "wrong usage ends with 2 and says what is right",
        arguments: [
            ["fetch"], ["fetch", "s3://b/p/"], ["fetch", "x", "--board", "b"],
            ["fetch", "x", "--digest", "12"], ["retry", "--limit", "0"],
            ["retry", "--error-class", "nonsense"], ["fetch", "--from", "/no/such/list"],
            ["fetch", "x", "--connections", "0"], ["enqueue"],
        ])
    func usage(_ arguments: [String]) throws {
        let result = try run(arguments)
        #expect(result.status == 2)
        #expect(!result.errors.isEmpty)
    }
}
