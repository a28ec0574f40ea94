import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Thousands of sources") struct ManySourcesTests {
    @Test("of which a third fail in mixed ways: every good one is stored, every bad one explained")
    func mixed() async throws {
        let directory = TemporaryDirectory()
        let store = TestStore(at: directory.path("store"))
        // Failing hosts are another test's matter.
        try store.configure(
            retrieval:
                #"{"slow_seconds": 1, "slow_bytes_per_second": 100000, "rest_failures": 1000000, "connections": 32, "connections_per_host": 32}"#
        )
        let clock = TestClock()
        let server = try FaultServer { testPicture($0) }
        let mixture = FaultMixture(server, count: 2000)

        func open() throws -> Library {
            try store.open {
                $0.clock = clock.clock()
                $0.limits.fileMiB = 1
            }
        }
        var library = try open()
        let list = try directory.write(mixture.list.utf8, to: "list")
        let first = try await library.fetched([]) {
            $0.sources = [.list(try! SourceList(FilePath(list)))]
            $0.options.allowedHosts = ["127.0.0.1"]
        }
        #expect(first.summary.counts.found == 2000)
        #expect(first.summary.untried == 0)
        // Fewer than all: libcurl itself asks again where a used connection was closed on it.
        #expect(first.summary.counts.failed > mixture.failing.count + mixture.passing.count / 2)
        library.close()
        for _ in 0..<4 {
            clock.pass(seconds: 100_000)
            library = try open()
            _ = try await library.retried()
            library.close()
        }
        let problems = try mixture.problems(store)
        #expect(problems == [], "\(problems.prefix(5))")
        // What may yet succeed is tried until it is given up; then nothing waits any more.
        library = try open()
        let waited = try await library.retried {
            $0.options.waits = true
            $0.filter.due = .ever
        }
        #expect(waited.summary.nextAttempt == nil)
        #expect(try library.missing().groups.allSatisfy { $0.nextAttempt == nil })
        library.close()
        #expect(store.staged.isEmpty)
    }
}
