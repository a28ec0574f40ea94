import Catalog
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing

@Suite("When the process is killed while it fetches") struct FetchKillTests {
    /// Kills a process after this many requests to the server.
    private final class Trigger: Sendable {
        private let state = Mutex((process: pid_t(0), request: Int.max))

        func arm(_ process: pid_t, at request: Int) {
            state.withLock { $0 = (process, request) }
        }

        func take(_ request: Int) {
            state.withLock { state in
                guard request >= state.request, state.process > 0 else { return }
                kill(state.process, SIGKILL)
                state.process = 0
            }
        }
    }

    @Test("at seeded moments, further runs bring every good source and explain every bad one")
    func requests() throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        try store.configure(
            retrieval: """
                {"rest_failures": 1000000, "allow_hosts": ["127.0.0.1"], "slow_seconds": 1,
                 "slow_bytes_per_second": 100000,
                 "retry": {"http-status": {"base_seconds": 0}, "truncated": {"base_seconds": 0},
                           "timeout": {"base_seconds": 0}, "connect": {"base_seconds": 0},
                           "checksum-mismatch": {"base_seconds": 0, "attempts": 8}}}
                """)
        let trigger = Trigger()
        let server = try FaultServer(
            picture: { testPicture($0) }, onRequest: { trigger.take($0) })
        let mixture = FaultMixture(server, count: Sweep.isDense ? 2000 : 500)
        let list = try directory.write(mixture.list.utf8, to: "list")
        var random = SeededRandom(seed: 20_261_121)
        let program = builtProgram("stillstore")
        let common = ["--store", store.path, "--json", "--max-file-size", "1"]
        var kills = 0
        var reported: Set<String> = []
        for attempt in 0..<12 {
            let before = server.server.requests.count
            let isKilled = attempt < 10
            let moment = before + Int.random(in: 1...(Sweep.isDense ? 400 : 100), using: &random)
            // The first run registers all of them; killed before that, it begins anew.
            let arguments =
                attempt < 3
                ? ["fetch", "--from", list] + common : ["retry", "--now"] + common
            let result = try runProgram(program, arguments) { lines, process in
                if lines == 1, isKilled { trigger.arm(process, at: moment) }
            }
            if result.status == -SIGKILL { kills += 1 }
            for item in result.objects {
                let event = item["event"] as? String
                guard event == "stored" || event == "duplicate" else { continue }
                let source = try #require(item["source"] as? String)
                #expect(reported.insert(source).inserted, "\(source) was stored twice")
            }
        }
        #expect(kills >= 6)
        let last = try runProgram(program, ["retry", "--now", "--wait"] + common)
        #expect(last.status != -SIGKILL)
        #expect(try mixture.problems(store) == [])
    }
}
