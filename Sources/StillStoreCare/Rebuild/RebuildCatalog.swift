import Catalog
import ContentStore
import Domain
import Foundation
import Imaging
package import StillStoreCore
package import Values

extension Library {
    /// Makes the catalogue anew from the journal, the objects, the renditions and the tree. The old
    /// one goes to quarantine once the new one is complete.
    ///
    /// Takes the store's lock exclusively. If it is ended or killed, the old catalogue, the new one
    /// or none is there, and running it again completes it.
    /// - Throws: what keeps the store as a whole from working. What could not be restored is
    ///   reported.
    package static func rebuildCatalog(
        at root: FilePath, _ request: RebuildRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (RebuildEvent) -> Void
    ) async throws -> RebuildSummary {
        try await stop.heeding { () async throws -> RebuildSummary in
            let pool = BlockingPool(threads: 1, name: "rebuild")
            let workers = BlockingPool(threads: max(1, request.jobs), name: "worker")
            defer {
                pool.close()
                workers.close()
            }
            let began = Date()
            let rebuild = try await pool.run {
                try RebuildCatalog(at: absolute(root), request, pool, workers, stop)
            }
            var progress = RebuildProgress(report)
            var counts: RebuildCounts?
            do {
                counts = try await rebuild.rebuild(&progress)
            } catch is RebuildStopped {
            } catch {
                rebuild.close()
                throw error
            }
            rebuild.close()
            return RebuildSummary(
                counts: counts, facts: progress.facts, fromLinks: progress.fromLinks,
                adopted: progress.adopted, unclaimed: progress.unclaimed,
                problems: progress.problems, seconds: -began.timeIntervalSinceNow)
        }
    }
}

/// One rebuild of a catalogue, phase by phase. The phases that compute use all workers; the rest
/// runs on one thread.
struct RebuildCatalog: Sendable {
    let directory: StoreDirectory
    let configuration: StoreConfiguration
    let limits: Limits
    let memory: MemoryBudget
    let staging: StagingArea
    /// Facts that the rebuild itself adds. They join the journal when the new catalogue is
    /// complete: earlier they would make the old one look stale.
    let journal: Journal
    let catalog: CatalogRebuild
    let adopts, skipsUnreadable: Bool
    let words: RemedyWords
    let pool, workers: BlockingPool
    let stop: StopSignal
    let clock: WallClock

    /// Rows of one transaction, and files examined between two transactions.
    static let batch = 512

    init(
        at root: FilePath, _ request: RebuildRequest, _ pool: BlockingPool,
        _ workers: BlockingPool, _ stop: StopSignal
    ) throws {
        clock = request.clock
        directory = try StoreDirectory.open(root, disk: request.disk, for: .maintenance)
        configuration = try StoreConfiguration.parse(directory.configuration())
        var limits = Limits()
        configuration.limits?.apply(to: &limits)
        request.limits.apply(to: &limits)
        self.limits = limits
        memory = MemoryBudget(bytes: limits.pixelBytesInFlight)
        words = request.words
        let name = clock.makeID()
        let files = directory.journal
        // Uncommitted facts concern the old catalogue only: the new one has all facts.
        staging = try StagingArea(in: directory, name: name) { area in
            try files.facts(area + JournalFiles.ending) == nil
        }
        journal = Journal(staged: staging)
        adopts = request.adopts
        skipsUnreadable = request.skipsUnreadable
        self.pool = pool
        self.workers = workers
        self.stop = stop
        let area = staging
        let places = ["catalog.sqlite", "scratch.sqlite"].map { area.place(named: $0) }
        let (path, scratch) = (try places[0].databaseName, try places[1].databaseName)
        do {
            catalog = try CatalogRebuild(path: path, scratch: scratch, schema: DomainSchema.schema)
        } catch {
            staging.close()
            directory.release()
            throw error
        }
    }

    /// Each phase reports all that it cannot read; then the rebuild ends, unless it was asked to go
    /// on.
    /// - Throws: `RebuildStopped` when it was asked to end before the new catalogue took its place.
    func rebuild(_ progress: inout RebuildProgress) async throws -> RebuildCounts {
        progress.report(.began(.journal))
        progress = try await onPool(progress) { try loadJournal(&$0) }
        progress.report(.began(.objects))
        try await examineObjects(&progress)
        try checkReadable(progress)
        progress.report(.began(.history))
        progress = try await onPool(progress) { try replay(&$0) }
        progress = try await onPool(progress) { try replayRows(&$0) }
        progress.report(.began(.renditions))
        try await examineRenditions(&progress)
        try checkReadable(progress)
        progress.report(.began(.links))
        progress = try await onPool(progress) { try claimLinks(&$0) }
        progress = try await onPool(progress) { try adoptUnclaimed(&$0) }
        progress.report(.began(.check))
        return try await pool.run {
            try recordFile()
            let counts = try catalog.write { writer in
                try writer.catalog.setStoreID(configuration.id)
                return try writer.counts()
            }
            try catalog.finish()
            try recordFactIDs()
            try directory.catalog.replace(
                with: staging.place(named: "catalog.sqlite"), reason: "the catalogue was rebuilt")
            try linkRebuilt()
            return counts
        }
    }

    /// What is left in staging was not used.
    func close() {
        staging.close()
        // Threads that have just finished may release their references a moment later.
        directory.release()
    }

    func checkStop() throws {
        if stop.isRequested { throw RebuildStopped() }
    }

    private func onPool(
        _ progress: RebuildProgress,
        _ body: @escaping @Sendable (inout RebuildProgress) throws -> Void
    ) async throws -> RebuildProgress {
        try await pool.run {
            var progress = progress
            try body(&progress)
            try checkReadable(progress)
            return progress
        }
    }

    private func checkReadable(_ progress: RebuildProgress) throws {
        if !skipsUnreadable { try progress.requireReadable() }
    }

    /// What the links decide, and which objects are missing.
    private func replay(_ progress: inout RebuildProgress) throws {
        try checkStop()
        let unreadable = UnreadableParts(directory)
        try catalog.write { writer in
            try writer.replayAssets()
            try writer.setNewestFact()
            try writer.replayPaths { bucket, path in
                guard let place = bucketPath(bucket, path) else { return nil }
                let shown = try unreadable.passing {
                    let shown = try directory.tree.entry(at: place)?.shown
                    return try shown != nil && directory.tree.isSpelled(place) ? shown : nil
                }
                return shown
            }
        }
        unreadable.report(&progress)
        var after: Digest?
        while true {
            let page = try catalog.write {
                try $0.lostContent(after: after, limit: RebuildCatalog.batch)
            }
            for lost in page {
                let hex = lost.digest.hex
                progress.problem(
                    lost.place ?? "objects/\(hex)", lost.state == .missing ? .missing : .corrupt,
                    lost.state == .missing
                        ? "its object \(hex) is not in the store"
                        : "the object \(hex) is damaged: its bytes have another digest",
                    .findOtherCopies
                )
            }
            guard let last = page.last else { return }
            after = last.digest
        }
    }

    /// Names as the catalogue writes them; nil if they are no valid path.
    func bucketPath(_ bucket: String, _ path: String) -> BucketPath? {
        try? BucketPath(recorded: bucket, path)
    }
}
