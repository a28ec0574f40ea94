import GRDB
package import Values

// Times that were written while the clock was ahead. Their age is not known.
extension CatalogWriter {
    /// Sets retirements later than `now` to `moment`, so that their grace begins.
    package func pullBackEnds(after now: Int64, to moment: Int64) throws {
        for column in ["deleted_at", "superseded_at"] {
            try db.execute(
                sql: "UPDATE assets SET \(column) = ? WHERE \(column) > ?",
                arguments: [moment, now])
        }
    }

    /// The same for content rows without an asset.
    package func pullBackContent(_ digests: [Digest], to moment: Int64) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE blobs SET created_at = ? WHERE digest = ?")
        for digest in digests { try statement.execute(arguments: [moment, digest]) }
    }

    /// Marks blobs that were verified later than `now` as never verified, and a pass that began
    /// later as begun now.
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
