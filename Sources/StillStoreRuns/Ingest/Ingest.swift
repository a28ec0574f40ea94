import Catalog
import ContentStore
import Foundation
package import StillStoreCore

extension Library {
    /// Ingests files: every one is stored, known already, or reported with its reason.
    ///
    /// `report` hears of each item once it is durable, in the order in which they were found,
    /// one after another. `stop` ends the run after the batch in flight.
    /// - Throws: what keeps the store as a whole from working. What was reported stays stored.
    package func ingest(
        _ request: IngestRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (IngestEvent) -> Void
    ) async throws -> IngestSummary {
        try await stop.heeding { () async throws -> IngestSummary in
            try request.placement.check(limits.name)
            let began = Date()
            let scan = try SourceScan(self, request)
            let session = try await workers.run { [self] in
                try request.placement.generation?.check(self)
                return try request.isDryRun
                    ? nil : RunSession(self, verb: "ingest", arguments: request.arguments)
            }
            if let session { report(.started(run: session.id)) }
            let counting = countFiles(request, report)
            defer { counting.set() }
            do {
                let moves = session != nil && request.transfer == .move
                let remove = moves ? RemoveSources(request, directory.disk) : nil
                let counts = try await pipeline(request, session, remove, report).run(scan, stop)
                if let remove {
                    let left = try await committer.run { remove.finish() }
                    for (file, reason) in left { report(.left(file, reason)) }
                }
                let status = stop.isRequested ? RunStatus.interrupted : .completed
                try await committer.run { try session?.finish(status, counts) }
                return IngestSummary(
                    run: session?.id, counts: counts, wasInterrupted: stop.isRequested,
                    seconds: -began.timeIntervalSinceNow)
            } catch {
                let cause = (error as? StoreFailure)?.cause ?? error
                try? session?.finish(.failed, nil, error: describe(cause, words))
                throw cause
            }
        }
    }

    /// The steps of one run: a file is prepared, its batch committed, or previewed, and at the end
    /// of a move the file removed.
    private func pipeline(
        _ request: IngestRequest, _ session: RunSession?, _ remove: RemoveSources?,
        _ report: @escaping @Sendable (IngestEvent) -> Void
    ) -> IngestPipeline {
        let prepare = Prepare(
            library: self, staging: session?.staging, transfer: request.transfer,
            keepsUndecodable: request.keepsUndecodable, placement: request.placement)
        let step: any BatchStep =
            if let session {
                CommitBatch(
                    library: self, staging: session.staging, journal: session.journal,
                    run: session.id)
            } else {
                PreviewBatch(self)
            }
        return IngestPipeline(
            self, request, prepare, FinishBatch(step: step, prepares: [prepare]), remove, report)
    }

    /// Counts ahead of the run, for the progress bar, on a thread of its own; a walk without
    /// reading is cheap. A run that is over before anybody could read a bar is not counted.
    private func countFiles(
        _ request: IngestRequest, _ report: @escaping @Sendable (IngestEvent) -> Void
    ) -> CompletionSignal {
        let end = CompletionSignal()
        guard request.countsAhead else { return end }
        let thread = Thread { [directory] in
            guard !end.wait(seconds: 1), let walk = try? request.walk(directory) else {
                return
            }
            var count = 0
            while let found = walk.nextStretch(4096) {
                if end.isSet { return }
                switch found {
                case .files(let files): count += files.count
                case .single(.skipped): break
                case .single(.file), .single(.failed): count += 1
                }
            }
            if !end.isSet { report(.counted(count)) }
        }
        thread.name = "counter"
        thread.start()
        return end
    }
}
