import Foundation
import TestSupport
import Testing

@Suite("Odd use of the program") struct OddUseTests {
    let directory = TemporaryDirectory()

    /// Runs a script; `$S` is the program.
    private func shell(_ script: String) throws -> ProgramResult {
        try directory.write(testPicture(1), to: "a.png")
        try directory.write(testPicture(2), to: "b.png")
        return try runProgram(
            "/bin/sh", ["-euc", script],
            environment: [
                "S": builtProgram("stillstore"), "STILLSTORE_STORE": directory.path("store"),
            ], directory: directory.path)
    }

    @Test(
        "started without standard streams, nothing is printed into the store",
        arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">&- 2>&-"])
    func closedStreams(_ closed: String) throws {
        let status = closed.contains(">&-") && closed != "2>&-" ? 3 : 0
        let result = try shell(
            """
            code=0; "$S" ingest --json a.png b.png \(closed) || code=$?
            test $code = \(status)
            "$S" ingest -q a.png b.png
            "$S" verify --store store >/dev/null
            for name in a b; do "$S" cat default/$name.png | cmp - $name.png; done
            """)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test("standard input that is closed is an error where it is wanted")
    func closedInput() throws {
        for command in [
            "put b/x.png -", "fetch --from -", "ingest --files-from -", "fetch --base64",
        ] {
            let result = try shell("\"$S\" init -q; \"$S\" \(command) <&-")
            #expect([1, 2, 3].contains(result.status), "\(command): \(result.status)")
            #expect(result.errors.contains("standard input"))
        }
    }

    @Test("a reader that has seen enough ends the program without a word")
    func closedPipe() throws {
        let result = try shell(
            """
            "$S" ingest -q a.png b.png
            for i in 1 2 3 4 5 6 7 8 9; do "$S" ingest -q --prefix $i a.png b.png; done
            "$S" list --limit 1 --all | head -n 1 >/dev/null
            "$S" verify -q
            """)
        #expect(result.status == 0)
        #expect(result.errors.isEmpty, "\(result.errors)")
    }

    @Test("names that could act on a terminal are shown escaped, and every line of JSON is valid")
    func actingNames() throws {
        // An escape sequence, a line end, a tab, a C1 control, a mark that turns text round.
        let name = "x\\033[31m\\n\\t\\302\\233\\342\\200\\256y.png"
        let result = try shell(
            """
            n=$(printf '\(name)'); cp a.png "$n"; printf 'text' > "t$n"
            for json in "" --json; do
                "$S" ingest $json . || true
                "$S" ingest $json "gone$n" || true
                "$S" list $json; "$S" show $json "default/$n"; "$S" stats $json
                "$S" failures $json; "$S" runs $json
                "$S" put $json "$n/$n" "$n"; "$S" put $json "b$n" "$n" || true
                "$S" show $json "nothing$n" || true; "$S" list $json --bucket "no$n" || true
                "$S" export $json "ex$n"; "$S" export $json "ex$n"
                "$S" render $json "default/$n" --box 9x9 -o "r$n.png"
                "$S" contact-sheet $json "$n.jpg"; "$S" contact-sheet $json "$n" || true
                "$S" delete $json "default/$n"; "$S" undelete $json "default/$n"
                "$S" fetch $json "https://$n/" "s3://$n" || true; "$S" enqueue $json "gs://b/$n"
                "$S" list $json --status pending; "$S" failures $json --missing
                "$S" backup $json "bak$n"; "$S" restore $json "bak$n" --store "res$n"
                "$S" copy $json --to "res$n"; "$S" verify $json --store "res$n"
                "$S" init $json --store "new$n"; "$S" list $json --store "none$n" || true
                "$S" "$n" || true; "$S" list "--$n" || true; "$S" ingest $json --max-side "$n" a || true
                "$S" thumbnails $json; "$S" gc $json; "$S" rebuild tree $json
                rm -rf res* bak* ex* new* r*; "$S" delete -q --bucket "$n"
                "$S" enqueue -q "gs://b/$n" >/dev/null
            done
            """)
        #expect(result.status == 0, "\(result.errors)")
        for text in [result.output, result.errors] {
            let isPlain = text.unicodeScalars.allSatisfy { scalar in
                scalar == "\n"
                    || scalar.properties.generalCategory != .control
                        && scalar.value != 0x202E
            }
            #expect(isPlain)
        }
    }

    @Test("every line that --json prints is one JSON object, whatever the names")
    func json() throws {
        let result = try shell(
            """
            n=$(printf 'x\\033\\n"\\\\\\351\\302y.png'); cp a.png "$n" 2>/dev/null || exit 0
            printf 'text' > "t$n"
            "$S" ingest --json . || true
            "$S" list --json; "$S" failures --json; "$S" runs --json; "$S" stats --json
            "$S" show --json "default/$n"; "$S" put --json "$n/$n" a.png
            "$S" export --json "ex$n"; "$S" delete --json "default/$n"; "$S" undelete --json "default/$n"
            "$S" rendition --json "default/$n"; "$S" render --json "default/$n" --box 9x9 -o "r$n.png"
            "$S" contact-sheet --json "s$n.jpg"; "$S" enqueue --json "https://h/$n" || true
            "$S" backup --json "k$n"; "$S" init --json --store "o$n"; "$S" copy --json --to "o$n"
            "$S" verify --json; "$S" gc --json; "$S" thumbnails --json; "$S" rebuild tree --json
            """)
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(result.objects.count == lines.count)
    }

    private static let nonsense: [[String]] = [
        [""], ["-"], ["-", "-"], ["list", ""], ["show", ""], ["show", "/"],
        ["cat", "//"],
        ["show", "default/"], ["put", "", "a.png"], ["put", "/", "a.png"],
        ["put", "b/", "a.png"],
        ["put", "b//c", "a.png"], ["put", "b/..", "a.png"], ["ingest", ""],
        ["ingest", "--store", "", "a.png"],
        ["ingest", "--bucket", "", "a.png"], ["ingest", "--bucket", "a/b", "a.png"],
        ["ingest", "--path-template", "", "a.png"], ["ingest", "--prefix", "..", "a.png"],
        ["ingest", "--jobs", "-1", "a.png"], ["ingest", "--max-side", "99999999999", "a.png"],
        ["list", "--after", ""], ["list", "--after", "nonsense"], ["list", "--limit", "-1"],
        ["list", "--since", "-1d"], ["list", "--since", "yesterday"],
        ["export", ""], ["render", "default/a.png", "--box", "0x0", "-o", "x.png"],
        ["render", "default/a.png", "--box", "9x9", "-o", ""], ["contact-sheet", ""],
        ["fetch", ""], ["fetch", "://"], ["fetch", "https://"], ["fetch", "s3://"],
        ["fetch", "data:"], ["fetch", "file:"], ["runs", "--after", ""],
        ["failures", "nothing"],
        ["undelete", "x", "--at", "noslash"], ["rendition", "default/a.png", "--recipe", ""],
        ["verify", "--from", "", "--repair"], ["verify", "--max-seconds", "nan"],
        ["gc", "--grace", "never"], ["backup", ""], ["restore", "gone"], ["copy", "--to", ""],
        ["retry", "--limit", "0"], ["completions", "tcsh"],
    ]

    @Test("nonsense is refused with a message and status 1, 2 or 3, never by a crash")
    func refusals() throws {
        try directory.write(testPicture(1), to: "a.png")
        func run(_ arguments: [String]) throws -> ProgramResult {
            try runProgram(
                builtProgram("stillstore"), arguments,
                environment: ["STILLSTORE_STORE": directory.path("store")],
                directory: directory.path)
        }
        #expect(try run(["ingest", "-q", "a.png"]).status == 0)
        for arguments in OddUseTests.nonsense {
            let result = try run(arguments)
            #expect([1, 2, 3].contains(result.status), "\(arguments): \(result.status)")
            #expect(!(result.errors + result.output).isEmpty, "\(arguments)")
        }
        #expect(try run(["verify", "-q"]).status == 0)
    }

    @Test("names that begin with a dash are named behind --, or with ./ before them")
    func dashes() throws {
        let result = try shell(
            """
            cp a.png ./-rf.png; "$S" ingest -q -- -rf.png; "$S" cat default/-rf.png | cmp - a.png
            "$S" put -q b/-x.png ./-rf.png >/dev/null; "$S" cat b/-x.png | cmp - a.png
            "$S" render default/-rf.png --box 9x9 --output=-o.png >/dev/null; test -f ./-o.png
            """)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test("without a home directory everything works that needs none")
    func noHome() throws {
        let result = try shell(
            "unset HOME; \"$S\" ingest -q a.png; \"$S\" list; \"$S\" enqueue -q s3://b/k")
        #expect(result.status == 0, "\(result.errors)")
    }
}
