import Catalog
import Retrieval
import Testing

@testable import StillStore

@Suite("Whose turn it is") struct HostTrafficTests {
    private let start: Int64 = 1_700_000_000_000

    private func traffic(
        perHost: Int = 4, rates: [String: Double] = [:], failures: Int = 5
    ) -> Traffic {
        var rest = HostRest.Rule()
        rest.failures = failures
        return Traffic(
            HostTraffic(
                connections: 16, rest: rest, connectionsOf: { _ in perHost }, rateOf: { rates[$0] })
        )
    }

    /// Expectations are written about what does not change.
    private final class Traffic {
        var own: HostTraffic

        init(_ own: HostTraffic) { self.own = own }

        func add(_ records: [RetrievalRecord]) { own.add(records, []) }
        func next(at now: Int64) -> RetrievalRecord? { own.next(at: now) }
        func nextTurn(at now: Int64) -> Int64? { own.nextTurn(at: now) }
        func end(_ transferred: Transferred, _ now: Int64) -> HostTraffic.Ending {
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
    ) -> Transferred {
        Transferred(
            record: record, body: error.map { .failed($0) } ?? .unchanged, startedAt: time,
            milliseconds: 1, bytes: 0)
    }

    private func refusal(_ status: Int, after seconds: Double? = nil) -> RetrievalError {
        RetrievalError(.httpStatus, "", httpStatus: status, retryAfterSeconds: seconds)
    }

    @Test(
        "what a busy host refused waits again, behind the others, and its turn is known",
        arguments: [420, 429, 503, 509, 529])
    func again(_ status: Int) throws {
        let traffic = traffic()
        traffic.add([record("a", "h"), record("b", "h")])
        let first = try #require(traffic.next(at: start))
        #expect(
            traffic.end(transferred(first, refusal(status), at: start), start)
                == .again(isNew: true))
        #expect(traffic.next(at: start) == nil)
        #expect(traffic.own.waitingCount == 2 && traffic.own.activeCount == 0)
        let turn = try #require(traffic.nextTurn(at: start))
        #expect(turn == start + 250)
        #expect(traffic.next(at: turn)?.id == "b")
        #expect(traffic.next(at: turn) == nil, "one at a time until it answers")
        #expect(traffic.nextTurn(at: turn) == nil, "an ending comes first")
    }

    @Test("a host that refuses again and again is borne with a few times, then its assets fail")
    func gives() throws {
        let traffic = traffic(failures: 2)
        traffic.add((0..<4).map { record("\($0)", "h") })
        var now = start
        var endings: [HostTraffic.Ending] = []
        while let turn = traffic.nextTurn(at: now) {
            now = max(now, turn)
            guard let record = traffic.next(at: now) else { break }
            endings.append(traffic.end(transferred(record, refusal(503), at: now), now))
        }
        #expect(
            endings == [
                .again(isNew: true), .again(isNew: false), .again(isNew: false),
                .settled(restsUntil: nil), .settled(restsUntil: now + 60_000),
            ])
        #expect(traffic.own.removeResting(at: now).count == 2)
    }

    @Test("a long pause is a later attempt; a short one is kept by the whole host")
    func retryAfter() throws {
        let traffic = traffic()
        traffic.add([record("a", "h"), record("b", "h")])
        let first = try #require(traffic.next(at: start))
        #expect(
            traffic.end(transferred(first, refusal(429, after: 31), at: start), start)
                == .settled(restsUntil: nil))
        let second = try #require(traffic.next(at: traffic.nextTurn(at: start)!))
        let now = start + 1000
        #expect(
            traffic.end(transferred(second, refusal(403, after: 20), at: now), now)
                == .again(isNew: false))
        #expect(traffic.nextTurn(at: now) == now + 20_000)
    }

    @Test("other failures, and one asset that is refused for ever, hold up none")
    func others() throws {
        let traffic = traffic(perHost: 1)
        traffic.add([record("bad", "h")] + (0..<50).map { record("\($0)", "h") })
        var now = start
        var settled: [String] = []
        while let turn = traffic.nextTurn(at: now) {
            now = max(now, turn)
            let record = try #require(traffic.next(at: now))
            let error = record.id == "bad" ? refusal(503) : nil
            if case .settled = traffic.end(transferred(record, error, at: now), now) {
                settled.append(record.id)
            }
        }
        #expect(settled.count == 51)
        #expect(settled.last == "bad")
        #expect(now - start < 60_000)
        for error in [refusal(500), refusal(403), refusal(404), RetrievalError(.connect, "")] {
            traffic.add([self.record("x", "other")])
            let next = try #require(traffic.next(at: now))
            #expect(
                traffic.end(transferred(next, error, at: now), now) == .settled(restsUntil: nil))
        }
    }

    @Test("a rate that was set holds for each host by itself, also when its queue was empty")
    func rate() throws {
        let traffic = traffic(rates: ["h": 2])
        traffic.add([record("a", "h"), record("b", "h"), record("c", "other")])
        #expect(traffic.next(at: start)?.id == "a")
        #expect(traffic.next(at: start)?.id == "c")
        #expect(traffic.next(at: start) == nil)
        #expect(traffic.nextTurn(at: start) == start + 500)
        #expect(traffic.next(at: start + 500)?.id == "b")
        for id in ["a", "b"] {
            _ = traffic.end(transferred(record(id, "h"), at: start), start + 500)
        }
        traffic.add([record("d", "h")])
        #expect(traffic.nextTurn(at: start + 500) == start + 1000)
    }
}
