import GRDB

/// A file of the journal, and how much of it committed transactions have written.
package struct JournalFile: Sendable, Equatable {
    package let name: String
    /// Bytes; what follows them was never committed, or is not yet.
    package let size: Int64

    package init(name: String, size: Int64) {
        self.name = name
        self.size = size
    }
}

extension CatalogReader {
    /// Nil for a file that no transaction has written to.
    package func journalFile(named name: String) throws -> JournalFile? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT name, size FROM journal_files WHERE name = ?"),
            arguments: [name]
        ).map { JournalFile(name: $0[0], size: $0[1]) }
    }

    /// A page of files, by name.
    package func journalFiles(after name: String, limit: Int) throws -> [JournalFile] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT name, size FROM journal_files WHERE name > ? ORDER BY name LIMIT ?"),
            arguments: [name, limit]
        ).map { JournalFile(name: $0[0], size: $0[1]) }
    }
}

extension CatalogWriter {
    package func upsert(_ file: JournalFile) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO journal_files (name, size) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET size = excluded.size
                """
        ).execute(arguments: [file.name, file.size])
    }

    /// Records that the journal consists of one file now.
    package func setJournal(_ file: JournalFile) throws {
        try db.execute(sql: "DELETE FROM journal_files")
        try upsert(file)
    }
}
