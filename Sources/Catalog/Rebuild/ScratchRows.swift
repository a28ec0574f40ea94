import GRDB

/// A fact of a row of the domain, kept until all of them can be replayed in the order of their numbers.
package struct ScratchRow: Sendable {
    package let number, at: Int64
    /// The file of the journal.
    package let file: String
    package let line: String

    package init(number: Int64, at: Int64, file: String, line: String) {
        (self.number, self.at, self.file, self.line) = (number, at, file, line)
    }
}

extension RebuildWriter {
    package func insert(_ row: ScratchRow) throws {
        try db.cachedStatement(
            sql: "INSERT INTO scratch.rows (number, at, file, line) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [row.number, row.at, row.file, row.line])
    }

    /// Calls `body` with each of them, in the order of their numbers.
    package func eachScratchRow(_ body: (ScratchRow) throws -> Void) throws {
        try db.execute(sql: ScratchSchema.rowIndex)
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT number, at, file, line FROM scratch.rows ORDER BY number, at, rowid")
        while let row = try rows.next() {
            try body(ScratchRow(number: row[0], at: row[1], file: row[2], line: row[3]))
        }
    }

    /// What the domain's rows are made on.
    package var connection: any Connection { SQLiteConnection(db: db) }
}
