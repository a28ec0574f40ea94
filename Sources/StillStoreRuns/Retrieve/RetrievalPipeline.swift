import Catalog
import ContentStore
import Retrieval
import StillStoreCore
import Values

/// Runs a retrieval: assets are claimed, transferred, examined by the workers and committed in
/// batches, within the limits of connections for each host; a host that keeps failing is not asked.
actor RetrievalPipeline {
    private let library: Library
    private let session: RunSession
    private let fetch: FetchSource
    private let prepare: PrepareRetrieved
    private let commit: CommitRetrievals
    private let transfers: BlockingPool
    private let connections: Int
    private let waits: Bool
    private let stop: StopSignal
    private let report: @Sendable (RetrievalEvent) -> Void

    /// The store failed: transfers under way are useless.
    private let hasFailed = AtomicFlag()

    private var hosts: HostScheduler
    private var batch: [RetrievedItem] = []
    private var batchBytes: Int64 = 0
    private var counts: RunCounts
    private var isCommitting = false
    private var cursor = ""
    /// Being examined by a worker.
    private var preparing = 0
    /// When a host with a pace may be asked next, if something waits for it.
    private var turn: Int64?
    private var hasTimer = false
    private var isOverdue = false
    private var isClaiming = false
    /// The last claim found nothing; a commit or time may change that.
    private var isExhausted = false

    private static let batchByteLimit: Int64 = 256 << 20
    private static let batchSeconds = 1.0

    init(
        _ library: Library, _ session: RunSession, _ setup: RetrievalSetup, counts: RunCounts,
        _ transfers: BlockingPool, _ stop: StopSignal,
        report: @escaping @Sendable (RetrievalEvent) -> Void
    ) {
        self.library = library
        self.session = session
        self.stop = stop
        self.report = report
        self.counts = counts
        self.transfers = transfers
        connections = setup.connections
        waits = setup.waits
        fetch = FetchSource(
            library: library, staging: session.staging, clients: setup.clients,
            addresses: setup.addresses,
            isStopped: { [hasFailed] in stop.isRequested || hasFailed.isSet },
            expected: { report(.expected($0)) }, received: { report(.received($0)) })
        prepare = PrepareRetrieved(library: library, staging: session.staging)
        commit = CommitRetrievals(
            library, session, setup.settings.policy, keepsRequests: setup.waits)
        hosts = HostScheduler(setup)
    }

    private enum Event: Sendable {
        case claimed(Claim)
        case transferred(TransferResult)
        case prepared(RetrievedItem)
        case committed(RunCounts)
        case time
        /// The timer of a host with a pace.
        case turn(Int64)
    }

    private struct Claim: Sendable {
        let records: [RetrievalRecord]
        let hosts: [HostRecord]
        let cursor: String
    }

    /// Runs until nothing that was requested is left to do now, or `stop` is requested.
    func run() async throws -> RunCounts {
        do {
            try await withThrowingTaskGroup(of: Event.self) { group in
                do {
                    try await work(&group)
                } catch {
                    hasFailed.set()
                    await salvage(&group)
                    throw error
                }
                group.cancelAll()
                while try await group.next() != nil {}
            }
        } catch {
            // Whole items are committed, as far as the store still works.
            let (items, changed) = (batch, hosts.removeChanged())
            _ = try? await library.committer.run { [commit, counts, report] in
                let finished = try commit.commit(items, changed, counts)
                for item in finished.items { report(.item(item)) }
            }
            throw error
        }
        return counts
    }

    /// Waits for transfers under way, and commits their results.
    private func salvage(_ group: inout ThrowingTaskGroup<Event, any Error>) async {
        while let result = await group.nextResult() {
            switch result {
            case .success(.committed(let after)): counts = after
            case .success(.prepared(let item)): batch.append(item)
            case .success, .failure: break
            }
        }
    }

    /// Ends when nothing is under way, nothing was found to claim since the last commit and, if the
    /// run waits, nothing will be due: every turn starts something, awaits an event, or ends.
    private func work(_ group: inout ThrowingTaskGroup<Event, any Error>) async throws {
        while true {
            if stop.isRequested { release(hosts.removeWaiting()) }
            start(&group)
            awaitTurn(&group)
            claimIfWanted(&group)
            let isIdle = hosts.activeCount + preparing == 0 && !isClaiming && turn == nil
            commitIfDue(&group, atOnce: isIdle)
            if !isIdle || isCommitting {
                if let event = try await group.next() { handle(event, &group) }
                continue
            }
            // Everything is finished; what failed may be due again.
            if stop.isRequested { return }
            guard isExhausted else { continue }
            guard try await waitForMore() else { return }
            isExhausted = false
        }
    }

    /// Claims more of what was requested, a few rows of each host that has room, while transfers go
    /// on.
    private func claimIfWanted(_ group: inout ThrowingTaskGroup<Event, any Error>) {
        let now = library.clock.now()
        guard !stop.isRequested, !isClaiming, !isExhausted, hosts.wantsMore(at: now),
            batch.count < library.batchItems * 4
        else { return }
        let (room, run, before) = (hosts.room(at: now), session.id, cursor)
        isClaiming = true
        group.addTask { [library] in
            let claim = try await library.scanner.run {
                try library.catalog.write { writer in
                    var cursor = before
                    let records = try writer.claim(
                        run: run, room: room, now: now, cursor: &cursor)
                    let hosts = try Set(records.map(\.host)).compactMap {
                        try writer.reader.host($0)
                    }
                    return Claim(records: records, hosts: hosts, cursor: cursor)
                }
            }
            return .claimed(claim)
        }
    }

    /// Starts as many transfers as there is room for.
    private func start(_ group: inout ThrowingTaskGroup<Event, any Error>) {
        let now = library.clock.now()
        release(hosts.removeResting(at: now))
        // Items that are not committed yet are limited too.
        while !stop.isRequested, hosts.activeCount < connections,
            preparing < library.jobs * 4, batch.count < library.batchItems * 4,
            let record = hosts.next(at: now)
        {
            group.addTask { [transfers, fetch] in
                .transferred(try await transfers.run { fetch.fetch(record) })
            }
        }
    }

    /// Wakes the run when the first host with a pace may be asked again.
    private func awaitTurn(_ group: inout ThrowingTaskGroup<Event, any Error>) {
        let now = library.clock.now()
        guard !stop.isRequested, let next = hosts.nextTurn(at: now), next > now,
            turn.map({ next < $0 }) ?? true
        else { return }
        turn = next
        group.addTask { [library, stop, hasFailed] in
            await library.clock.wait(next) { stop.isRequested || hasFailed.isSet }
            return .turn(next)
        }
    }

    private func handle(_ event: Event, _ group: inout ThrowingTaskGroup<Event, any Error>) {
        switch event {
        case .claimed(let claim):
            isClaiming = false
            cursor = claim.cursor
            hosts.add(claim.records, claim.hosts)
            isExhausted = claim.records.isEmpty
        case .time:
            hasTimer = false
            isOverdue = true
        case .turn(let time):
            if turn == time { turn = nil }
        case .transferred(let transferred):
            switch hosts.end(transferred, library.clock.now()) {
            case .again(let isNew):
                if isNew { report(.slowed(host: transferred.record.host)) }
                return
            case .finished(let until?):
                report(.resting(host: transferred.record.host, until: until))
            case .finished(nil): break
            }
            if hosts.isLow(transferred.record.host) { isExhausted = false }
            preparing += 1
            group.addTask { [library, prepare] in
                .prepared(try await library.workers.run { try prepare.prepare(transferred) })
            }
        case .prepared(let item):
            preparing -= 1
            batch.append(item)
            batchBytes += item.content?.staged.map { Int64($0.size) } ?? 0
        case .committed(let after):
            isCommitting = false
            counts = after
            // What failed may be due at once.
            isExhausted = false
        }
    }

    private func release(_ records: [RetrievalRecord]) {
        batch += records.map { .released($0) }
    }

    /// Commits while transfers and workers go on; one batch at a time.
    private func commitIfDue(
        _ group: inout ThrowingTaskGroup<Event, any Error>, atOnce: Bool
    ) {
        if batch.isEmpty || isCommitting { return }
        let isDue =
            atOnce || isOverdue || batch.count >= library.batchItems
            || batchBytes >= RetrievalPipeline.batchByteLimit
        guard isDue else { return startTimer(&group) }
        let (items, changed) = (batch, hosts.removeChanged())
        batch = []
        batchBytes = 0
        isOverdue = false
        isCommitting = true
        group.addTask { [library, commit, counts, report] in
            .committed(
                try await library.committer.run {
                    let finished = try commit.commit(items, changed, counts)
                    for item in finished.items { report(.item(item)) }
                    return finished.counts
                })
        }
    }

    /// A finished item must not wait for a slow transfer to be reported.
    private func startTimer(_ group: inout ThrowingTaskGroup<Event, any Error>) {
        if hasTimer { return }
        hasTimer = true
        group.addTask {
            try? await Task.sleep(for: .seconds(RetrievalPipeline.batchSeconds))
            return .time
        }
    }

    /// Waits until something that was requested is due. False if nothing will be, or if the run
    /// must not wait.
    private func waitForMore() async throws -> Bool {
        guard waits else { return false }
        try await library.committer.run { [library] in try library.releaseDeadClaims() }
        let next = try await library.committer.run { [library, session] in
            try library.catalog.read { try $0.nextAttempt(run: session.id) }
        }
        guard let next else { return false }
        // At least a second, so that a row that is due and cannot be claimed causes no busy loop.
        let until = max(next, library.clock.now() + 1000)
        report(.waiting(until: until))
        await library.clock.wait(until) { [stop] in stop.isRequested }
        return !stop.isRequested
    }
}
