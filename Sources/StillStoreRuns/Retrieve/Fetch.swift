import Catalog
import ContentStore
import Foundation
import Retrieval
package import StillStoreCore
import Values

extension Library {
    /// Fetches sources into the store: each is registered as a row, fetched, and stored, or its
    /// failure is recorded with when it will be tried again.
    ///
    /// `report` is called for each item once what it says is durable. `stop` ends the run:
    /// transfers under way stop, and can be continued.
    /// - Throws: what keeps the store as a whole from working. What was reported stays.
    package func fetch(
        _ request: FetchRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (RetrievalEvent) -> Void
    ) async throws -> RetrievalSummary {
        try await stop.heeding { () async throws -> RetrievalSummary in
            try request.checkPlacement(limits.name)
            try request.placement.generation?.check(self)
            if request.isDryRun { return try await plan(request, stop, report) }
            return try await retrieve(
                request.enqueues ? "enqueue" : "fetch", request.options, stop, report
            ) { session, setup, counts in
                try self.register(request, setup, session, stop, &counts, report)
                return !request.enqueues
            }
        }
    }

    /// Fetches again what failed or is waiting.
    package func retry(
        _ request: RetryRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (RetrievalEvent) -> Void
    ) async throws -> RetrievalSummary {
        try await stop.heeding { () async throws -> RetrievalSummary in
            try await retrieve("retry", request.options, stop, report) { session, _, _ in
                let now = self.clock.now()
                let count = try self.catalog.write { writer in
                    try writer.request(request.filter, run: session.id, at: now)
                }
                report(.registered(count))
                return count > 0
            }
        }
    }

    /// One run: `prepare` registers or requests assets and returns whether to fetch them.
    private func retrieve(
        _ verb: String, _ options: RetrievalOptions, _ stop: StopSignal,
        _ report: @escaping @Sendable (RetrievalEvent) -> Void,
        _ prepare: @escaping @Sendable (RunSession, RetrievalSetup, inout RunCounts) throws -> Bool
    ) async throws -> RetrievalSummary {
        let began = Date()
        let session = try await workers.run { [self] in
            try RunSession(self, verb: verb, arguments: options.arguments)
        }
        report(.started(run: session.id))
        let setup = RetrievalSetup(self, options) { report(.waiting(until: $0)) }
        do {
            var (counts, fetches) = try await scanner.run { [self] in
                try releaseDeadClaims()
                var counts = RunCounts()
                let fetches = try prepare(session, setup, &counts)
                return (counts, fetches)
            }
            if fetches {
                let transfers = BlockingPool(threads: setup.connections, name: "transfer")
                defer { transfers.close() }
                let pipeline = RetrievalPipeline(
                    self, session, setup, counts: counts, transfers, stop, report: report)
                counts = try await pipeline.run()
            }
            let (untried, next) = try await committer.run { [self, counts] in
                try end(session, counts, wasStopped: stop.isRequested)
            }
            return RetrievalSummary(
                run: session.id, counts: counts, wasInterrupted: stop.isRequested,
                seconds: -began.timeIntervalSinceNow, untried: untried, nextAttempt: next)
        } catch {
            let cause = (error as? StoreFailure)?.cause ?? error
            try? catalog.write { writer in
                try writer.release(run: session.id, at: self.clock.now())
                try writer.endRequest(run: session.id, at: self.clock.now())
            }
            try? session.finish(.failed, nil, error: describe(cause, words))
            throw cause
        }
    }

    private func end(
        _ session: RunSession, _ counts: RunCounts, wasStopped: Bool
    ) throws -> (untried: Int, next: Int64?) {
        let run = session.id
        let now = clock.now()
        let (untried, next) = try catalog.write { writer in
            try writer.release(run: run, at: now)
            let untried = try writer.reader.requestedCount(run: run)
            try writer.endRequest(run: run, at: now)
            return (untried, try writer.reader.nextAttempt())
        }
        try session.finish(wasStopped ? .interrupted : .completed, counts)
        return (untried, next)
    }

    /// Registers all sources of a request, reporting those that need no fetching.
    private func register(
        _ request: FetchRequest, _ setup: RetrievalSetup, _ session: RunSession, _ stop: StopSignal,
        _ counts: inout RunCounts,
        _ report: @escaping @Sendable (RetrievalEvent) -> Void
    ) throws {
        var register = RegisterSources(self, request, session, setup.clients.settings)
        func count(_ items: [RetrievalItem]) throws {
            try catalog.write { writer in
                for item in items {
                    counts.add(item)
                    if case .failed(let failure) = item.outcome {
                        try writer.insert(
                            RunFailure(number: counts.failed, failure, words), run: session.id)
                    }
                }
            }
            for item in items { report(.item(item)) }
        }
        try eachPage(of: request, setup, stop) { page in
            switch page {
            case .items(let items):
                let (waiting, finished) = try register.register(items)
                if waiting > 0 { report(.registered(waiting)) }
                try count(finished)
            case .excluded(let count):
                counts.skipped += count
                counts.found += count
                report(.excluded(count))
            case .failed(let item): try count([item])
            case .listed(let listing, let names):
                let find = FindGone(library: self, listing: listing, stop: stop)
                let (count, failure) = try find.find(notIn: names)
                if count > 0 { report(.gone(count)) }
                if let failure { throw failure }
            }
        }
        let out = request.wishes.tally.counts
        if out.intermediates + out.videos > 0 {
            report(.leftOut(intermediates: out.intermediates, videos: out.videos))
        }
    }

    /// Releases the claims of dead programs, and removes partial files that nothing will continue.
    func releaseDeadClaims() throws {
        let held = try catalog.read { try $0.retrievingRuns() }
        for run in held where try !StagingArea.isAlive(run, in: directory) {
            try catalog.write { writer in
                // A dead run cannot have come back meanwhile: ids are never used again.
                try writer.release(run: run, at: clock.now())
                try writer.endRequest(run: run, at: clock.now())
            }
        }
        let partials = PartialFiles(in: directory)
        let ids = try partials.ids()
        if ids.isEmpty { return }
        let statuses = try catalog.read { try $0.statuses(of: ids) }
        for id in ids {
            switch statuses[id] {
            case .retrieving: break
            // Partial files from before the machine's last start are not used.
            case .pending, .failed: if try partials.find(id) == nil { try? partials.discard(id) }
            case .completed, nil: try? partials.discard(id)
            }
        }
    }
}
