import Catalog
import Retrieval
import Testing

@testable import StillStoreCare
@testable import StillStoreCore
@testable import StillStoreRuns

@Suite("Whose turn it is") struct HostSchedulerTests {
    private let start: Int64 = 1_700_000_000_000

    private func scheduler(
        perHost: Int = 4, rates: [String: Double] = [:], failures: Int = 5
    ) -> Traffic {
        var breaker = CircuitBreaker.Rule()
        breaker.failures = failures
        return Traffic(
            HostScheduler(
                connections: 16, breaker: breaker, connectionsOf: { _ in perHost },
                rateOf: { rates[$0] })
        )
    }

    /// Expectations are written about what does not change.
    private final class Traffic {
        var own: HostScheduler

        init(_ own: HostScheduler) { self.own = own }

        func add(_ records: [RetrievalRecord]) { own.add(records, []) }
        func next(at now: Int64) -> RetrievalRecord? { own.next(at: now) }
        func nextTurn(at now: Int64) -> Int64? { own.nextTurn(at: now) }
        func end(_ transferred: TransferResult, _ now: Int64) -> HostScheduler.Ending {
            own.end(transferred, now)
        }
    }

    private func record(_ id: String, _ host: String) -> RetrievalRecord {
        RetrievalRecord(
            id: id, source: "http://\(host)/\(id)", host: host, targetBucket: host,
            targetPath: id, name: id, createdAt: start)
    }

    private func transferred(
        _ record: RetrievalRecord, _ error: RetrievalError? = nil, at time: Int64
    ) -> TransferResult {
        TransferResult(
            record: record, body: error.map { .failed($0) } ?? .unchanged, startedAt: time,
            milliseconds: 1, bytes: 0)
    }

    private func refusal(_ status: Int, after seconds: Double? = nil) -> RetrievalError {
        RetrievalError(.httpStatus, "", httpStatus: status, retryAfterSeconds: seconds)
    }

    @Test(
        "requests that a busy host refused wait again, behind the others, with a known time",
        arguments: [420, 429, 503, 509, 529])
    func again(_ status: Int) throws {
        let scheduler = scheduler()
        scheduler.add([record("a", "h"), record("b", "h")])
        let first = try #require(scheduler.next(at: start))
        #expect(
            scheduler.end(transferred(first, refusal(status), at: start), start)
                == .again(isNew: true))
        #expect(scheduler.next(at: start) == nil)
        #expect(scheduler.own.waitingCount == 2 && scheduler.own.activeCount == 0)
        let turn = try #require(scheduler.nextTurn(at: start))
        #expect(turn == start + 250)
        #expect(scheduler.next(at: turn)?.id == "b")
        #expect(scheduler.next(at: turn) == nil, "one at a time until it answers")
        #expect(scheduler.nextTurn(at: turn) == nil, "an ending comes first")
    }

    @Test("a host that refuses again and again is borne with a few times, then its assets fail")
    func gives() throws {
        let scheduler = scheduler(failures: 2)
        scheduler.add((0..<4).map { record("\($0)", "h") })
        var now = start
        var endings: [HostScheduler.Ending] = []
        while let turn = scheduler.nextTurn(at: now) {
            now = max(now, turn)
            guard let record = scheduler.next(at: now) else { break }
            endings.append(scheduler.end(transferred(record, refusal(503), at: now), now))
        }
        #expect(
            endings == [
                .again(isNew: true), .again(isNew: false), .again(isNew: false),
                .finished(openUntil: nil), .finished(openUntil: now + 60_000),
            ])
        #expect(scheduler.own.removeResting(at: now).count == 2)
    }

    @Test("a long pause is a later attempt; a short one is kept by the whole host")
    func retryAfter() throws {
        let scheduler = scheduler()
        scheduler.add([record("a", "h"), record("b", "h")])
        let first = try #require(scheduler.next(at: start))
        #expect(
            scheduler.end(transferred(first, refusal(429, after: 31), at: start), start)
                == .finished(openUntil: nil))
        let second = try #require(scheduler.next(at: scheduler.nextTurn(at: start)!))
        let now = start + 1000
        #expect(
            scheduler.end(transferred(second, refusal(403, after: 20), at: now), now)
                == .again(isNew: false))
        #expect(scheduler.nextTurn(at: now) == now + 20_000)
    }

    @Test("other failures, and one asset that is always refused, hold up no other")
    func others() throws {
        let scheduler = scheduler(perHost: 1)
        scheduler.add([record("bad", "h")] + (0..<50).map { record("\($0)", "h") })
        var now = start
        var finished: [String] = []
        while let turn = scheduler.nextTurn(at: now) {
            now = max(now, turn)
            let record = try #require(scheduler.next(at: now))
            let error = record.id == "bad" ? refusal(503) : nil
            if case .finished = scheduler.end(transferred(record, error, at: now), now) {
                finished.append(record.id)
            }
        }
        #expect(finished.count == 51)
        #expect(finished.last == "bad")
        #expect(now - start < 60_000)
        for error in [refusal(500), refusal(403), refusal(404), RetrievalError(.connect, "")] {
            scheduler.add([self.record("x", "other")])
            let next = try #require(scheduler.next(at: now))
            #expect(
                scheduler.end(transferred(next, error, at: now), now) == .finished(openUntil: nil))
        }
    }

    @Test("a rate that was set holds for each host by itself, also when its queue was empty")
    func rate() throws {
        let scheduler = scheduler(rates: ["h": 2])
        scheduler.add([record("a", "h"), record("b", "h"), record("c", "other")])
        #expect(scheduler.next(at: start)?.id == "a")
        #expect(scheduler.next(at: start)?.id == "c")
        #expect(scheduler.next(at: start) == nil)
        #expect(scheduler.nextTurn(at: start) == start + 500)
        #expect(scheduler.next(at: start + 500)?.id == "b")
        for id in ["a", "b"] {
            _ = scheduler.end(transferred(record(id, "h"), at: start), start + 500)
        }
        scheduler.add([record("d", "h")])
        #expect(scheduler.nextTurn(at: start + 500) == start + 1000)
    }
}
