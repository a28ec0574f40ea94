import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

/// Fills a target from a snapshot: first the manifest that says "unfinished", last the one that
/// says "done".
struct BackupJob: Sendable {
    let target: BackupTarget
    let replica: Mirror
    /// The id of the store.
    let store: String
    let snapshotAt: Int64
    let configuration: [UInt8]

    func run(began: Int64, clock: WallClock) async throws -> BackupSummary {
        defer { replica.snapshot.close() }
        let (newest, assets, newestFact) = try await replica.workers.run {
            let found = try replica.snapshot.read {
                (try $0.newestAsset(), try $0.assetCount(), try $0.newestFact())
            }
            try target.begin(store: store, newestAsset: found.0)
            return found
        }
        var tally = BackupTally()
        let isDone = try await fill(&tally)
        if isDone {
            let complete = BackupManifest.Complete(
                snapshot_at: isoTime(snapshotAt), finished_at: isoTime(clock.now()),
                assets: assets, objects: tally.counts.copied + tally.counts.unchanged,
                failed: tally.counts.failed)
            try await replica.workers.run {
                try target.finish(
                    complete, store: store, newestAsset: newest, newestFact: newestFact)
            }
        }
        return BackupSummary(
            store: store, snapshotAt: snapshotAt, assets: assets, counts: tally.counts,
            failures: tally.failures, wasInterrupted: !isDone,
            seconds: Double(clock.now() - began) / 1000)
    }

    private func fill(_ tally: inout BackupTally) async throws -> Bool {
        do {
            return try await replica.make(&tally, configuration: configuration)
        } catch CatalogError.full {
            // Only the target is written, and the message has to say whose disk is full.
            throw DiskError.full(replica.snapshotPath)
        }
    }
}
