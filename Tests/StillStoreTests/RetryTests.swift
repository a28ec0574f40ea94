import Catalog
import ContentStore
import Foundation
import Imaging
import Retrieval
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Retrying") struct RetryTests {
    let directory = TemporaryDirectory()
    let clock = TestClock()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func open() throws -> Library { try store.open { $0.clock = clock.clock() } }

    private func server(_ address: String = "127.0.0.1") throws -> FaultServer {
        try FaultServer(address: address) { testPicture($0) }
    }

    @Test("a passing failure is tried again when its time has come, not before")
    func due() async throws {
        let server = try server()
        let library = try open()
        defer { library.close() }
        let uri = server.url("status-502", 1, until: 1)
        let first = try await library.fetched([uri])
        let item = try #require(first.items.first)
        #expect(first.failures.first?.kind == .httpStatus)
        #expect(item.attempts == 1)
        #expect(item.nextAttempt == clock.now + 30_000, "the whole of the first wait")
        let early = try await library.retried()
        #expect(early.items.isEmpty)
        clock.pass(seconds: 31)
        let late = try await library.retried()
        #expect(late.items(.stored).map(\.assetID) == [item.assetID])
        #expect(late.items.first?.attempts == 2)
        let attempts = try library.details(item.assetID!).attempts
        #expect(attempts.map(\.httpStatus) == [502, nil])
    }

    @Test("Retry-After is believed, as seconds and as a date")
    func retryAfter() async throws {
        let server = try server()
        let library = try open()
        defer { library.close() }
        let uri = server.url("status-429", 1, parameters: "retry-after=120")
        let item = try #require(try await library.fetched([uri]).items.first)
        let wait = try #require(item.nextAttempt) - clock.now
        #expect((120_000...132_000).contains(wait))
    }

    @Test("a refusal that says when to come back is not for good", arguments: [202, 403, 413, 420])
    func comesBack(_ status: Int) async throws {
        let server = try server()
        let library = try open()
        defer { library.close() }
        let uris = [
            server.url("status-\(status)", 1, parameters: "retry-after=120"),
            server.url("status-\(status)", 2),
        ]
        let items = try await library.fetched(uris).items
        let told = try #require(items.first { $0.source == uris[0] })
        #expect((120_000...132_000).contains(try #require(told.nextAttempt) - clock.now))
        let untold = try #require(items.first { $0.source == uris[1] })
        #expect(untold.isPermanent == [403, 413].contains(status))
    }

    @Test("a host that refuses some requests is asked more slowly, and nothing fails")
    func slowed() async throws {
        let allowed = Mutex(5)
        let server = try LoopbackServer { request, connection in
            // Five at a time; whoever refuses gives the next a moment.
            let isAllowed = allowed.withLock { allowed in
                allowed -= 1
                if allowed < 0 { allowed = 5 }
                return allowed < 5
            }
            guard isAllowed else { return connection.respond(429) }
            ServedFile(testPicture(request.number)).respond(to: request, over: connection)
        }
        let library = try open()
        defer { library.close() }
        let report = try await library.fetched((0..<40).map { "\(server.url)/\($0).png" })
        #expect(report.items(.stored).count == 40)
        #expect(report.failures.isEmpty)
        #expect(report.items.allSatisfy { $0.attempts == 1 })
        let slowed = report.events.filter { if case .slowed = $0 { true } else { false } }
        #expect(slowed.count == 1, "said once")
        #expect(clock.secondsPassed > 1 && clock.secondsPassed < 60)
        #expect(try library.missing().restingHosts.isEmpty)
    }

    @Test("a rate that was asked for is kept, by the run or by the configuration")
    func rate() async throws {
        try store.configure(retrieval: #"{"requests_per_second": 4}"#)
        let server = try server()
        let library = try open()
        defer { library.close() }
        _ = try await library.fetched((0..<9).map { server.url("good", $0) })
        #expect((2...2.1).contains(clock.secondsPassed), "the first begins at once")
        _ = try await library.fetched((10..<21).map { server.url("good", $0) }) {
            $0.options.requestsPerSecond = 10
        }
        #expect((3...3.2).contains(clock.secondsPassed))
    }

    @Test("what will never be there is not asked for again, unless somebody wants it")
    func permanent() async throws {
        let server = try server()
        let library = try open()
        defer { library.close() }
        let uris = [403, 404, 410, 451].map { server.url("status-\($0)", $0, until: 1) }
        let report = try await library.fetched(uris)
        #expect(report.items.allSatisfy { $0.isPermanent && $0.nextAttempt == nil })
        clock.pass(seconds: 1_000_000)
        #expect(try await library.retried().items.isEmpty)
        #expect(try await library.retried { $0.filter.due = .transient }.items.isEmpty)
        let asked = try await library.retried { $0.filter.due = .all }
        #expect(asked.items(.stored).count == 4)
    }

    @Test("attempts are limited; --now tries again what was given up")
    func givenUp() async throws {
        try store.configure(retrieval: #"{"retry": {"502": {"attempts": 3}}}"#)
        let server = try server()
        let library = try open()
        defer { library.close() }
        let uri = server.url("status-502", 1, until: 3)
        let report = try await library.fetched([uri]) { $0.options.waits = true }
        #expect(report.items.map(\.attempts) == [1, 2, 3], "waiting goes on by itself")
        #expect(report.items.last?.nextAttempt == nil)
        #expect(report.items.last?.isPermanent == false)
        #expect(clock.secondsPassed == 90, "30 s and then 60 s")
        #expect(report.summary.counts.failed == 1, "one source, however often it was tried")
        #expect(try await library.retried().items.isEmpty)
        let now = try await library.retried { $0.filter.due = .transient }
        #expect(now.items(.stored).count == 1)
    }

    @Test("a retry may be limited to hosts, classes, buckets, ids, or a number")
    func filters() async throws {
        let (one, other) = (try server(), try server("127.0.0.2"))
        let library = try open()
        defer { library.close() }
        let uris =
            (0..<3).map { one.url("status-500", $0) } + (3..<6).map { other.url("refuse", $0) }
        let report = try await library.fetched(uris)
        #expect(report.failures.count == 6)
        func retried(_ change: (inout RetrievalFilter) -> Void) async throws -> Set<String> {
            let report = try await library.retried {
                $0.filter.due = .transient
                change(&$0.filter)
            }
            return Set(report.items.map(\.source))
        }
        #expect(try await retried { $0.hosts = ["127.0.0.2"] } == Set(uris[3...]))
        #expect(
            try await retried { $0.hosts = ["127.0.0.1:\(one.server.port)"] } == Set(uris[..<3]))
        #expect(try await retried { $0.errorKinds = [.connect] } == Set(uris[3...]))
        #expect(try await retried { $0.bucket = "127.0.0.1" } == Set(uris[..<3]))
        #expect(try await retried { $0.limit = 2 }.count == 2)
        #expect(try await retried { $0.before = 0 }.isEmpty)
        let id = try #require(report.items.first { $0.source == uris[4] }?.assetID)
        #expect(try await retried { $0.ids = [id] } == [uris[4]])
    }

    @Test("missing assets are reported: why, where, and until when")
    func missing() async throws {
        let server = try server()
        let library = try open()
        defer { library.close() }
        _ = try await library.fetched([
            server.url("status-404", 1), server.url("status-502", 2), server.url("status-502", 3),
        ])
        let groups = try library.missing().groups
        #expect(groups.map(\.count) == [2, 1])
        #expect(groups.map(\.httpStatus) == [502, 404])
        #expect(groups[0].nextAttempt == clock.now + 30_000)
        #expect(groups[1].isPermanent)
        #expect(groups.allSatisfy { $0.host == "127.0.0.1:\(server.server.port)" })
        var filter = AssetFilter()
        filter.status = .failed
        filter.bucket = "127.0.0.1"
        let listed = try library.list(filter, after: nil, limit: 10)
        #expect(listed.count == 3)
        #expect(listed.allSatisfy { $0.asset.retrieval.errorKind == .known(.httpStatus) })
    }

    @Test("a host that keeps failing rests while others go on, and is tried with one request")
    func rest() async throws {
        let (bad, good) = (try server(), try server("127.0.0.2"))
        try store.configure(
            retrieval: #"{"rest_failures": 3, "rest_seconds": 100, "connections_per_host": 1}"#)
        let library = try open()
        defer { library.close() }
        let failing = (0..<20).map { bad.url("status-502", $0, until: 1) }
        let report = try await library.fetched(failing + (50..<70).map { good.url("good", $0) })
        #expect(report.items(.stored).count == 20)
        #expect(report.failures.count == 3, "then it was left alone")
        #expect(bad.server.requests.count == 3)
        #expect(report.summary.untried == 17)
        let resting = try library.missing().restingHosts
        #expect(resting.map(\.host) == ["127.0.0.1:\(bad.server.port)"])
        #expect(try await library.retried().items.isEmpty, "it rests for other runs too")
        clock.pass(seconds: 101)
        let later = try await library.retried { $0.options.waits = true }
        #expect(later.items(.stored).count == 20)
        #expect(try library.statistics().assetsByStatus == ["completed": 40])
        #expect(try library.missing().restingHosts.isEmpty)
    }

    @Test("two runs at once never fetch the same asset")
    func together() async throws {
        let server = try server()
        let first = try store.open()
        let second = try store.open()
        defer {
            first.close()
            second.close()
        }
        let uris = (0..<120).map { server.url("good", $0) }
        _ = try await first.fetched(uris) { $0.enqueues = true }
        async let one = first.retried { $0.filter.limit = 80 }
        async let two = second.retried { $0.filter.limit = 80 }
        let reports = try await [one, two]
        let rest = try await first.retried()
        let stored = (reports + [rest]).flatMap { $0.items(.stored).map(\.source) }
        #expect(stored.count == 120)
        #expect(Set(stored) == Set(uris))
        let targets = server.server.requests.map(\.target)
        #expect(targets.count == 120, "each was asked for once")
        #expect(store.staged.isEmpty)
    }

    @Test("one run's requests are not claimed by another, and a dead run's are released")
    func ownership() async throws {
        let server = try server()
        let library = try open()
        defer { library.close() }
        let uris = (0..<10).map { server.url("good", $0) }
        _ = try await library.fetched(uris) { $0.enqueues = true }
        // As a run that was killed between asking and fetching leaves it.
        let dead = WallClock.system.makeID()
        _ = try library.catalog.write { writer in
            var filter = RetrievalFilter()
            filter.limit = 4
            return try writer.request(filter, run: dead, at: clock.now)
        }
        let living = WallClock.system.makeID()
        let staging = try StagingArea(in: library.directory, name: living)
        _ = try library.catalog.write { writer in
            var filter = RetrievalFilter()
            filter.limit = 3
            return try writer.request(filter, run: living, at: clock.now)
        }
        let retry = try await library.retried()
        #expect(retry.items(.stored).count == 7, "the dead one's four and the free three")
        let named = try await library.fetched(uris)
        #expect(named.items(.unchanged).count == 7)
        #expect(named.summary.counts.skipped == 3, "the living one's")
        staging.close()
        let rest = try await library.retried()
        #expect(rest.items(.stored).count == 3)
    }

    @Test("stopping leaves everything to be gone on with")
    func stopping() async throws {
        let server = try server()
        let library = try store.open()
        defer { library.close() }
        let stop = StopSignal()
        let uris = (0..<200).map { server.url("good", $0) } + [server.url("stall", 900)]
        let count = Mutex(0)
        let report = try await library.fetched(
            uris, stop: stop,
            onEvent: { event in
                guard case .received = event else { return }
                if count.withLock({
                    $0 += 1; return $0
                }) == 50 {
                    stop.request()
                }
            })
        #expect(report.summary.wasInterrupted)
        #expect(report.failures.isEmpty, "what was stopped has not failed")
        let statuses = try library.statistics().assetsByStatus
        #expect(statuses["retrieving"] == nil)
        #expect(statuses["pending"] == 201 - report.items(.stored).count)
        let rest = try await library.retried { $0.filter.limit = 10 }
        #expect(rest.items(.stored).count >= 9)
    }
}
