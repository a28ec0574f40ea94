import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Values

extension TestStore {
    /// Backs up, and returns the summary.
    @discardableResult
    func backUp(
        to target: String, disk: Disk = Disk(), stop: StopSignal = StopSignal(),
        _ change: (inout BackupRequest) -> Void = { _ in },
        report: @escaping @Sendable (BackupEvent) -> Void = { _ in }
    ) async throws -> BackupSummary {
        let library = try open { options in
            options.disk = disk
            options.jobs = 1
        }
        defer { library.close() }
        var request = BackupRequest(target: FilePath(target))
        change(&request)
        return try await library.backup(request, stop: stop, report: report)
    }

    /// Restores a backup to this store.
    @discardableResult
    func restored(
        from backup: String, disk: Disk = Disk(), stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (BackupEvent) -> Void = { _ in }
    ) async throws -> BackupSummary {
        var request = RestoreRequest(from: FilePath(backup), to: FilePath(path))
        request.jobs = 1
        request.disk = disk
        return try await restore(request, stop: stop, report: report)
    }

    /// The path of a picture's object.
    func object(_ picture: [UInt8]) -> String {
        let digest = picture.withUnsafeBytes { Digest.of($0) }
        return StoreLayout(root: FilePath(path)).object(digest).text
    }

    /// Overwrites the object of a picture.
    func damage(_ picture: [UInt8], with bytes: [UInt8]) throws {
        let place = object(picture)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place)
        let file = FileHandle(forWritingAtPath: place)
        try file?.truncate(atOffset: 0)
        try file?.write(contentsOf: Data(bytes))
        try file?.close()
    }
}
