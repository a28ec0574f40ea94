import GRDB

extension CatalogReader {
    /// The time of the journal's newest fact, UTC milliseconds; 0 before the first.
    package func newestFact() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT at FROM newest_fact") ?? 0
    }
}

extension CatalogWriter {
    package func setNewestFact(_ time: Int64) throws {
        try db.cachedStatement(sql: "UPDATE newest_fact SET at = max(at, ?)")
            .execute(arguments: [time])
    }
}

extension RebuildWriter {
    /// Facts after a rebuild are later than all that it read, except those dated in the year 10,000
    /// and later.
    package func setNewestFact() throws {
        try db.execute(
            sql: """
                UPDATE newest_fact
                SET at = max(at, coalesce((
                    SELECT max(at) FROM (
                        SELECT at FROM scratch.events UNION ALL SELECT at FROM scratch.rows)
                    WHERE at < 253402300800000), 0))
                """)
    }
}
