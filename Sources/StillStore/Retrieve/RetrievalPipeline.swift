import Catalog
import ContentStore
import Foundation
import Retrieval

/// A run that fetches, in motion: assets are claimed, transferred, looked at by the workers, and
/// committed in batches, while each host gets only so many connections and a host that fails is
/// left alone.
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

    private var hosts: HostTraffic
    private var batch: [RetrievedItem] = []
    private var batchBytes: Int64 = 0
    private var counts: RunCounts
    private var committing: Task<RunCounts, any Error>?
    private var cursor = ""
    /// In the hands of a worker.
    private var preparing = 0
    private var hasTimer = false

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
            addresses: setup.addresses, isStopped: { stop.isRequested },
            received: { report(.received($0)) })
        prepare = PrepareRetrieved(library: library, staging: session.staging)
        commit = CommitRetrievals(
            library, session, setup.settings.policy, keepsRequests: setup.waits)
        hosts = HostTraffic(setup)
    }

    private enum Event: Sendable {
        case transferred(Transferred)
        case prepared(RetrievedItem)
        case time
    }

    /// Runs until nothing that was asked for is left to do now, or `stop` is requested.
    func run() async throws -> RunCounts {
        do {
            try await withThrowingTaskGroup(of: Event.self) { group in
                try await work(&group)
                group.cancelAll()
                while let _ = try? await group.next() {}
            }
        } catch {
            // What is whole is kept, as far as the store still lets us.
            try? await flush()
            throw error
        }
        try await flush()
        return counts
    }

    private func work(_ group: inout ThrowingTaskGroup<Event, any Error>) async throws {
        var isExhausted = false
        while true {
            if stop.isRequested { release(hosts.removeWaiting()) }
            if !stop.isRequested, !isExhausted, hosts.wantsMore(at: library.time.now()) {
                isExhausted = try await claim() == 0
            }
            start(&group)
            if hosts.activeCount + preparing > 0 {
                guard let event = try await group.next() else { return }
                try await take(event, &group)
                if case .time = event { continue }
                isExhausted = false
                continue
            }
            // Everything is settled; what failed may be due again.
            try await flush()
            if stop.isRequested { return }
            if try await claim() > 0 { continue }
            guard try await waitForMore() else { return }
            isExhausted = false
        }
    }

    /// Takes more of what was asked for, a few of each host that has room.
    private func claim() async throws -> Int {
        let (room, now, run, before) = (hosts.room, library.time.now(), session.id, cursor)
        if room.total <= 0 { return 0 }
        let (records, states, after) = try await library.committer.run { [library] in
            try library.catalog.write { writer in
                var cursor = before
                let records = try writer.claim(run: run, room: room, now: now, cursor: &cursor)
                let states = try Set(records.map(\.host)).compactMap { try writer.reader.host($0) }
                return (records, states, cursor)
            }
        }
        cursor = after
        hosts.add(records, states)
        return records.count
    }

    /// Starts as many transfers as there is room for.
    private func start(_ group: inout ThrowingTaskGroup<Event, any Error>) {
        let now = library.time.now()
        release(hosts.removeResting(at: now))
        while !stop.isRequested, hosts.activeCount < connections,
            preparing < library.jobs * 4, let record = hosts.next(at: now)
        {
            group.addTask { [transfers, fetch] in
                .transferred(try await transfers.run { fetch(record) })
            }
        }
    }

    private func take(
        _ event: Event, _ group: inout ThrowingTaskGroup<Event, any Error>
    ) async throws {
        switch event {
        case .time:
            hasTimer = false
            if !batch.isEmpty { try await commitBatch() }
        case .transferred(let transferred):
            if let until = hosts.end(transferred, library.time.now()) {
                report(.resting(host: transferred.record.host, until: until))
            }
            preparing += 1
            group.addTask { [library, prepare] in
                .prepared(try await library.workers.run { try prepare(transferred) })
            }
        case .prepared(let item):
            preparing -= 1
            add(item, &group)
            let isDue =
                batch.count >= library.batchItems
                || batchBytes >= RetrievalPipeline.batchByteLimit
            if isDue { try await commitBatch() }
        }
    }

    private func add(_ item: RetrievedItem, _ group: inout ThrowingTaskGroup<Event, any Error>) {
        batch.append(item)
        batchBytes += item.content?.staged.map { Int64($0.size) } ?? 0
        // What is here must not wait for a slow transfer to be reported.
        guard !hasTimer else { return }
        hasTimer = true
        group.addTask {
            try? await Task.sleep(for: .seconds(RetrievalPipeline.batchSeconds))
            return .time
        }
    }

    private func release(_ records: [RetrievalRecord]) {
        batch += records.map { .released($0) }
    }

    /// Starts a commit once the one before is done.
    private func commitBatch() async throws {
        try await awaitCommit()
        if batch.isEmpty { return }
        let (items, changed) = (batch, hosts.takeChanged())
        batch = []
        batchBytes = 0
        committing = Task { [library, commit, counts, report] in
            try await library.committer.run {
                let settled = try commit(items, changed, counts)
                for item in settled.items { report(.item(item)) }
                return settled.counts
            }
        }
    }

    private func awaitCommit() async throws {
        guard let task = committing else { return }
        committing = nil
        counts = try await task.value
    }

    private func flush() async throws {
        try await commitBatch()
        try await awaitCommit()
    }

    /// Waits until something that was asked for is due. False when nothing will be, or when the
    /// run is not to wait.
    private func waitForMore() async throws -> Bool {
        guard waits else { return false }
        try await library.committer.run { [library] in try library.takeBackRetrievals() }
        let now = library.time.now()
        let next = try await library.committer.run { [library, session] in
            try library.catalog.read { try $0.nextAttempt(run: session.id, now: now) }
        }
        guard let next else { return false }
        if next > now {
            report(.waiting(until: next))
            await library.time.wait(next) { [stop] in stop.isRequested }
        }
        return !stop.isRequested
    }
}
