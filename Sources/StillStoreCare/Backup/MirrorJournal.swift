import Catalog
import ContentStore
import StillStoreCore
import Values

/// The part of a journal file that belongs to the snapshot.
private struct WantedFacts {
    let name: String
    /// In bytes; nil for all, if the snapshot is of a version that did not record it.
    let size: UInt64?
}

extension Mirror {
    /// Copies the journal as of the moment of the snapshot: of each file as many bytes as its row
    /// says were committed. Files only grow, so that these bytes stay however long the copy takes.
    func bringJournal(_ tally: inout BackupTally) async throws {
        let (copied, failures) = try await workers.run {
            var batch: [Replacement] = []
            var copied = 0
            var failures: [Failure] = []
            try eachWanted { wanted in
                let brought = try bring(wanted, &failures)
                guard let brought else { return }
                batch.append(brought)
                copied += 1
                if batch.count == Mirror.pageItems {
                    try staging.replace(batch)
                    batch = []
                }
            }
            if !batch.isEmpty { try staging.replace(batch) }
            return (copied, failures)
        }
        tally.counts.journalsCopied += copied
        for failure in failures {
            tally.add(failure)
            report(.failed(failure))
        }
    }

    /// Removes files of the journal that the snapshot does not have: of a backup that was cut
    /// short, or of a journal that was rebuilt since.
    func removeStrayFacts() throws {
        let isNoted = try snapshot.read { try $0.storeID() } != nil
        if !isNoted { return }
        for name in try target.journal.names() {
            guard name.hasSuffix(JournalFiles.ending),
                try snapshot.read({ try $0.journalFile(named: name) }) == nil
            else { continue }
            try target.journal.quarantine(
                name,
                reason: "its facts are none of the store at the moment of the snapshot")
        }
    }

    private func eachWanted(_ body: (WantedFacts) throws -> Void) throws {
        var after = ""
        while !stop.isRequested {
            let page = try snapshot.read {
                try $0.journalFiles(after: after, limit: Mirror.pageItems)
            }
            guard let last = page.last else { break }
            after = last.name
            for file in page where file.size > 0 {
                try body(WantedFacts(name: file.name, size: UInt64(file.size)))
            }
        }
        let (isNoted, names) = (
            try snapshot.read { try $0.storeID() } != nil, try source.journal.names()
        )
        if isNoted { return }
        for name in names where !stop.isRequested {
            if try snapshot.read({ try $0.journalFile(named: name) }) != nil { continue }
            try body(WantedFacts(name: name, size: nil))
        }
    }

    /// Nil if it is there already, or cannot be read.
    private func bring(
        _ wanted: WantedFacts, _ failures: inout [Failure]
    ) throws -> Replacement? {
        do {
            let (brought, lost) = try find(wanted)
            if let lost { failures.append(lost) }
            return brought
        } catch let error as DiskError {
            guard error.path == source.journal.location(wanted.name) else { throw error }
            failures.append(wanted.failure(.unreadable, error.message))
            return nil
        }
    }

    private func find(_ wanted: WantedFacts) throws -> (Replacement?, lost: Failure?) {
        let name = wanted.name
        let now = try source.journal.size(name)
        let before = try target.journal.size(name)
        guard let size = wanted.size ?? now else { return (nil, nil) }
        if let now, now >= size {
            if before == size, try !isNewer(name) { return (nil, nil) }
            return (try staging.stageJournal(name, of: source.journal, upTo: size), nil)
        }
        // It is lost or cut short in the store. What an earlier backup has of it is better than
        // what is left.
        if let before, before >= size {
            if before == size { return (nil, nil) }
            return (try staging.stageJournal(name, of: target.journal, upTo: size), nil)
        }
        let found = now.map { "has \($0)" } ?? "is not there"
        let lost = wanted.failure(
            .journalLost,
            "\(size) bytes were written to \(source.journal.location(name).text), it \(found)",
            .rebuildJournal
        )
        guard let now, before == nil else { return (nil, lost) }
        return (try staging.stageJournal(name, of: source.journal, upTo: now), lost)
    }

    /// Than the copy in the target.
    private func isNewer(_ name: String) throws -> Bool {
        let (now, before) = (try source.journal.facts(name), try target.journal.facts(name))
        return now?.modified ?? 0 > before?.modified ?? 0
    }
}

extension WantedFacts {
    fileprivate func failure(
        _ kind: FailureKind, _ reason: String, _ remedy: Remedy? = nil
    ) -> Failure {
        Failure(file: "journal/" + name, kind: kind, reason: reason, remedy: remedy)
    }
}
