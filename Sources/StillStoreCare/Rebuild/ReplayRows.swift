import Catalog
import ContentStore
import Domain
import StillStoreCore
import Values

extension RebuildCatalog {
    /// Makes the rows of the domain from their facts. What the others contradict is left out.
    func replayRows(_ progress: inout RebuildProgress) throws {
        try checkStop()
        var problems: [(place: String, reason: String)] = []
        try catalog.write { writer in
            let replay = ReplayFacts(on: writer.connection)
            try writer.eachScratchRow { row, number in
                guard let fact = RowFact(line: row.line) else { return }
                do {
                    try replay.apply(CollectionOfOne(fact.renumbered(number)))
                } catch CatalogError.conflict(let constraint) {
                    problems.append(
                        (
                            "journal/" + row.file,
                            "change \(row.number), of the \(fact.entity.noun) table, is left out: \(constraint.words)"
                        ))
                }
            }
            for words in try RemoveDangling(on: writer.connection).remove() {
                problems.append(("catalog.sqlite", words))
            }
        }
        for (place, reason) in problems { progress.problem(place, .malformedFact, reason) }
    }

    /// Facts of the domain that a program wrote last before it died may not have been committed.
    func markTail(of file: String) throws {
        let name = String(file.dropLast(JournalFiles.ending.utf8.count))
        guard let committed = try StagingArea.committed(name, in: directory),
            let size = try directory.journal.size(file), Int64(size) > committed
        else { return }
        var first: Int64?
        try ReadJournal(try directory.journal.open(file), from: UInt64(committed)).eachLine {
            if case .fact(.row(let fact), _) = $0 { first = min(first ?? .max, fact.number) }
        }
        if let first { try catalog.write { try $0.markTail(of: file, from: first) } }
    }
}
