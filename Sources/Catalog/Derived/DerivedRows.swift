import GRDB

extension CatalogReader {
    /// Whether counts, the table of deleted assets and the kinds beside paths agree with the rows
    /// that they are derived from.
    package func derivedRowsAreTrue() throws -> Bool {
        for derived in DerivedTable.all {
            let (own, expected) = (derived.kept, derived.rows)
            for sql in ["\(own) EXCEPT \(expected)", "\(expected) EXCEPT \(own)"]
            where try Row.fetchOne(db, sql: sql) != nil { return false }
        }
        return try Row.fetchOne(
            db,
            sql: """
                SELECT 1 FROM bucket_paths JOIN assets ON assets.id = asset_id
                WHERE bucket_paths.kind <> assets.kind
                """) == nil
    }
}

extension CatalogWriter {
    /// Makes all derived rows anew.
    package func deriveRows() throws {
        for derived in DerivedTable.all {
            try db.execute(sql: "DELETE FROM \(derived.table)")
            try db.execute(sql: "INSERT INTO \(derived.table) \(derived.rows)")
        }
        try db.execute(
            sql: """
                UPDATE bucket_paths SET kind = (SELECT kind FROM assets WHERE id = asset_id)
                WHERE kind <> (SELECT kind FROM assets WHERE id = asset_id)
                """)
    }
}
