import Catalog
package import ContentStore
import Domain
import Foundation
package import StillStoreCore
package import Values

/// Which backup to restore, and where.
package struct RestoreRequest: Sendable {
    package var backup: FilePath
    package var target: FilePath
    /// How many files are copied at once.
    package var jobs = ProcessInfo.processInfo.activeProcessorCount
    package var disk = Disk()
    package var clock = WallClock.system

    package init(from backup: FilePath, to target: FilePath) {
        self.backup = backup
        self.target = target
    }
}

/// Makes a new store of a backup, in a directory that is empty: each file is hashed as it is
/// copied, and read back; the id stays. The backup is only read, and may be on media that cannot be
/// written. Another call continues a restore that was cut short.
/// - Throws: `StoreError.backupBehind` for a catalogue that is older than the backup, and what
///   keeps the backup as a whole from working, with its path. Failures of single objects are in the
///   summary.
package func restore(
    _ request: RestoreRequest, stop: StopSignal = StopSignal(),
    report: @escaping @Sendable (BackupEvent) -> Void
) async throws -> BackupSummary {
    let clock = request.clock
    let began = clock.now()
    let workers = BlockingPool(threads: max(1, request.jobs), name: "worker")
    defer { workers.close() }
    let (source, lock, configuration, bytes) = try await workers.run {
        let source = try StoreFiles.toRead(absolute(request.backup), request.disk)
        let bytes = try readConfiguration(source)
        return (source, try source.lockToRead(), try StoreConfiguration.parse(bytes), bytes)
    }
    defer { lock?.release() }
    let target = try await workers.run {
        let target = absolute(request.target)
        try checkApart(target, source.root, source.disk)
        return try BackupTarget(
            target, .restore, store: configuration.id, disk: source.disk, clock: clock)
    }
    defer { target.close() }
    let filling = try await workers.run {
        let path = target.staging.nextPath()
        let snapshot = try copyCatalog(of: source, to: path, target.staging)
        try requireWhole(source, snapshot)
        let replica = Mirror(
            source: source, snapshot: snapshot, snapshotPath: path, staging: target.staging,
            transfer: .copy, rereads: false, workers: workers, stop: stop, report: report)
        return BackupJob(
            target: target, replica: replica, store: configuration.id,
            snapshotAt: began, configuration: bytes)
    }
    return try await filling.run(began: began, clock: clock)
}

private func readConfiguration(_ source: StoreFiles) throws -> [UInt8] {
    if let bytes = try source.configuration() { return bytes }
    if try BackupManifest.read(source) != nil { throw StoreError.incompleteBackup(source.root) }
    throw StoreError.noStore(source.root)
}

/// Copies the catalogue's file and its log, which nobody writes to: SQLite opens only the copy,
/// because it must be able to write beside what it opens.
private func copyCatalog(
    of source: StoreFiles, to path: FilePath, _ staging: StagingArea
) throws -> CatalogSnapshot {
    guard try source.catalog.facts() != nil else {
        throw StoreError.noCatalog(source.catalog.path)
    }
    try staging.copyCatalog(source.catalog, to: path)
    let copy = try CatalogSnapshot(at: path.databaseName, .scratch)
    // A backup may be older than this program.
    do { try copy.bringUpToDate(schema: DomainSchema.schema) } catch CatalogError.foreign {
        throw StoreError.notACatalog(source.catalog.path)
    }
    return copy
}

/// Refuses an older catalogue that was put into a backup: everything newer would be left out. In a
/// backup that was cut short, objects and facts are there before the catalogue.
/// - Throws: `StoreError.backupBehind`.
private func requireWhole(_ source: StoreFiles, _ snapshot: CatalogSnapshot) throws {
    let note = try BackupManifest.read(source)
    if note?.unfinished == true { return }
    let newest = try snapshot.read { try $0.newestAsset() } ?? ""
    if note?.kind == .backup, note?.newest_asset ?? "" > newest {
        throw StoreError.backupBehind(source.root)
    }
    // Earlier versions did not record the size of each journal file.
    if try snapshot.read({ try $0.storeID() }) == nil { return }
    for name in try source.journal.names() {
        guard name.hasSuffix(JournalFiles.ending), try isLonger(name, source, snapshot) else {
            continue
        }
        throw StoreError.backupBehind(source.root)
    }
}

/// Whether a journal file holds facts that the catalogue does not know and that are no leftovers of
/// a program that died.
private func isLonger(
    _ name: String, _ source: StoreFiles, _ snapshot: CatalogSnapshot
) throws -> Bool {
    let area = String(name.dropLast(JournalFiles.ending.utf8.count))
    guard let size = try source.journal.size(name), try !source.hasStagingLock(area) else {
        return false
    }
    let known = try snapshot.read { try $0.journalFile(named: name) }?.size ?? 0
    return Int64(size) > known
}
