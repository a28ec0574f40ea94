import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("The program's thumbnails") struct ThumbnailsProgramTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func run(_ arguments: String...) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments,
            environment: ["STILLSTORE_STORE": directory.path("store")])
    }

    private func fill(_ count: Int) async throws {
        for index in 0..<count {
            try directory.write(testPicture(index), to: "in/\(index).png")
        }
        try await store.ingest([directory.path("in")])
    }

    @Test("counts, failures and the exit status are those of the run")
    func statuses() async throws {
        try await fill(3)
        let whole = try store.renditions()
        let right = try run("thumbnails")
        #expect(right.status == 0)
        #expect(right.output.hasPrefix("3 pictures: 0 renditions made, 3 unchanged; "))
        try FileManager.default.removeItem(atPath: store.path + "/renditions")
        let dry = try run("thumbnails", "--dry-run")
        #expect(dry.output.hasPrefix("dry run: 3 pictures: 3 renditions to make; "))
        #expect(try run("thumbnails", "--id", "default/1.png", "--missing").status == 0)
        try FileManager.default.removeItem(atPath: try store.object(of: "default/2.png"))
        let failing = try run("thumbnails")
        #expect(failing.status == 1)
        #expect(failing.output.hasPrefix("failed  default/2.png: its object "))
        #expect(
            failing.lines.last?.hasPrefix("3 pictures: 1 rendition made, 1 unchanged, 1 failed")
                == true)
        let after = try run("thumbnails")
        #expect(after.status == 0)
        #expect(after.output.contains("1 skipped (failed before; --all tries again)"))
        #expect(try store.renditions().count == whole.count - 1)
    }

    @Test("JSON is one object a line, with the run first and the summary last")
    func json() async throws {
        try await fill(2)
        let result = try run("thumbnails", "--all", "--json", "--quiet")
        #expect(result.objects.count == result.lines.count)
        #expect(
            result.objects.compactMap { $0["event"] as? String }
                == ["started", "made", "made", "summary"])
        #expect((result.objects[1]["recipes"] as? [String])?.first?.hasPrefix("thumb-") == true)
        #expect(result.objects[3]["made"] as? Int == 2)
        #expect(result.errors.isEmpty)
    }

    @Test("requests that contradict themselves are wrong usage")
    func usage() async throws {
        try await fill(1)
        for arguments in [
            ["--missing", "--all"], ["--prefix", "x"], ["--id", "a", "--bucket", "b"],
            ["--recipe", "nope"], ["--jobs", "0"], ["--since", "yesterday"],
        ] {
            let result = try runProgram(
                builtProgram("stillstore"),
                ["thumbnails", "--store", store.path] + arguments)
            #expect(result.status == 2, "\(arguments)")
        }
        #expect(try run("thumbnails", "--id", "default/none.png").status == 1)
        for box in ["0x5", "10", "20000x1"] {
            #expect(
                try run("render", "default/0.png", "--box", box, "-o", directory.path("x")).status
                    == 2)
        }
        #expect(
            try run(
                "render", "default/0.png", "--box", "9x9", "--quality", "0", "-o",
                directory.path("x")
            ).status == 2)
    }

    @Test("render says how large a box may be")
    func boxLimit() async throws {
        try await fill(1)
        for box in ["16384x9", "9x0", "wide", "9x9x9"] {
            let refused = try run(
                "render", "default/0.png", "--box", box, "-o", directory.path("x"))
            #expect(refused.status == 2)
            #expect(refused.errors.contains("each side has 1 to 16383 pixels"), "\(box)")
        }
        #expect(
            try run(
                "render", "default/0.png", "--box", "16383x16383", "-o", directory.path("x")
            ).status == 0)
    }

    @Test("render writes a file or standard output, and says what it wrote")
    func render() async throws {
        try await fill(1)
        let out = directory.path("out.webp")
        let result = try run(
            "render", "default/0.png", "--box", "24x24", "--format", "webp", "-o", out)
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("\(out): 24 x 16 WebP, "))
        #expect(Array(try bytes(of: out).prefix(4)) == Array("RIFF".utf8))
        let png = try run(
            "render", "default/0.png", "--box", "24x24", "--format", "png", "-o", "-", "--quiet")
        #expect(png.status == 0)
        #expect(png.errors.isEmpty)
        #expect(png.output.contains("PNG"))
    }

    // MARK: Death

    /// A store whose renditions are gone, and what they were.
    private func bereaved(_ name: String, _ whole: [String: [UInt8]]) throws -> TestStore {
        try FileManager.default.copyItem(atPath: store.path, toPath: directory.path(name))
        let copy = TestStore(at: directory.path(name))
        try FileManager.default.removeItem(atPath: copy.path + "/renditions")
        return copy
    }

    /// What was reported is whole, nothing partial is seen, and a further run completes.
    private func check(
        _ store: TestStore, _ whole: [String: [UInt8]], _ reported: [[String: Any]],
        _ context: Comment
    ) async throws {
        let there = try store.renditions()
        #expect(there.allSatisfy { whole[$0.key] == $0.value }, context)
        for item in reported {
            guard let digest = item["digest"] as? String else { continue }
            #expect(there.keys.contains { $0.contains(digest) }, context)
        }
        _ = try await store.thumbnails()
        #expect(try store.renditions() == whole, context)
        let broken = try await store.thumbnails { $0.selection = .broken }
        #expect(broken.summary.counts.unchanged == whole.count, context)
        #expect(files(below: store.path + "/staging").isEmpty, context)
        let library = try store.open()
        defer { library.close() }
        #expect(
            try !library.runs(before: nil, limit: 10).contains { $0.status == .running }, context)
    }

    @Test("killed at any disk call, what was reported is whole and a further run completes")
    func anyCall() async throws {
        try await fill(10)
        let whole = try store.renditions()
        let program = builtProgram("KillPoint")
        func arguments(_ store: TestStore, _ call: Int) -> [String] {
            [store.path, String(call), "thumbnails"]
        }
        let counted = try runProgram(program, arguments(try bereaved("counted", whole), 0))
        let calls = try #require(counted.objects.last?["calls"] as? Int)
        #expect(calls > 100)
        var random = SeededRandom(seed: 4)
        var kills = 0
        for attempt in 0..<60 where kills < 25 {
            let call = Int.random(in: 1...calls, using: &random)
            let store = try bereaved("store-\(attempt)", whole)
            let result = try runProgram(program, arguments(store, call))
            // Threads interleave differently each time: one of the last calls may not come.
            if result.status == -SIGKILL { kills += 1 }
            try await check(store, whole, result.objects, "killed at call \(call) of \(calls)")
        }
        #expect(kills == 25)
    }

    @Test("Ctrl-C ends a run after its batch with status 130, and the next goes on")
    func interrupt() async throws {
        try await fill(700)
        let whole = try store.renditions()
        let store = try bereaved("interrupted", whole)
        let result = try runProgram(
            builtProgram("stillstore"), ["thumbnails", "--json", "--store", store.path]
        ) { lines, process in
            if lines == 2 { kill(process, SIGINT) }
        }
        let summary = try #require(result.objects.last)
        #expect(summary["event"] as? String == "summary")
        let made = try #require(summary["made"] as? Int)
        // The signal may come when all is done already; what is said has to be true either way.
        #expect(result.status == (summary["interrupted"] as? Bool == true ? 130 : 0))
        #expect(try store.renditions().count == made)
        try await check(store, whole, result.objects, "interrupted after \(made)")
    }
}
