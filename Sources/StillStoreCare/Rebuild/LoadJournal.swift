import Catalog
import ContentStore
import Domain
import Foundation
import StillStoreCore
import Values

extension RebuildCatalog {
    /// Reads all facts. Lines that cannot be decoded are reported and left out.
    func loadJournal(_ progress: inout RebuildProgress) throws {
        let unreadable = UnreadableParts(directory)
        defer { unreadable.report(&progress) }
        for name in try unreadable.journalNames() {
            guard name.hasSuffix(JournalFiles.ending) else { continue }
            try checkStop()
            // One transaction a file, because many are small; large files are cut.
            _ = try unreadable.passing(directory.journal.location(name)) {
                try load(name, &progress)
            }
        }
    }

    /// Records the sizes of the journal's files, with what the rebuild itself has added.
    func recordFile() throws {
        let names = try UnreadableParts(directory).journalNames()
        try catalog.write { writer in
            for name in names {
                guard let size = try directory.journal.size(name) else { continue }
                try writer.catalog.upsert(JournalFile(name: name, size: Int64(size)))
            }
            if let size = try journal.size() {
                try writer.catalog.upsert(
                    JournalFile(name: journal.fileName, size: Int64(size)))
            }
        }
    }

    /// Makes the facts that the rebuild added part of the journal.
    func recordFactIDs() throws {
        try journal.join()
    }

    private func load(_ name: String, _ progress: inout RebuildProgress) throws {
        let place = "journal/" + name
        var pending: [(fact: JournalFact, number: Int)] = []
        var bytes = 0
        func flush(_ progress: inout RebuildProgress) throws {
            if pending.isEmpty { return }
            let refusals = try catalog.write { writer in
                try pending.compactMap { line in
                    try insert(line.fact, of: name, writer).map { (line.number, $0) }
                }
            }
            for (number, reason) in refusals { malformed(place, number, reason, &progress) }
            progress.facts += pending.count - refusals.count
            progress.report(.examined(pending.count))
            (pending, bytes) = ([], 0)
            try checkStop()
        }
        var progressHere = progress
        let file = try directory.journal.open(name)
        let digest = try ReadJournal(file).eachLine { line in
            switch line {
            case .fact(let fact, let number):
                pending.append((fact, number))
                bytes += fact.sealedBytes
                if pending.count >= RebuildCatalog.batch * 8 || bytes > 16 << 20 {
                    try flush(&progressHere)
                }
            case .malformed(let reason, let number):
                malformed(place, number, reason, &progressHere)
            }
        }
        try flush(&progressHere)
        guard try file.digest().0 == digest else {
            throw DiskError.misread(directory.journal.location(name))
        }
        try markTail(of: name)
        progress = progressHere
    }

    private func malformed(
        _ place: String, _ number: Int, _ reason: String, _ progress: inout RebuildProgress
    ) {
        progress.problem(
            "\(place):\(number)", .malformedFact, "the line is left out: \(reason)")
    }

    /// Nil, or why it is not a valid fact.
    private func insert(
        _ fact: JournalFact, of file: String, _ writer: RebuildWriter
    ) throws -> String? {
        switch fact {
        case .row(let row):
            try writer.insert(
                ScratchRow(number: row.number, at: row.at, file: file, line: row.line))
            return nil
        case .recipe(let recipe):
            try writer.catalog.insertRecipe(
                id: recipe.id, name: recipe.name, definition: recipe.definition, at: recipe.at)
            return nil
        case .deletion(let change):
            return try writer.insert(JournalEvent(.deletion, id: change.id, at: change.at))
        case .purge(let change):
            return try writer.insert(JournalEvent(.purge, id: change.id, at: change.at))
        case .update(let update): return try writer.insert(JournalEvent(update))
        case .source(let source):
            try writer.catalog.remember(KnownSource(source))
            return nil
        case .undeletion(let undeletion):
            var event = JournalEvent(.undeletion, id: undeletion.id, at: undeletion.at)
            guard event.live(at: bucketPath(undeletion.bucket, undeletion.path)) else {
                return "its path cannot be"
            }
            event.supersedes = undeletion.supersedes
            return try writer.insert(event)
        case .asset(let asset):
            guard let event = JournalEvent(asset, bucketPath(asset.bucket, asset.path)) else {
                return "its path or its digest cannot be"
            }
            return try writer.insert(event)
        case .waiting(let waiting):
            guard let event = JournalEvent(waiting) else {
                return "its digest or its address cannot be"
            }
            return try writer.insert(event)
        }
    }
}

extension JournalFact {
    /// Its parts that may be large.
    fileprivate var sealedBytes: Int {
        switch self {
        case .waiting(let fact): (fact.sealedSource?.utf8.count ?? 0) + fact.metadata.utf8.count
        case .asset(let fact): fact.metadata.utf8.count
        case .update(let fact): fact.metadata.utf8.count
        case .row(let fact): fact.line.utf8.count
        case .recipe, .deletion, .undeletion, .purge, .source: 0
        }
    }
}
