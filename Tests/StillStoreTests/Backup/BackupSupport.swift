import ContentStore
import Foundation
import StillStore
import Synchronization
import TestSupport

extension TestStore {
    /// Backs up, and answers what came of it.
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

    /// Where the object of a picture lies.
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

/// A disk that does `count` calls and then none: as far as the disk can tell, the process is dead.
final class DyingDisk: Sendable {
    private let left: Mutex<Int>
    let calls = Mutex<[DiskCall]>([])
    private let code: Int32

    init(after count: Int, code: Int32 = EIO) {
        left = Mutex(count)
        self.code = code
    }

    var disk: Disk {
        Disk { [self] call, path throws(DiskError) in
            calls.withLock { $0.append(call) }
            let isOver = left.withLock { left in
                left -= 1
                return left < 0
            }
            if isOver { throw DiskError(call, path, code) }
        }
    }
}
