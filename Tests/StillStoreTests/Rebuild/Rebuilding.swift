import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Values

/// What a rebuild of the catalogue told.
struct RebuildReport {
    let summary: RebuildSummary
    let problems: [Failure]
    let unclaimed: [String]
}

extension TestStore {
    @discardableResult
    func rebuildCatalog(
        stop: StopSignal = StopSignal(), _ change: (inout RebuildRequest) -> Void = { _ in },
        onEvent: @escaping @Sendable (RebuildEvent) -> Void = { _ in }
    ) async throws -> RebuildReport {
        var request = RebuildRequest()
        request.jobs = 2
        change(&request)
        let events = Mutex<[RebuildEvent]>([])
        let summary = try await Library.rebuildCatalog(
            at: FilePath(path), request, stop: stop
        ) { event in
            events.withLock { $0.append(event) }
            onEvent(event)
        }
        return RebuildReport(
            summary: summary,
            problems: events.withLock { $0 }.compactMap {
                if case .problem(let failure) = $0 { failure } else { nil }
            },
            unclaimed: events.withLock { $0 }.compactMap {
                if case .unclaimed(let digest) = $0 { digest.hex } else { nil }
            })
    }

    /// Removes the catalogue with its log.
    func loseCatalogue() throws {
        for ending in ["", "-wal", "-shm"] {
            let file = path + "/catalog.sqlite" + ending
            if FileManager.default.fileExists(atPath: file) {
                try FileManager.default.removeItem(atPath: file)
            }
        }
    }

    func lose(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + name)
        try FileManager.default.createDirectory(
            atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    /// Every name of the tree and, of a link, its text; as bytes, because Swift holds names equal
    /// that are not.
    func shownTree() throws -> [[UInt8]] {
        let disk = Disk()
        let walk = try TreeWalk(StoreFiles(at: FilePath(path), disk))
        return try walk.entries(limit: .max).map { entry in
            entry.relative + Array(" -> ".utf8)
                + (try disk.readlink(entry.path)?.bytes ?? Array("no link".utf8))
        }
    }

    /// Adds lines to a journal file of its own.
    func addFacts(_ lines: [String], to name: String = "zz") throws {
        let place = URL(fileURLWithPath: path + "/journal/\(name).jsonl")
        let old = (try? Data(contentsOf: place)) ?? Data()
        try (old + Data(lines.map { $0 + "\n" }.joined().utf8)).write(to: place)
    }
}
