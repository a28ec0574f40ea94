import Catalog
import ContentStore
import Values

/// What of a file of the journal belongs to the snapshot.
private struct WantedFacts {
    let name: String
    /// Bytes; nil for all, where the snapshot is of a version that did not note it.
    let size: UInt64?
}

extension Replica {
    /// Brings the journal as it was at the moment of the snapshot: of each file as much as its rows
    /// say was committed. Files only grow, so that it is there however long this takes.
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
                if batch.count == Replica.pageItems {
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

    /// Takes files out of the journal that the snapshot does not have: of a backup that was cut
    /// short, or of a journal that was written anew since the one before.
    func removeStrayFacts() throws {
        let isNoted = try snapshot.read { try $0.storeID() } != nil
        if !isNoted { return }
        let listing = try disk.list(target.layout.journal)
        for index in 0..<listing.count {
            let name = EscapedName.text(listing.name(index))
            guard name.hasSuffix(".jsonl"),
                try snapshot.read({ try $0.journalFile(named: name) }) == nil
            else { continue }
            try target.quarantine(
                target.layout.journal.appending(listing.name(index)),
                reason: "its facts are none of the store at the moment of the snapshot")
        }
    }

    private func eachWanted(_ body: (WantedFacts) throws -> Void) throws {
        var after = ""
        while !stop.isRequested {
            let page = try snapshot.read {
                try $0.journalFiles(after: after, limit: Replica.pageItems)
            }
            guard let last = page.last else { break }
            after = last.name
            for file in page where file.size > 0 {
                try body(WantedFacts(name: file.name, size: UInt64(file.size)))
            }
        }
        let (isNoted, listing) = (
            try snapshot.read { try $0.storeID() } != nil, try disk.list(source.journal)
        )
        if isNoted { return }
        for index in 0..<listing.count where !stop.isRequested {
            let name = EscapedName.text(listing.name(index))
            if try snapshot.read({ try $0.journalFile(named: name) }) != nil { continue }
            try body(WantedFacts(name: name, size: nil))
        }
    }

    /// Nil for what is there, or cannot be had.
    private func bring(
        _ wanted: WantedFacts, _ failures: inout [Failure]
    ) throws -> Replacement? {
        let from = source.journal.appending(EscapedName.bytes(wanted.name))
        do {
            let (brought, lost) = try bring(wanted, from: from)
            if let lost { failures.append(lost) }
            return brought
        } catch let error as DiskError {
            guard error.path == from else { throw error }
            failures.append(wanted.failure(.unreadable, error.message))
            return nil
        }
    }

    private func bring(
        _ wanted: WantedFacts, from: FilePath
    ) throws -> (Replacement?, lost: Failure?) {
        let to = target.layout.journal.appending(from.name)
        let now = try size(of: from)
        let before = try size(of: to)
        guard let size = wanted.size ?? now else { return (nil, nil) }
        if let now, now >= size {
            if before == size, try !isNewer(from, than: to) { return (nil, nil) }
            return (try copy(from, to, size), nil)
        }
        // Lost or cut short. What a backup before has of it is better than what is left.
        if let before, before >= size {
            return (before == size ? nil : try copy(to, to, size), nil)
        }
        let found = now.map { "has \($0)" } ?? "is not there"
        let lost = wanted.failure(
            .journalLost,
            "\(size) bytes were written to \(from.text), it \(found)",
            .rebuildJournal
        )
        guard let now, before == nil else { return (nil, lost) }
        return (try copy(from, to, now), lost)
    }

    private func copy(
        _ from: FilePath, _ to: FilePath, _ size: UInt64
    ) throws -> Replacement {
        try staging.stageReplacement(of: to, from: from, upTo: size, mode: 0o644)
    }

    /// Nil where there is no such file.
    private func size(of file: FilePath) throws -> UInt64? {
        let facts = try disk.stat(file, following: false)
        return facts?.kind == .file ? facts?.size : nil
    }

    private func isNewer(_ file: FilePath, than copy: FilePath) throws -> Bool {
        let (now, before) = (try disk.stat(file), try disk.stat(copy))
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
