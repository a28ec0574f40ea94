package import ContentStore
import Foundation
import Synchronization
import Values

/// A disk of which one sync fails, which loses what that sync should have written: a later sync of
/// the same file succeeds and does not bring it back, as on Linux, where pages that could not be
/// written count as written from then on.
///
/// Contents of files are lost, names are not: a file system whose own journal cannot be written
/// does not go on. SQLite's files do not go through `Disk` (see `FaultySQLite`).
package final class ForgetfulDisk: Sendable {
    private struct Hole {
        let range: Range<UInt64>
        /// What was there when the sync failed: if it is written again, it is not lost.
        let bytes: [UInt8]
    }

    private struct File {
        /// A sync has covered the file up to here, but for the holes.
        var synced: UInt64 = 0
        var holes: [Hole] = []
    }

    private struct State {
        var calls: [DiskCall] = []
        var files: [FileIdentity: File] = [:]
    }

    private let root: String
    private let failing: Int?
    private let state = Mutex(State())
    private let plain = Disk()

    /// - Parameter failing: which sync fails, counted from 1.
    package init(below root: String, failing: Int? = nil) {
        self.root = root
        self.failing = failing
    }

    /// The syncs so far, also the one that failed.
    package var syncs: [DiskCall] { state.withLock { $0.calls } }

    package var disk: Disk {
        Disk { [self] call, path throws(DiskError) in
            guard path.text.hasPrefix(root) else { return }
            switch call {
            case .unlink: forget(path)
            // An object is never replaced.
            case .rename where !path.text.contains("/objects/"): forget(path)
            case .fsync: try sync(call, path, [path])
            case .syncfs: try sync(call, path, everyFile())
            default: break
            }
        }
    }

    /// The power goes: whatever no sync has covered reads as zeros.
    package func cutPower() throws {
        for path in everyFile() {
            guard let facts = try plain.stat(path, following: false) else { continue }
            let file = state.withLock { $0.files[facts.identity] } ?? File()
            let lost =
                file.holes.filter { bytes(of: path, $0.range) == $0.bytes }.map(\.range)
                + (file.synced < facts.size ? [file.synced..<facts.size] : [])
            if !lost.isEmpty { try erase(lost, path) }
        }
    }

    private func sync(_ call: DiskCall, _ path: FilePath, _ files: [FilePath]) throws(DiskError) {
        let number = state.withLock { state in
            state.calls.append(call)
            return state.calls.count
        }
        for path in files {
            guard let facts = try plain.stat(path, following: false), facts.kind == .file
            else { continue }
            state.withLock { state in
                var file = state.files[facts.identity] ?? File()
                if number == failing, file.synced < facts.size {
                    let range = file.synced..<facts.size
                    file.holes.append(Hole(range: range, bytes: bytes(of: path, range)))
                }
                file.synced = facts.size
                state.files[facts.identity] = file
            }
        }
        if number == failing { throw DiskError(call, path, EIO) }
    }

    /// The file of this name goes, or is replaced; its number may become another's.
    private func forget(_ path: FilePath) {
        guard let facts = try? plain.stat(path, following: false), facts.names == 1 else { return }
        state.withLock { $0.files[facts.identity] = nil }
    }

    private func everyFile() -> [FilePath] {
        files(below: root).filter { !$0.contains("catalog.sqlite") }
            .map { FilePath(root + "/" + $0) }
    }

    private func bytes(of path: FilePath, _ range: Range<UInt64>) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path.text) else { return [] }
        defer { try? file.close() }
        try? file.seek(toOffset: range.lowerBound)
        return (try? file.read(upToCount: range.count)).map { $0.map(Array.init) ?? [] } ?? []
    }

    private func erase(_ ranges: [Range<UInt64>], _ path: FilePath) throws {
        let facts = try FileManager.default.attributesOfItem(atPath: path.text)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path.text)
        let file = FileHandle(forWritingAtPath: path.text)
        for range in ranges {
            try file?.seek(toOffset: range.lowerBound)
            try file?.write(contentsOf: Data(count: range.count))
        }
        try file?.close()
        try FileManager.default.setAttributes(
            [.posixPermissions: facts[.posixPermissions] ?? 0o644], ofItemAtPath: path.text)
    }
}
