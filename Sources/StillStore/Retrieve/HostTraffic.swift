import Catalog
import Retrieval

/// What is going on with each host of a run: who waits, how many are under way, and whether the
/// host is rested. Arithmetic only.
struct HostTraffic {
    private struct Lane {
        var waiting: [RetrievalRecord] = []
        var active = 0
        var rest = HostRest()
    }

    private let limit: (String) -> Int
    private let total: Int
    private let rule: HostRest.Rule
    private var lanes: [String: Lane] = [:]
    /// The order in which hosts get their turn.
    private var turns: [String] = []
    private var changed: Set<String> = []
    private(set) var activeCount = 0
    private(set) var waitingCount = 0

    init(_ setup: RetrievalSetup) {
        let settings = setup.settings
        let own = setup.connectionsPerHost
        limit = { host in own ?? settings.connections(of: host) }
        total = setup.connections
        rule = settings.rest
    }

    /// Held by a run, of one host and in all: enough that connections need not wait for the
    /// catalogue, few enough that a slow host keeps nothing from others.
    private static let heldPerHost = 256
    private static let held = 2048

    /// What a claim may take.
    func room(at now: Int64) -> ClaimRoom {
        var room = ClaimRoom(
            perHost: HostTraffic.heldPerHost, total: max(0, HostTraffic.held - waitingCount))
        for (host, lane) in lanes {
            if lane.rest.isResting(at: now) {
                room.hosts[host] = 0
            } else if !lane.waiting.isEmpty || lane.active > 0 {
                room.hosts[host] = max(0, room.perHost - lane.waiting.count - lane.active)
            }
        }
        return room
    }

    /// Whether connections are about to be idle for want of assets.
    func wantsMore(at now: Int64) -> Bool {
        waitingCount < HostTraffic.heldPerHost / 2 || activeCount < total && !hasNext(at: now)
    }

    /// Whether a host's queue has just come down to where more of it should be claimed.
    func isLow(_ host: String) -> Bool {
        let count = lanes[host]?.waiting.count ?? 0
        return count == 0 || count == HostTraffic.heldPerHost / 2
    }

    private func hasNext(at now: Int64) -> Bool {
        turns.contains { host in lanes[host].map { mayStart($0, host, now) } ?? false }
    }

    private func mayStart(_ lane: Lane, _ host: String, _ now: Int64) -> Bool {
        !lane.waiting.isEmpty && !lane.rest.isResting(at: now)
            && lane.active < (lane.rest.isOnTrial ? 1 : limit(host))
    }

    /// - Parameter states: how hosts that may not be known here yet have behaved.
    mutating func add(_ records: [RetrievalRecord], _ states: [HostRecord]) {
        for record in records {
            if lanes[record.host] == nil {
                lanes[record.host] = Lane()
                turns.append(record.host)
            }
            lanes[record.host]!.waiting.append(record)
        }
        waitingCount += records.count
        for state in states where lanes[state.host]?.rest == HostRest() {
            lanes[state.host]?.rest.failures = state.failures
            lanes[state.host]?.rest.rests = state.rests
            lanes[state.host]?.rest.restsUntil = state.restsUntil
        }
    }

    /// The next asset to fetch: hosts take turns.
    mutating func next(at now: Int64) -> RetrievalRecord? {
        for position in turns.indices {
            let host = turns[position]
            guard var lane = lanes[host], mayStart(lane, host, now) else { continue }
            let record = lane.waiting.removeFirst()
            lane.active += 1
            lanes[host] = lane
            activeCount += 1
            waitingCount -= 1
            turns.append(turns.remove(at: position))
            return record
        }
        return nil
    }

    /// A transfer is over. Answers until when its host rests, if it was sent to rest just now.
    mutating func end(_ transferred: Transferred, _ now: Int64) -> Int64? {
        let host = transferred.record.host
        guard var lane = lanes[host] else { return nil }
        lane.active -= 1
        activeCount -= 1
        let before = lane.rest
        switch transferred.body {
        case .failed(let error) where error.kind == .stopped: break
        case .failed(let error): lane.rest.note(error, rule, now: now)
        case .staged, .unchanged: lane.rest.note(nil, rule, now: now)
        }
        if lane.rest != before { changed.insert(host) }
        lanes[host] = lane
        if lane.waiting.isEmpty, lane.active == 0, lane.rest == HostRest(), !changed.contains(host)
        {
            // Runs may see very many hosts.
            lanes[host] = nil
            turns.removeAll { $0 == host }
        }
        guard !before.isResting(at: now), lane.rest.isResting(at: now) else { return nil }
        return lane.rest.restsUntil
    }

    /// Those that wait for a resting host: they need not be held meanwhile.
    mutating func removeResting(at now: Int64) -> [RetrievalRecord] {
        remove { $0.rest.isResting(at: now) }
    }

    mutating func removeWaiting() -> [RetrievalRecord] { remove { _ in true } }

    private mutating func remove(_ isGone: (Lane) -> Bool) -> [RetrievalRecord] {
        var removed: [RetrievalRecord] = []
        for (host, lane) in lanes where !lane.waiting.isEmpty && isGone(lane) {
            removed += lane.waiting
            lanes[host]!.waiting = []
        }
        waitingCount -= removed.count
        return removed
    }

    /// The hosts whose state is to be recorded.
    mutating func takeChanged() -> [HostRecord] {
        defer { changed = [] }
        return changed.compactMap { host in
            lanes[host].map { lane in
                HostRecord(
                    host: host, failures: lane.rest.failures, rests: lane.rest.rests,
                    restsUntil: lane.rest.restsUntil)
            }
        }
    }
}
