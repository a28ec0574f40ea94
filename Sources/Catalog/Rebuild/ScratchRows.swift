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

    /// The facts of a file from a number on are what a program wrote last before it died.
    package func markTail(of file: String, from number: Int64) throws {
        try db.execute(
            sql: "UPDATE scratch.rows SET is_tail = 1 WHERE file = ? AND number >= ?",
            arguments: [file, number])
    }

    /// Calls `body` with each of them, in order, and the number that it has in this order.
    ///
    /// That is the order of their numbers. A tail whose numbers others have too was not committed, and is
    /// left out. Where numbers stand twice all the same, an older catalogue was put back and
    /// worked with: from there on their times decide, and they get new numbers.
    package func eachScratchRow(_ body: (ScratchRow, Int64) throws -> Void) throws {
        try db.execute(sql: ScratchSchema.rowIndex)
        try db.execute(
            sql: """
                DELETE FROM scratch.rows WHERE is_tail = 1 AND file IN (
                    SELECT own.file FROM scratch.rows AS own
                    JOIN scratch.rows AS other
                        ON other.number = own.number AND other.file <> own.file
                    WHERE own.is_tail = 1)
                """)
        let fork =
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT min(number) FROM (
                        SELECT number FROM scratch.rows GROUP BY number
                        HAVING count(DISTINCT file) > 1)
                    """) ?? .max
        let columns = "SELECT number, at, file, line FROM scratch.rows"
        let before = try Row.fetchCursor(
            db, sql: "\(columns) WHERE number < ? ORDER BY number, rowid", arguments: [fork])
        while let row = try before.next() { try body(ScratchRow(row), row[0]) }
        var next = fork
        let after = try Row.fetchCursor(
            db, sql: "\(columns) WHERE number >= ? ORDER BY at, number, file, rowid",
            arguments: [fork])
        while let row = try after.next() {
            try body(ScratchRow(row), next)
            next += 1
        }
    }

    /// What the domain's rows are made on.
    package var connection: any Connection { SQLiteConnection(db: db) }
}

extension ScratchRow {
    fileprivate init(_ row: Row) {
        self.init(number: row[0], at: row[1], file: row[2], line: row[3])
    }
}
