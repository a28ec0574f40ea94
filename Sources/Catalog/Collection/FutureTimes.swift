import GRDB
package import Values

// Times that were written while the clock was ahead. How long ago that was is not known.
extension CatalogWriter {
    /// Has assets that ended later than `now` end at `moment`, so that their time of grace begins.
    package func pullBackEnds(after now: Int64, to moment: Int64) throws {
        for column in ["deleted_at", "superseded_at"] {
            try db.execute(
                sql: "UPDATE assets SET \(column) = ? WHERE \(column) > ?",
                arguments: [moment, now])
        }
    }

    /// The same of a content row that no asset has.
    package func pullBackContent(_ digests: [Digest], to moment: Int64) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE blobs SET created_at = ? WHERE digest = ?")
        for digest in digests { try statement.execute(arguments: [moment, digest]) }
    }

    /// Blobs that were verified later than `now` are to be read again, as if they never had been,
    /// and a pass that began later begins now.
    package func pullBackVerification(after now: Int64) throws {
        try db.execute(
            sql: "UPDATE blobs SET verified_at = NULL WHERE verified_at > ?", arguments: [now])
        try db.execute(
            sql: "DELETE FROM checkpoints WHERE name = 'verify' AND started_at > ?",
            arguments: [now])
    }
}

extension CatalogReader {
    package func hasVerification(after now: Int64) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM blobs WHERE verified_at > ?1)
                    OR EXISTS (SELECT 1 FROM checkpoints WHERE started_at > ?1)
                """, arguments: [now]) ?? false
    }

    package func hasEnds(after now: Int64) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM assets WHERE deleted_at > ?1)
                    OR EXISTS (SELECT 1 FROM assets WHERE superseded_at > ?1)
                """, arguments: [now]) ?? false
    }
}
