import Catalog
import ContentStore
import Values

/// What one run threw away, and what became of it.
package struct TrashItem: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case removed
        /// It is younger than was asked for, or its run is going on.
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
    /// Removes, for good, what runs threw away at or before `cutoff`. What has another name than
    /// runs give is left alone.
    /// - Parameter isDryRun: says what would be removed.
    package func emptyTrash(
        before cutoff: Int64, isDryRun: Bool, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (TrashItem) -> Void
    ) async throws {
        try await workers.run { [self] in
            // A backup may yet find in the trash what was collected before it began.
            let turn = try isDryRun ? nil : directory.releasing()
            defer { turn?.release() }
            // What it does not know may be needed again, from here too.
            try requireCurrentCatalogue()
            let trash = directory.layout.trash
            if try directory.disk.stat(trash) == nil { return }
            let listing = try directory.disk.list(trash)
            let now = self.clock.now()
            let grace = Grace(since: cutoff, now: now)
            let hasGrace = now - cutoff >= CollectRun.noGrace
            for index in 0..<listing.count where !stop.isRequested {
                let name = EscapedName.text(listing.name(index))
                // No run made what is no directory: a link leads to what is not the store's.
                guard let (time, run) = TrashName.parse(name),
                    try isDirectory(trash.appending(listing.name(index)))
                else { continue }
                let isAlive = try Staging.isAlive(run, in: directory)
                let isFuture = time > now
                // A clock that was behind may have dated it back; its run's id keeps the time.
                let made = Identifier.time(of: run) ?? time
                let isOver =
                    !isAlive && (grace.isOver(time, original: made) || isFuture && !hasGrace)
                var item = TrashItem(name: name, time: time, outcome: isOver ? .removed : .kept)
                let isRemoving = isOver && !isDryRun
                var removal = TrashRemoval(disk: directory.disk, isRemoving: isRemoving, stop: stop)
                var place = trash.appending(listing.name(index))
                if isFuture, !isAlive, !isOver, !isDryRun {
                    // The clock was ahead when it was made: its age is counted from now.
                    let name = TrashName.make(run: run, at: now)
                    let dated = trash.appending(name)
                    try directory.disk.renameExclusively(place, to: dated)
                    try directory.disk.sync(trash)
                    place = dated
                    item = TrashItem(name: name, time: now, outcome: .kept)
                }
                let isWhole = try removal.visit(place)
                (item.files, item.bytes) = (removal.files, removal.bytes)
                if isRemoving { try directory.disk.sync(trash) }
                if isWhole { report(item) }
            }
        }
    }
}

extension Library {
    private func isDirectory(_ path: FilePath) throws(DiskError) -> Bool {
        try directory.disk.stat(path)?.kind == .directory
    }
}

/// Counts, and removes if it is to, the files below a directory, a directory at a time.
private struct TrashRemoval {
    let disk: Disk
    let isRemoving: Bool
    let stop: StopSignal
    var files = 0
    var bytes: Int64 = 0

    /// False when it was stopped.
    mutating func visit(_ directory: FilePath) throws(DiskError) -> Bool {
        let listing = try disk.list(directory)
        for index in 0..<listing.count {
            if stop.isRequested { return false }
            let path = directory.appending(listing.name(index))
            guard let facts = try disk.stat(path, following: false) else { continue }
            if facts.kind == .directory {
                guard try visit(path) else { return false }
                continue
            }
            files += 1
            bytes += Int64(facts.size)
            if isRemoving { try disk.unlink(path) }
        }
        if isRemoving { try disk.rmdir(directory) }
        return true
    }
}
