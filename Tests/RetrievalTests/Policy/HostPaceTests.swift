import Retrieval
import TestSupport
import Testing

@Suite("How fast a host is asked") struct HostPaceTests {
    private let start: Int64 = 1_700_000_000_000

    @Test("nothing holds back a host that never refused, but for its connections")
    func free() {
        var pace = HostPace()
        for _ in 0..<100 {
            #expect(pace.mayStart(active: 3, limit: 4)! <= start)
            pace.start(at: start)
            pace.recordAnswer(startedAt: start, now: start)
        }
        #expect(pace.mayStart(active: 4, limit: 4) == nil)
        #expect(!pace.isSlowed)
    }

    @Test("a limit that somebody set spaces all requests")
    func limit() {
        var pace = HostPace(limit: 8)
        var times: [Int64] = []
        var now = start
        for _ in 0..<9 {
            now = max(now, pace.mayStart(active: 0, limit: 4)!)
            times.append(now - start)
            pace.start(at: now)
            pace.recordAnswer(startedAt: now, now: now)
        }
        #expect(times == [0, 125, 250, 375, 500, 625, 750, 875, 1000])
    }

    @Test("refusals in a row pause it longer and longer, one request at a time, until it answers")
    func pauses() {
        var pace = HostPace()
        var now = start
        for pause: Int64 in [250, 500, 1000, 1000] {
            pace.start(at: now)
            pace.refuse(startedAt: now, now: now, asking: nil)
            #expect(pace.mayStart(active: 0, limit: 4)! >= now + pause)
            #expect(pace.mayStart(active: 1, limit: 4) == nil)
            now = pace.mayStart(active: 0, limit: 4)!
        }
        #expect(pace.refusals == 4)
        pace.recordAnswer(startedAt: now, now: now)
        #expect(pace.refusals == 0)
        #expect(pace.isSlowed)
    }

    @Test("requests that were under way when it was slowed do not slow it again")
    func underWay() {
        var pace = HostPace()
        for _ in 0..<4 { pace.start(at: start) }
        pace.refuse(startedAt: start, now: start + 10, asking: nil)
        let once = pace
        for _ in 0..<3 { pace.refuse(startedAt: start + 10, now: start + 20, asking: nil) }
        #expect(pace == once)
        pace.refuse(startedAt: start + 11, now: start + 20, asking: nil)
        #expect(pace.refusals == 2)
    }

    @Test("a pause that the host asks for is kept")
    func asked() {
        var pace = HostPace()
        pace.refuse(startedAt: start, now: start, asking: 7)
        #expect(pace.mayStart(active: 0, limit: 4) == start + 7000)
        pace.refuse(startedAt: start, now: start, asking: 2)
        #expect(pace.mayStart(active: 0, limit: 4) == start + 7000, "the longer one counts")
    }

    @Test("fewer connections are used, and more again while it answers")
    func connections() {
        var pace = HostPace()
        pace.refuse(startedAt: start, now: start, asking: nil)
        pace.recordAnswer(startedAt: start, now: start)
        #expect(
            pace.mayStart(active: 1, limit: 8) != nil && pace.mayStart(active: 2, limit: 8) == nil)
        for _ in 0..<100 { pace.recordAnswer(startedAt: start, now: start) }
        #expect(pace.mayStart(active: 7, limit: 8) != nil)
    }

    @Test("a host that refuses a quarter of all requests at random is not asked ever more rarely")
    func random() {
        let seconds = (1...21).map { secondsOf400(refusedAtRandom: 4, seed: $0) }.sorted()
        // The pauses behind each refusal alone are 25 s and more.
        #expect(seconds[10] < 120)
    }

    private func secondsOf400(refusedAtRandom oneOf: UInt64, seed: UInt64) -> Double {
        var pace = HostPace()
        var now = start
        var random = SeededRandom(seed: seed)
        for _ in 0..<400 {
            now = max(now, pace.mayStart(active: 0, limit: 4)!)
            pace.start(at: now)
            let began = now
            now += 5
            if random.next() % oneOf == 0 {
                pace.refuse(startedAt: began, now: now, asking: nil)
            } else {
                pace.recordAnswer(startedAt: began, now: now)
            }
        }
        return Double(now - start) / 1000
    }

    /// A host that allows a number of requests a second, with a burst of a few more, as nginx's
    /// `limit_req` and most services count: how long it takes to bring 200 pictures from it.
    private func seconds(
        allowing perSecond: Double, burst: Double, latency: Int64, asking: Double? = nil
    ) -> Double {
        var pace = HostPace()
        var now = start
        var (tokens, counted) = (burst, start)
        var active: [(end: Int64, began: Int64, isAllowed: Bool)] = []
        var (waiting, here) = (200, 0)
        while here < 200 {
            while waiting > 0, let time = pace.mayStart(active: active.count, limit: 4), time <= now
            {
                pace.start(at: now)
                waiting -= 1
                tokens = min(burst, tokens + Double(now - counted) * perSecond / 1000)
                counted = now
                let isAllowed = tokens >= 1
                if isAllowed { tokens -= 1 }
                active.append((now + latency, now, isAllowed))
            }
            let ends = active.map(\.end).min() ?? .max
            let turn = waiting > 0 ? pace.mayStart(active: active.count, limit: 4) ?? .max : .max
            now = min(ends, turn)
            for done in active where done.end <= now {
                if done.isAllowed {
                    pace.recordAnswer(startedAt: done.began, now: now)
                    here += 1
                } else {
                    pace.refuse(startedAt: done.began, now: now, asking: asking)
                    waiting += 1
                }
            }
            active.removeAll { $0.end <= now }
            if now - start > 10_000_000 { return .infinity }
        }
        return Double(now - start) / 1000
    }

    @Test(
        "behind a limit all arrive in at most twice the time that the limit takes",
        arguments: [1.0, 2, 5, 10, 20, 40], [1.0, 5, 20])
    func limited(_ perSecond: Double, _ burst: Double) {
        for latency: Int64 in [1, 50] {
            let ideal = (200 - burst) / perSecond
            #expect(seconds(allowing: perSecond, burst: burst, latency: latency) < 2 * ideal)
        }
    }

    @Test(
        "also where each refusal says to come back in a second or two",
        arguments: [2.0, 5, 10, 20], [1.0, 2])
    func limitedAndAsked(_ perSecond: Double, _ asking: Double) {
        for burst in [1.0, 5, 20] {
            let ideal = (200 - burst) / perSecond
            let time = seconds(allowing: perSecond, burst: burst, latency: 1, asking: asking)
            #expect(time < 2 * ideal)
        }
    }
}
