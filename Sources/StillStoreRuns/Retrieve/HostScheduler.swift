import Catalog
import Retrieval
import StillStoreCore

/// Schedules the requests of a run: for each host, who waits, how many transfers are under way, its
/// pace and its circuit breaker. Arithmetic only; the clock is passed in.
struct HostScheduler {
    private struct Lane {
        var waiting: [RetrievalRecord] = []
        var active = 0
        var breaker = CircuitBreaker()
        var pace: HostPace
        /// How often the host refused each of them in this run because of too many requests.
        var refused: [String: Int] = [:]
    }

    /// What happens with an asset after its transfer.
    enum Ending: Equatable {
        /// It is finished. The time is set if its host's circuit breaker has just opened.
        case finished(openUntil: Int64?)
        /// It waits again, because its host gets too many requests.
        /// - Parameter isNew: the host was not known to be slowed.
        case again(isNew: Bool)
    }

    private let limit: (String) -> Int
    private let rate: (String) -> Double?
    private let total: Int
    private let rule: CircuitBreaker.Rule
    private var lanes: [String: Lane] = [:]
    /// The order in which hosts are served.
    private var turns: [String] = []
    private var changed: Set<String> = []
    private(set) var activeCount = 0
    private(set) var waitingCount = 0

    init(_ setup: RetrievalSetup) {
        let (settings, hosts) = (setup.settings, setup.settings.knownHosts)
        let (own, rate) = (setup.connectionsPerHost, setup.requestsPerSecond)
        self.init(
            connections: setup.connections, breaker: settings.breaker,
            connectionsOf: { own ?? settings.connections(of: $0, hosts) },
            rateOf: { rate ?? settings.requestsPerSecond(of: $0, hosts) })
    }

    /// - Parameters:
    ///   - connections: in total; `connectionsOf` of one host.
    ///   - rateOf: requests a second; nil for no limit.
    init(
        connections: Int, breaker: CircuitBreaker.Rule,
        connectionsOf limit: @escaping (String) -> Int,
        rateOf rate: @escaping (String) -> Double?
    ) {
        (self.limit, self.rate) = (limit, rate)
        total = connections
        rule = breaker
    }

    /// How many assets a run claims, of one host and in total: enough that connections need not
    /// wait for the catalogue, few enough that a slow host does not block others.
    private static let heldPerHost = 256
    private static let held = 2048

    /// How much a claim may take.
    func room(at now: Int64) -> ClaimRoom {
        var room = ClaimRoom(
            perHost: HostScheduler.heldPerHost, total: max(0, HostScheduler.held - waitingCount))
        for (host, lane) in lanes {
            if lane.breaker.isOpen(at: now) {
                room.hosts[host] = 0
            } else if !lane.waiting.isEmpty || lane.active > 0 {
                room.hosts[host] = max(0, room.perHost - lane.waiting.count - lane.active)
            }
        }
        return room
    }

    /// Whether connections are about to be idle because too little is claimed.
    func wantsMore(at now: Int64) -> Bool {
        waitingCount < HostScheduler.heldPerHost / 2 || activeCount < total && !hasNext(at: now)
    }

    /// Whether a host's queue is now so short that more of it should be claimed.
    func isLow(_ host: String) -> Bool {
        let count = lanes[host]?.waiting.count ?? 0
        return count == 0 || count == HostScheduler.heldPerHost / 2
    }

    private func hasNext(at now: Int64) -> Bool {
        turns.contains { host in lanes[host].map { mayStart($0, host, now) } ?? false }
    }

    private func mayStart(_ lane: Lane, _ host: String, _ now: Int64) -> Bool {
        nextStart(lane, host, now).map { $0 <= now } ?? false
    }

    /// Nil if nothing waits, or if something else must happen first.
    private func nextStart(_ lane: Lane, _ host: String, _ now: Int64) -> Int64? {
        guard !lane.waiting.isEmpty, !lane.breaker.isOpen(at: now) else { return nil }
        return lane.pace.mayStart(
            active: lane.active, limit: lane.breaker.isHalfOpen ? 1 : limit(host))
    }

    /// When the first of the hosts may be asked whose pace is why it is not asked now.
    func nextTurn(at now: Int64) -> Int64? {
        guard activeCount < total else { return nil }
        return lanes.compactMap { nextStart($1, $0, now) }.min()
    }

    /// - Parameter states: the circuit breakers of hosts that may not be known here yet.
    mutating func add(_ records: [RetrievalRecord], _ states: [HostRecord]) {
        for record in records {
            if lanes[record.host] == nil {
                lanes[record.host] = Lane(pace: HostPace(limit: rate(record.host)))
                turns.append(record.host)
            }
            lanes[record.host]!.waiting.append(record)
        }
        waitingCount += records.count
        for state in states where lanes[state.host]?.breaker == CircuitBreaker() {
            lanes[state.host]?.breaker.failures = state.failures
            lanes[state.host]?.breaker.opens = state.opens
            lanes[state.host]?.breaker.openUntil = state.openUntil
        }
    }

    /// The next asset to fetch: hosts take turns.
    mutating func next(at now: Int64) -> RetrievalRecord? {
        for position in turns.indices {
            let host = turns[position]
            guard var lane = lanes[host], mayStart(lane, host, now) else { continue }
            let record = lane.waiting.removeFirst()
            lane.active += 1
            lane.pace.start(at: now)
            lanes[host] = lane
            activeCount += 1
            waitingCount -= 1
            turns.append(turns.remove(at: position))
            return record
        }
        return nil
    }

    /// If a host asks for a longer pause its circuit breaker opens, or its assets are tried later.
    private static let longestPauseSeconds = 30.0
    /// How many refusals in a row by a host, and of one asset, a run tolerates.
    private static let refusalsInARow = 3, refusalsOfOne = 10

    /// A transfer has ended.
    mutating func end(_ transferred: TransferResult, _ now: Int64) -> Ending {
        let record = transferred.record
        let host = record.host
        guard var lane = lanes[host] else { return .finished(openUntil: nil) }
        lane.active -= 1
        activeCount -= 1
        let before = lane.breaker
        if case .failed(let error) = transferred.body, error.isAboutTheRate {
            let (isNew, asked) = (!lane.pace.isSlowed, error.retryAfterSeconds)
            let isShort = asked ?? 0 <= HostScheduler.longestPauseSeconds
            lane.pace.refuse(
                startedAt: transferred.startedAt, now: now, asking: isShort ? asked : nil)
            let count = lane.refused[record.id, default: 0] + 1
            if isShort, !lane.breaker.isHalfOpen, !lane.breaker.isOpen(at: now),
                lane.pace.refusals <= HostScheduler.refusalsInARow,
                count <= HostScheduler.refusalsOfOne
            {
                // At the end of the queue: an asset that is always refused blocks no other.
                lane.refused[record.id] = count
                lane.waiting.append(record)
                waitingCount += 1
                lanes[host] = lane
                return .again(isNew: isNew)
            }
        } else {
            lane.pace.recordAnswer(startedAt: transferred.startedAt, now: now)
        }
        lane.refused[record.id] = nil
        switch transferred.body {
        case .failed(let error) where error.kind == .stopped: break
        case .failed(let error): lane.breaker.record(error, rule, now: now)
        case .staged, .unchanged: lane.breaker.record(nil, rule, now: now)
        }
        if lane.breaker != before { changed.insert(host) }
        lanes[host] = lane
        if lane.waiting.isEmpty, lane.active == 0, lane.breaker == CircuitBreaker(),
            !changed.contains(host), !lane.pace.isSlowed, rate(host) == nil
        {
            // A run may have very many hosts.
            lanes[host] = nil
            turns.removeAll { $0 == host }
        }
        guard !before.isOpen(at: now), lane.breaker.isOpen(at: now) else {
            return .finished(openUntil: nil)
        }
        return .finished(openUntil: lane.breaker.openUntil)
    }

    /// Assets of hosts that are not asked for now: their claims can be released.
    mutating func removeResting(at now: Int64) -> [RetrievalRecord] {
        remove { $0.breaker.isOpen(at: now) }
    }

    mutating func removeWaiting() -> [RetrievalRecord] { remove { _ in true } }

    private mutating func remove(_ isGone: (Lane) -> Bool) -> [RetrievalRecord] {
        var removed: [RetrievalRecord] = []
        for (host, lane) in lanes where !lane.waiting.isEmpty && isGone(lane) {
            removed += lane.waiting
            lanes[host]!.waiting = []
            lanes[host]!.refused = [:]
        }
        waitingCount -= removed.count
        return removed
    }

    /// The hosts whose circuit breakers are to be recorded.
    mutating func removeChanged() -> [HostRecord] {
        defer { changed = [] }
        return changed.compactMap { host in
            lanes[host].map { lane in
                HostRecord(
                    host: host, failures: lane.breaker.failures, opens: lane.breaker.opens,
                    openUntil: lane.breaker.openUntil)
            }
        }
    }
}
