import Catalog
import Foundation
package import StillStoreCore

extension Library {
    /// Makes renditions agree with the recipes: those that the request selects are made and
    /// recorded, all others stay as they are. Another run continues one that was stopped or killed,
    /// because the disk shows what is left to do.
    ///
    /// A picture whose original is gone keeps its renditions. `report` is called for each picture
    /// once its renditions are durable. `stop` ends the run after the batch in flight.
    /// - Throws: `RequestError` for a recipe or picture that does not exist; what keeps the store as
    ///   a whole from working. What was reported stays.
    package func thumbnails(
        _ request: ThumbnailRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (ThumbnailEvent) -> Void
    ) async throws -> ThumbnailSummary {
        try await stop.heeding { () async throws -> ThumbnailSummary in
            let began = Date()
            let classify = try ClassifyPicture(self, request)
            let scan = try await scanner.run { [self] in
                try ScanPictures(self, request, classify)
            }
            let session = try await workers.run { [self] in
                try request.isDryRun
                    ? nil : RunSession(self, verb: "thumbnails", arguments: request.arguments)
            }
            if let session { report(.started(run: session.id)) }
            do {
                async let count = count(request, scan)
                let pipeline = pipeline(session, classify, report)
                async let running = pipeline.run(scan, stop)
                report(.counted(try await count))
                let counts = try await running
                if request.prunes, !stop.isRequested { try await prune(session, report) }
                let status = stop.isRequested ? RunStatus.interrupted : .completed
                try await committer.run { try session?.finish(status, counts) }
                return ThumbnailSummary(
                    run: session?.id, counts: counts, wasInterrupted: stop.isRequested,
                    seconds: -began.timeIntervalSinceNow)
            } catch {
                let cause = (error as? StoreFailure)?.cause ?? error
                try? session?.finish(.failed, nil, error: describe(cause, words))
                throw cause
            }
        }
    }

    private func count(
        _ request: ThumbnailRequest, _ scan: ScanPictures
    ) async throws -> Int {
        if let count = scan.namedCount { return count }
        return try await workers.run { [self] in
            try catalog.read { try $0.countPictures(request.filter) }
        }
    }

    private func pipeline(
        _ session: RunSession?, _ classify: ClassifyPicture,
        _ report: @escaping @Sendable (ThumbnailEvent) -> Void
    ) -> ThumbnailPipeline {
        let make = MakeRenditions(library: self, staging: session?.staging)
        guard let session else {
            return ThumbnailPipeline(self, classify, make, report: report) { [self] batch, before in
                let items = try catalog.read { reader in try batch.map { try $0.item(reader) } }
                var counts = before
                for item in items { counts.add(item, bytes: 0) }
                return (items, counts)
            }
        }
        let commit = CommitRenditions(
            library: self, staging: session.staging, journal: session.journal, run: session.id)
        return ThumbnailPipeline(self, classify, make, report: report) { try commit.commit($0, $1) }
    }

    private func prune(
        _ session: RunSession?, _ report: @escaping @Sendable (ThumbnailEvent) -> Void
    ) async throws {
        try requireCurrentCatalog()
        let prune = PruneRecipes(library: self, run: session?.id)
        try await committer.run { try prune.prune { report(.pruned($0)) } }
    }
}
