package import Catalog
package import Domain

extension StoreDomain {
    /// Runs `body` inside a transaction of the pipeline, on behalf of the program itself: what it
    /// changes is committed, or undone, with that. Its facts are added to those of the transaction.
    package func change<Value>(
        alongside writer: CatalogWriter, _ facts: inout JournalFacts,
        as viewer: Viewer = .program, _ body: (DomainTransaction) throws -> Value
    ) throws -> Value {
        let collected = CollectedFacts()
        let value = try DomainTransaction.run(
            on: writer.connection, as: viewer, environment, journal: collected, body)
        facts.add(collected.rows)
        return value
    }

    /// The same for questions.
    package func reader(on reader: CatalogReader, as viewer: Viewer = .program) -> DomainReader {
        DomainReader(reader.connection, as: viewer, environment)
    }
}
