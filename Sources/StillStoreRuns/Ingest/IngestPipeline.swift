import Catalog
import ContentStore
import Foundation
import StillStoreCore
import Values

/// A run in motion: files are found, prepared by the workers, put back in order, and committed in
/// batches while the workers go on.
actor IngestPipeline {
    private let library: Library
    private let prepare: Prepare
    private let finish: FinishBatch
    private let remove: RemoveSources?
    private let report: @Sendable (IngestEvent) -> Void

    private var batches: IngestBatches
    private var counts = RunCounts()
    private var skipped = 0
    /// Small files that will go to a worker together.
    private var bundle: WorkChunk
    /// The commit in flight; at most one.
    private var committing: Task<RunCounts, any Error>?
    private var isCommitting = false

    /// How far ahead of a slow file the others may run.
    private static let lead = 1024

    init(
        _ library: Library, _ request: IngestRequest, _ prepare: Prepare, _ finish: FinishBatch,
        _ remove: RemoveSources?, _ report: @escaping @Sendable (IngestEvent) -> Void
    ) {
        self.library = library
        self.prepare = prepare
        self.report = report
        self.finish = finish
        self.remove = remove
        batches = IngestBatches(
            claiming: request.mayCollide, writeLimit: library.batchItems)
        bundle = WorkChunk(batchItems: library.batchItems)
    }

    /// Runs until all files are done or `stop` is requested; returns what was done.
    func run(_ scan: SourceScan, _ stop: StopSignal) async throws -> RunCounts {
        var ahead = ScanAhead(scan)
        do {
            try await prepareAll(&ahead, stop)
        } catch {
            await ahead.end()
            // What is whole is kept, as far as the store still lets us.
            try? await commit(batches.removeBatch())
            _ = try? await committing?.value
            throw error
        }
        await ahead.end()
        try await commit(batches.removeBatch())
        try await awaitCommit()
        var total = counts
        total.skipped = skipped
        total.found += skipped
        return total
    }

    private func prepareAll(_ scan: inout ScanAhead, _ stop: StopSignal) async throws {
        try await withThrowingTaskGroup(of: [WorkChunk.Prepared].self) { group in
            var number = 0
            var inFlight = 0
            func receiveOne() async throws {
                try await receive(group.next()!)
                inFlight -= 1
            }
            func send() async throws {
                let files = bundle.removeAll()
                if files.isEmpty { return }
                while inFlight >= library.jobs * 2 { try await receiveOne() }
                group.addTask { [self] in try await prepared(files) }
                inFlight += 1
            }
            search: while !stop.isRequested {
                let findings = try await scan.next()
                if findings.isEmpty { break }
                for finding in findings {
                    while inFlight > 0 && batches.lead > IngestPipeline.lead {
                        try await receiveOne()
                    }
                    switch finding {
                    case .skipped(let path, let skip):
                        skipped += 1
                        report(.skipped(path, skip))
                    case .classified(let items):
                        for item in items {
                            batches.add(item, number: number)
                            number += 1
                        }
                    case .toPrepare(let file):
                        if stop.isRequested { break search }
                        bundle.add(file, number: number)
                        number += 1
                        if bundle.isFull { try await send() }
                    }
                    try await commitIfDue()
                }
                try await send()
            }
            try await send()
            while let done = try await group.next() { try await receive(done) }
        }
    }

    private nonisolated func prepared(
        _ files: [WorkChunk.Numbered]
    ) async throws -> [WorkChunk.Prepared] {
        try await library.workers.run { [prepare] in
            try files.map { number, file in (number, try prepare.prepare(file)) }
        }
    }

    private func receive(_ done: [WorkChunk.Prepared]) async throws {
        for (number, item) in done {
            batches.add(item, number: number)
            try await commitIfDue()
        }
    }

    private func commitIfDue() async throws {
        guard batches.isDue, !isCommitting || batches.isOverdue else { return }
        try await commit(batches.removeBatch())
    }

    /// Starts a commit once the one before is done.
    private func commit(_ batch: [PreparedItem]) async throws {
        try await awaitCommit()
        if batch.isEmpty { return }
        isCommitting = true
        committing = Task { [library, counts, finish, remove, report] in
            defer { isCommitting = false }
            return try await library.committer.run {
                let (items, after) = try finish.finish(batch, counts)
                for item in remove?.remove(batch, items) ?? items { report(.item(item)) }
                return after
            }
        }
    }

    private func awaitCommit() async throws {
        guard let task = committing else { return }
        committing = nil
        counts = try await task.value
    }
}
