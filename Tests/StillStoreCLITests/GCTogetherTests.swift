import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Processes at once") struct GCTogetherTests {
    private let directory = TemporaryDirectory()
    private var store: TestStore { TestStore(at: directory.path("store")) }

    private func run(_ arguments: [String], input: Data? = nil) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments + ["--store", directory.path("store")],
            input: input)
    }

    /// Ingests, looks at all that was reported, deletes some, and begins anew. Only this one
    /// deletes in its bucket, so that all that it heard of must be there.
    private func write(_ bucket: String, rounds: Int, seed: UInt64) throws -> [String] {
        var random = SeededRandom(seed: seed)
        var problems: [String] = []
        for round in 0..<rounds {
            let ingest = try run([
                "ingest", directory.path(bucket), "--bucket", bucket, "--json", "--quiet",
            ])
            if ingest.status != 0 {
                problems.append("\(bucket) \(round): status \(ingest.status) \(ingest.errors)")
            }
            var paths: [String] = []
            for item in ingest.objects {
                guard let digest = item["digest"] as? String, let path = item["path"] as? String
                else { continue }
                paths.append(path)
                let shown = try? bytes(of: store.path + "/buckets/\(bucket)/\(path)")
                if shown?.withUnsafeBytes({ Digest.of($0) }).hex != digest {
                    problems.append("\(bucket) \(round): \(item["event"] ?? "") \(path) is lost")
                }
            }
            if paths.count != 40 { problems.append("\(bucket) \(round): \(paths.count) items") }
            if round == rounds - 1 { break }
            let gone = paths.shuffled(using: &random).prefix(30)
            let list = gone.map { bucket + "/" + $0 }.joined(separator: "\n")
            let delete = try run(["delete", "--from", "-", "--quiet"], input: Data(list.utf8))
            if delete.status != 0 {
                problems.append("\(bucket) \(round): \(delete.status) \(delete.errors)")
            }
        }
        return problems
    }

    /// Collects without a pause; returns how often, how much, and what failed.
    private func runGC(while writers: Writers) throws -> (Int, Int, [String]) {
        var (runs, items) = (0, 0)
        var failures: [String] = []
        while writers.areWriting {
            let gc = try run(["gc", "--apply", "--grace", "0s", "--json", "--quiet"])
            if gc.status != 0 { failures.append(gc.errors) }
            runs += 1
            items += gc.objects.last?["count"] as? Int ?? 0
        }
        return (runs, items, failures)
    }

    @Test(
        "two that ingest and delete beside one that collects lose nothing", .timeLimit(.minutes(5)))
    func ingestsBesideGC() async throws {
        for index in 0..<40 {
            // Half of each is the same bytes; sometimes under the same name.
            try directory.write(testPicture(index), to: "one/\(index % 3)/\(index).png")
            try directory.write(testPicture(index + 20), to: "two/\(index % 3)/\(index).png")
        }
        try store.open().close()
        let writers = Writers(2)
        async let one = onThread { [self] in
            defer { writers.end() }
            return try write("one", rounds: 8, seed: 1)
        }
        async let two = onThread { [self] in
            defer { writers.end() }
            return try write("two", rounds: 8, seed: 2)
        }
        async let collecting = onThread { [self] in try runGC(while: writers) }
        let problems = try await one + two
        let (runs, collected, failures) = try await collecting
        #expect(failures == [])
        #expect(problems == [])
        #expect(runs > 1)
        #expect(collected > 0, "it had something to do while they wrote")
        #expect(try store.problems() == [])
        #expect(try store.assets().count == 80)
        let last = try run(["gc", "--apply", "--grace", "0s"])
        #expect(last.status == 0)
        #expect(try store.problems() == [])
        #expect(files(below: store.path + "/objects").count == 60)
        #expect(files(below: store.path + "/staging").isEmpty)
    }
}

/// How many still write.
private final class Writers: Sendable {
    private let count: Mutex<Int>

    init(_ count: Int) { self.count = Mutex(count) }

    func end() { count.withLock { $0 -= 1 } }
    var areWriting: Bool { count.withLock { $0 > 0 } }
}

/// Runs what waits for processes on a thread of its own.
private func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result(catching: body)) }.start()
    }
}
