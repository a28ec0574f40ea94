import Catalog
import ContentStore
package import StillStoreCore
import StillStoreRuns
import Values

/// What one run moved to the trash, and whether it was removed.
package struct TrashItem: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case removed
        /// It is younger than was asked for, or its run has not ended.
        case kept
    }

    /// Below `trash/`.
    package let name: String
    /// When it was made, UTC milliseconds.
    package let time: Int64
    package var files = 0
    package var bytes: Int64 = 0
    package let outcome: Outcome
}

extension Library {
    /// Removes, for good, what runs moved to the trash at or before `cutoff`. Directories with
    /// other names than runs give are kept.
    /// - Parameter isDryRun: reports what would be removed.
    package func emptyTrash(
        before cutoff: Int64, isDryRun: Bool, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (TrashItem) -> Void
    ) async throws {
        try await stop.heeding {
            try await workers.run { [self] in
                // A backup may still need from the trash what was collected after its snapshot.
                let turn = try isDryRun ? nil : directory.beginGC()
                defer { turn?.release() }
                // A stale catalogue may need again what is in the trash.
                try requireCurrentCatalog()
                let trash = TrashRuns(in: directory)
                let now = self.clock.now()
                let grace = Grace(since: cutoff, now: now)
                let hasGrace = now - cutoff >= GCRun.noGrace
                for found in try trash.names() where !stop.isRequested {
                    var name = found
                    guard let (time, run) = TrashName.parse(name) else { continue }
                    let isAlive = try StagingArea.isAlive(run, in: directory)
                    let isFuture = time > now
                    // A clock that was behind may have dated it back; its run's id has the right time.
                    let made = Identifier.time(of: run) ?? time
                    let isOver =
                        !isAlive && (grace.isOver(time, original: made) || isFuture && !hasGrace)
                    var item = TrashItem(name: name, time: time, outcome: isOver ? .removed : .kept)
                    if isFuture, !isAlive, !isOver, !isDryRun {
                        // The clock was ahead when it was made: its age is counted from now.
                        name = TrashName.make(run: run, at: now)
                        try trash.rename(found, to: name)
                        item = TrashItem(name: name, time: now, outcome: .kept)
                    }
                    let contents =
                        isOver && !isDryRun
                        ? try trash.remove(name) { stop.isRequested }
                        : try trash.count(name) { stop.isRequested }
                    guard let contents else { continue }
                    (item.files, item.bytes) = (contents.files, contents.bytes)
                    report(item)
                }
            }
        }
    }
}
