package import Catalog

/// The tables of the domain, as further steps of a catalogue's schema. Each step is frozen once it was
/// published.
///
/// Their SQL is SQLite's, in the part of it that another engine takes after replacing the names of
/// types; triggers are in steps of their own.
package enum DomainSchema {
    package static let schema = SchemaExtension(name: "domain", steps: steps)

    static let steps = [
        ChangeMigration.sql, AccountsMigration.sql, ProjectsMigration.sql, JobsMigration.sql,
        GenerationsMigration.sql, MoneyMigration.sql, LedgerTriggers.sql,
        LibraryMigration.sql, HousekeepingMigration.sql, SearchMigration.sql,
        AlbumQueryMigration.sql, ListsMigration.sql,
    ]
}
