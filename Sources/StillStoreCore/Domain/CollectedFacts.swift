import Catalog
import Domain

/// Facts of a transaction that become lines of the journal when all of it is decided.
final class CollectedFacts: FactJournal {
    private(set) var rows: [RowFact] = []

    func append(_ facts: [RowFact]) { rows += facts }
}

extension CatalogWriter {
    /// Writes down facts of the domain, to last.
    func write(_ rows: [RowFact], to session: WriteSession) throws {
        var facts = try JournalFacts(of: self)
        facts.add(rows)
        try write(facts, to: session.journal)
    }
}
