import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

/// Makes a directory equal to the snapshot of a store: what backup and restore have in common. Each
/// step may be repeated, and one that is cut short leaves the earlier snapshot as whole as it was;
/// `docs/format.md` has their order.
struct Mirror: Sendable {
    enum Transfer: Sendable { case copy, link }

    /// Where the files come from.
    let source: StoreFiles
    /// The snapshot: its rows say what the target must hold. It becomes the target's catalogue.
    let snapshot: CatalogSnapshot
    let snapshotPath: FilePath
    let staging: StagingArea
    let transfer: Transfer
    /// Reads the files that are there already.
    let rereads: Bool
    let workers: BlockingPool
    let stop: StopSignal
    let report: @Sendable (BackupEvent) -> Void

    var target: StoreDirectory { staging.store }

    /// Files that are made durable together.
    static let pageItems = 256

    /// Makes the target equal to the snapshot. The catalogue is written after everything that its
    /// rows need, and `configuration` last, because it makes the directory a store.
    /// - Returns: false if it was stopped before the catalogue: the target still has its earlier
    ///   one.
    func make(_ tally: inout BackupTally, configuration: [UInt8]) async throws -> Bool {
        let count = try await workers.run { try snapshot.read { try $0.blobCount() } }
        report(.counted(count))
        try await bringObjects(&tally)
        try await bringRenditions(&tally)
        try await bringJournal(&tally)
        try await workers.run { try bringSecret() }
        let blocked = try await mirrorLinks(&tally, isLast: false)
        try await checkPresence(&tally)
        if stop.isRequested { return false }
        try await workers.run { try putCatalog() }
        try await workers.run { try removeStrayFacts() }
        try await removeStrayLinks(&tally)
        // A name may have been a folder in the earlier snapshot, and be a picture in this one.
        if blocked > 0 { _ = try await mirrorLinks(&tally, isLast: true) }
        try await workers.run { try putConfiguration(configuration) }
        return true
    }
}

/// The result so far.
struct BackupTally: Sendable {
    var counts = BackupCounts()
    /// Only the first failures: a store may lack a million objects.
    var failures: [Failure] = []

    static let failuresKept = 1000

    mutating func add(_ failure: Failure) {
        counts.failed += 1
        if failures.count < BackupTally.failuresKept { failures.append(failure) }
    }
}
