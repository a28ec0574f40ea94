import Catalog
import ContentStore
import Foundation
package import StillStoreCore
import Values

extension Library {
    /// Makes a directory a store of its own that holds all that this store holds now, and that can
    /// be opened, verified and restored from; or updates such a directory with what is new. Other
    /// programs may work in this store meanwhile; `gc` waits.
    ///
    /// A failure of one object is reported, and the backup goes on. If it is cut short, the backup
    /// that was there before is as whole as it was.
    /// - Throws: what keeps the store or the target as a whole from working, with its path.
    package func backup(
        _ request: BackupRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (BackupEvent) -> Void
    ) async throws -> BackupSummary {
        try await stop.heeding { () async throws -> BackupSummary in
            let run = clock.makeID()
            let began = clock.now()
            let retained = try await workers.run { [self] in
                // What the catalogue does not know would be missing from the backup, even if an earlier
                // one has it.
                try requireCurrentCatalog()
                return try directory.preventGC()
            }
            defer { retained.release() }
            let target = try await workers.run { [self] in
                let target = absolute(request.target)
                try checkApart(target, directory.root, directory.disk)
                return try BackupTarget(
                    target, .backup, store: configuration.id, disk: directory.disk, clock: clock)
            }
            defer { target.close() }
            let (replica, snapshotAt) = try await workers.run { [self] in
                let path = target.staging.nextPath()
                let now = clock.now()
                let copy = try copyCatalog(to: path)
                let replica = Mirror(
                    source: directory.files, snapshot: copy, snapshotPath: path,
                    staging: target.staging, transfer: request.links ? .link : .copy,
                    rereads: request.rereads, workers: workers, stop: stop, report: report)
                return (replica, now)
            }
            let filling = BackupJob(
                target: target, replica: replica, store: configuration.id,
                snapshotAt: snapshotAt, configuration: try directory.configuration())
            let summary = try await filling.run(began: began, clock: clock)
            try await workers.run { [self] in record(summary, run, request, began) }
            return summary
        }
    }

    private func copyCatalog(to path: FilePath) throws -> CatalogSnapshot {
        do {
            return try CatalogSnapshot(of: catalog, at: path.databaseName)
        } catch CatalogError.full {
            throw DiskError.full(path)
        }
    }

    /// Records the backup as a run, if the store can be written: a full disk does not make the
    /// backup worse.
    private func record(
        _ summary: BackupSummary, _ id: String, _ request: BackupRequest, _ began: Int64
    ) {
        var counts = RunCounts()
        counts.found = summary.counts.objects
        counts.stored = summary.counts.copied
        counts.unchanged = summary.counts.unchanged
        counts.failed = summary.counts.failed
        counts.bytes = Int(summary.counts.copiedBytes)
        let arguments = (try? JSONEncoder().encode(request.arguments)) ?? Data("[]".utf8)
        let run = RunRecord(
            id: id, verb: "backup", arguments: String(decoding: arguments, as: UTF8.self),
            status: summary.wasInterrupted ? .interrupted : .completed, counts: counts,
            error: nil, startedAt: began, finishedAt: clock.now())
        let failures = summary.failures.enumerated().map { index, failure in
            RunFailure(number: index + 1, failure, words)
        }
        try? catalog.write { try $0.record(run, failures) }
    }
}
