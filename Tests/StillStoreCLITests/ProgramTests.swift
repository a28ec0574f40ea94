import ContentStore
import Foundation
import TestSupport
import Testing

@Suite("The program") struct ProgramTests {
    let directory = TemporaryDirectory()

    private func run(_ arguments: String..., input: Data? = nil) throws -> ProgramResult {
        try run(arguments, input: input)
    }

    private func run(_ arguments: [String], input: Data? = nil) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments, input: input,
            environment: ["STILLSTORE_STORE": directory.path("store")])
    }

    #if os(Linux)
        @Test("the library for HTTP is loaded by what fetches, and by nothing else")
        func startsWithoutCurl() throws {
            func libraries(_ arguments: String...) throws -> String {
                // The loader's own report of what it maps.
                try runProgram(
                    builtProgram("stillstore"), arguments,
                    environment: [
                        "STILLSTORE_STORE": directory.path("store"), "LD_DEBUG": "files",
                    ]
                ).errors
            }
            try directory.write(testPicture(1), to: "in/a.png")
            let ingest = try libraries("ingest", directory.path("in"))
            #expect(ingest.contains("libsqlite3"))
            #expect(!ingest.contains("libcurl"))
            // Nobody listens at that port.
            let fetch = try libraries(
                "fetch", "--allow-host", "127.0.0.1", "http://127.0.0.1:9/a.png")
            #expect(fetch.contains("libcurl"))
        }
    #endif

    @Test("ingest, list, show, cat, export and stats agree about a picture")
    func journey() throws {
        let picture = testPicture(1, width: 300, height: 200)
        try directory.write(picture, to: "in/a b.png")
        let ingest = try run("ingest", directory.path("in"))
        #expect(ingest.status == 0)
        #expect(ingest.output.hasPrefix("1 file: 1 stored; "))

        let list = try run("list", "--json")
        let asset = try #require(list.objects.first)
        #expect(asset["path"] as? String == "a b.png")
        #expect(asset["width"] as? Int == 300)
        let digest = try #require(asset["digest"] as? String)

        for name in [asset["id"] as! String, digest, String(digest.prefix(10)), "default/a b.png"] {
            let show = try run("show", name, "--json")
            let shown = show.objects.first?["asset"] as? [String: Any]
            #expect(shown?["id"] as? String == asset["id"] as? String)
        }
        #expect(try run("export", directory.path("out")).status == 0)
        #expect(try bytes(of: directory.path("out/default/a b.png")) == picture)
        let again = try run("export", directory.path("out"))
        #expect(again.output == "1 asset: 0 written, 1 unchanged, 0 failed\n")
        let stats = try run("stats", "--json").objects.first
        #expect(stats?["assets"] as? Int == 1)
        #expect(stats?["bytes"] as? Int == picture.count)
    }

    @Test("put takes standard input and cat gives it back, byte for byte")
    func putAndCat() throws {
        let picture = testPicture(3)
        let put = try run("put", "up/loads/x.png", input: Data(picture))
        #expect(put.status == 0)
        try directory.write(picture, to: "same.png")
        let same = try run("put", "up/loads/x.png", directory.path("same.png"), "--json")
        #expect(same.objects.first?["event"] as? String == "unchanged")
        #expect(try run("export", directory.path("out"), "--bucket", "up").status == 0)
        #expect(try bytes(of: directory.path("out/up/loads/x.png")) == picture)

        let bad = try run("put", "up/y.png", input: Data("nonsense".utf8))
        #expect(bad.status == 1)
        #expect(bad.errors.contains("standard input: not a picture"))
    }

    @Test("exit statuses say what kind of trouble it was")
    func statuses() throws {
        #expect(try run("ingest").status == 2)
        #expect(try run("ingest", "x", "--path-template", "{nope}").status == 2)
        #expect(try run("frobnicate").status == 2)
        #expect(try run("put", "nobucket").status == 2)
        let missing = try run("list")
        #expect(missing.status == 3)
        #expect(missing.errors.contains("there is no store at"))
        try directory.write(Array("text".utf8), to: "in/a.txt")
        #expect(try run("ingest", directory.path("in")).status == 1)
        #expect(try run("show", "nothing").status == 1)
        #expect(try run("--help").status == 0)
        #expect(try run("ingest", directory.path("gone")).status == 1)
        try directory.write(Array("{\"format\":2}".utf8), to: "store/stillstore.json")
        let newer = try run("list")
        #expect(newer.status == 3)
        #expect(newer.errors.contains("its format is 2, this program reads 1"))
    }

    @Test("a bucket that there is not is a mistake, one that is empty now is not")
    func unknownBucket() throws {
        #expect(try run("put", "here/a.png", input: Data(testPicture(1))).status == 0)
        #expect(try run("put", "past/a.png", input: Data(testPicture(2))).status == 0)
        #expect(try run("delete", "--bucket", "past").status == 0)
        let enqueued = try run(
            "enqueue", "https://pictures.example/a.png", "--bucket", "soon")
        #expect(enqueued.status == 0, "\(enqueued.errors)")
        let commands = [
            ["list"], ["delete"], ["thumbnails"], ["retry"], ["export", directory.path("out")],
            ["contact-sheet", directory.path("s.png")], ["copy", "--to", directory.path("other")],
        ]
        for command in commands {
            let unknown = try run(command + ["--bucket", "nowhere"])
            #expect(unknown.status == 2, "\(command)")
            #expect(unknown.errors.contains("there is no bucket nowhere"), "\(command)")
        }
        #expect(try run("list", "--bucket", "past").output.isEmpty)
        for bucket in ["here", "past", "soon"] {
            #expect(try run("list", "--bucket", bucket).status == 0, "\(bucket)")
            #expect(try run("thumbnails", "--bucket", bucket).status == 0, "\(bucket)")
        }
    }

    @Test("a store that cannot be used as it is ends with 3, whichever command says so")
    func unusable() throws {
        #expect(try run("put", "b/a.png", input: Data(testPicture(1))).status == 0)
        try FileManager.default.copyItem(
            atPath: directory.path("store"), toPath: directory.path("old"))
        #expect(try run("put", "b/b.png", input: Data(testPicture(2))).status == 0)
        for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
            let (here, old) = (directory.path("store/" + name), directory.path("old/" + name))
            if FileManager.default.fileExists(atPath: here) {
                try FileManager.default.removeItem(atPath: here)
            }
            if FileManager.default.fileExists(atPath: old) {
                try FileManager.default.copyItem(atPath: old, toPath: here)
            }
        }
        for command in [["gc"], ["gc", "--apply"], ["rebuild", "journal"]] {
            let behind = try run(command)
            #expect(behind.status == 3, "\(command)")
            #expect(behind.errors.contains("run 'stillstore rebuild catalogue' first"))
        }
        try directory.write(
            Array(#"{"kind":"backup","store":"s","newest_asset":""}"#.utf8),
            to: "half/backup.json")
        let half = try run("restore", directory.path("half"))
        #expect(half.status == 3)
        #expect(half.errors.contains("run the backup again"))
        #expect(try run("restore", directory.path("none")).status == 3)
    }

    @Test("JSON output is one object a line, and the summary is the last")
    func json() throws {
        try directory.write(testPicture(1), to: "in/a.png")
        try directory.write(testPicture(1), to: "in/b.png")
        try directory.write(Array("text".utf8), to: "in/c.txt")
        try directory.write(Array("text".utf8), to: "in/.d")
        let result = try run("ingest", directory.path("in"), "--json", "--quiet")
        #expect(result.objects.count == result.lines.count)
        #expect(
            result.objects.compactMap { $0["event"] as? String }.sorted()
                == ["duplicate", "failed", "skipped", "started", "stored", "summary"])
        let summary = try #require(result.objects.last)
        #expect(summary["event"] as? String == "summary")
        #expect(summary["failed"] as? Int == 1)
        #expect(result.errors.isEmpty)
    }

    @Test("lists of files come from standard input, by line or by NUL")
    func filesFrom() throws {
        for index in 0..<2 { try directory.write(testPicture(index), to: "in/\(index)\n.png") }
        let names = (0..<2).map { directory.path("in/\($0)\n.png") }.joined(separator: "\0")
        let byNull = try run("ingest", "--files-from", "-", input: Data(names.utf8))
        #expect(byNull.status == 0)
        try directory.write(testPicture(5), to: "in/plain.png")
        let lines = Data((directory.path("in/plain.png") + "\n").utf8)
        #expect(try run("ingest", "--files-from", "-", input: lines).status == 0)
        #expect(try run("list", "--json").objects.count == 3)
    }

    @Test("Ctrl-C ends a run after its batch with status 130")
    func interrupt() throws {
        for index in 0..<400 {
            try directory.write(
                testPicture(index, width: 400, height: 300), to: "in/\(index).png")
        }
        let store = directory.path("store")
        let result = try runProgram(
            builtProgram("stillstore"),
            ["ingest", directory.path("in"), "--json", "--store", store]
        ) { lines, process in
            if lines == 1 { kill(process, SIGINT) }
        }
        #expect(result.status == 130)
        let summary = try #require(result.objects.last)
        #expect(summary["interrupted"] as? Bool == true)
        #expect(try run("ingest", directory.path("in"), "--quiet").status == 0)
        #expect(try run("stats", "--json").objects.first?["assets"] as? Int == 400)
    }

    @Test("a contact sheet is a picture of the format that its name says")
    func contactSheet() throws {
        try directory.write(testPicture(1), to: "in/a.png")
        _ = try run("ingest", directory.path("in"))
        for (name, magic) in [("s.png", [0x89, 0x50] as [UInt8]), ("s.jpg", [0xFF, 0xD8])] {
            #expect(try run("contact-sheet", directory.path(name)).status == 0)
            #expect(try bytes(of: directory.path(name)).starts(with: magic))
        }
        #expect(try run("contact-sheet", directory.path("s.gif")).status == 2)
    }

    @Test("names cannot act on the terminal")
    func controlCharacters() throws {
        try directory.write(testPicture(1), to: "in/\u{1B}[2Jevil.png")
        _ = try run("ingest", directory.path("in"))
        let list = try run("list")
        #expect(!list.output.contains("\u{1B}"))
        #expect(list.output.contains("\\u{1b}[2Jevil.png"))
    }

    @Test("a percent sign is a percent sign, and a name is found as typed and as listed")
    func percent() throws {
        let input = Data(testPicture(1))
        #expect(try run("put", "b/50%20off%zz.png", input: input).status == 0)
        #expect(files(below: directory.path("store/buckets")).isEmpty, "links are no files")
        let listed = try #require(try run("list", "--json").objects.first?["path"] as? String)
        #expect(listed == "50%2520off%zz.png")
        for name in ["b/50%20off%zz.png", "b/" + listed] {
            #expect(try run("show", name).status == 0)
        }
    }

    @Test("results that cannot be written do not look like success", .enabled(if: fullDevice))
    func fullOutput() throws {
        #expect(try run("put", "b/a.png", input: Data(testPicture(1))).status == 0)
        for command in ["list", "cat b/a.png", "show b/a.png"] {
            let line = "'\(builtProgram("stillstore"))' \(command) >/dev/full"
            let result = try runProgram(
                "/bin/sh", ["-c", line],
                environment: ["STILLSTORE_STORE": directory.path("store")])
            #expect([1, 3].contains(result.status), "\(command): \(result.status)")
            #expect(result.errors.contains("standard output cannot be written"))
        }
    }

    private static let fullDevice = FileManager.default.fileExists(atPath: "/dev/full")

    @Test("completions are printed for each shell", arguments: ["bash", "zsh", "fish"])
    func completions(_ shell: String) throws {
        let result = try run("completions", shell)
        #expect(result.status == 0)
        #expect(result.output.contains("contact-sheet"))
    }
}
