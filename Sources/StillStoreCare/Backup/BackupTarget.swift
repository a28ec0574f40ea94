import Catalog
import ContentStore
import StillStoreCore
import Values

/// The directory of a backup or a restored store, locked by this process.
struct BackupTarget: Sendable {
    let staging: StagingArea
    /// Of the backup that is there already.
    let note: BackupManifest?
    let kind: BackupManifest.Kind

    /// Opens `root`, or makes it.
    /// - Parameter store: the id of the store that is written here. A directory that holds
    ///   something else is refused.
    init(
        _ root: FilePath, _ kind: BackupManifest.Kind, store: String, disk: Disk, clock: WallClock
    ) throws {
        // Checked before anything is made there, and again under its lock.
        let found = StoreFiles(at: root, disk)
        try BackupTarget.check(found, BackupManifest.read(found), kind, store: store)
        let directory = try StoreDirectory.openToFill(root, disk: disk)
        let note = try BackupManifest.read(directory.files)
        try BackupTarget.check(directory.files, note, kind, store: store)
        try BackupTarget.checkIsUnused(directory.files, note)
        staging = try StagingArea(in: directory, name: clock.makeID())
        self.note = note
        self.kind = kind
    }

    private static func check(
        _ target: StoreFiles, _ note: BackupManifest?, _ kind: BackupManifest.Kind, store: String
    ) throws {
        guard let note else {
            guard try target.hasConfiguration() else { return }
            throw kind == .backup
                ? StoreError.notABackup(target.root)
                : StoreError.notFree(target.root, found: "a store")
        }
        guard note.kind == kind else {
            throw kind == .backup
                ? StoreError.notABackup(target.root)
                : StoreError.notFree(target.root, found: "a backup")
        }
        guard note.store == store else {
            throw StoreError.backupOfAnother(target.root, found: note.store, wanted: store)
        }
    }

    /// Writes the log of the catalogue that is there into its file, and checks whether someone
    /// stored something since the manifest was written. A catalogue that does not open is replaced.
    private static func checkIsUnused(
        _ target: StoreFiles, _ note: BackupManifest?
    ) throws {
        guard try target.catalog.facts() != nil,
            let old = try? CatalogSnapshot(at: target.catalog.path.databaseName, .store)
        else { return }
        defer { old.close() }
        if let fact = note?.newest_fact, let newest = try? old.read({ try $0.newestFact() }),
            newest > fact
        {
            throw StoreError.usedSinceRestore(target.root)
        }
        guard let newest = try? old.read({ try $0.newestAsset() }) else { return }
        if newest > note?.newest_asset ?? "" { throw StoreError.usedSinceBackup(target.root) }
    }

    /// Releases the lock. The next run continues what is not finished.
    func close() {
        staging.close()
        staging.store.release()
    }

    /// Writes what this directory is going to be, before anything else is in it.
    func begin(store: String, newestAsset: String?) throws {
        let newest = [newestAsset, note?.newest_asset].compactMap { $0 }.max()
        try BackupManifest(
            kind: kind, store: store, newest_asset: newest, last: note?.last, unfinished: true
        ).write(staging)
    }

    /// - Parameter newestFact: of the snapshot.
    func finish(
        _ complete: BackupManifest.Complete, store: String, newestAsset: String?, newestFact: Int64
    ) throws {
        var note = BackupManifest(
            kind: kind, store: store, newest_asset: newestAsset, last: complete)
        switch kind {
        case .backup: try note.write(staging)
        case .restore where complete.failed > 0:
            // The next run may bring what failed, as long as nobody works in the store.
            note.newest_fact = newestFact
            try note.write(staging)
        case .restore:
            // From now on it is a store like any other.
            try staging.store.removeBackupNote()
        }
    }
}

/// Refuses directories of which one is inside the other, or the same, by whatever links.
func checkApart(_ one: FilePath, _ other: FilePath, _ disk: Disk) throws {
    let (first, second) = (try realPlace(one, disk), try realPlace(other, disk))
    let slash = [UInt8(ascii: "/")]
    guard !(first.bytes + slash).starts(with: second.bytes + slash),
        !(second.bytes + slash).starts(with: first.bytes + slash)
    else {
        throw RequestError.directoriesOverlap(one, other)
    }
}

/// Where a path leads, also if it does not exist yet.
private func realPlace(_ path: FilePath, _ disk: Disk) throws(DiskError) -> FilePath {
    if let real = try disk.realPath(path) { return real }
    if path.parent == path { return path }
    return try realPlace(path.parent, disk).appending(path.name)
}
