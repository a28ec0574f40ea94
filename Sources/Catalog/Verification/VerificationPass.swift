import GRDB
package import Values

/// The position of a pass over every blob: where it continues.
package enum VerificationPlace: Sendable, Equatable {
    /// Blobs that were never verified come first, by digest.
    case never(after: Digest?)
    /// Then the others, the longest ago first.
    case verified(at: Int64, after: Digest?)

    package static let start = VerificationPlace.never(after: nil)
}

extension CatalogReader {
    /// When the pass that has not ended began; nil if there is none.
    package func verificationPass() throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT started_at FROM checkpoints WHERE name = 'verify'")
    }

    /// The next blobs that the pass has not verified yet, and where to continue; none at the end.
    package func blobsToVerify(
        from place: VerificationPlace, before start: Int64, limit: Int
    ) throws -> (blobs: [BlobCheck], next: VerificationPlace) {
        switch place {
        case .never(let digest):
            let statement = try db.cachedStatement(
                sql: """
                    SELECT digest, size, state FROM blobs
                    WHERE verified_at IS NULL AND digest > ? ORDER BY digest LIMIT ?
                    """)
            let blobs = try Row.fetchAll(statement, arguments: [DigestBound(digest), limit])
                .map(BlobCheck.init(row:))
            if let last = blobs.last { return (blobs, .never(after: last.digest)) }
            return try blobsToVerify(
                from: .verified(at: .min, after: nil), before: start, limit: limit)
        case .verified(let time, let digest):
            let statement = try db.cachedStatement(
                sql: """
                    SELECT digest, size, state, verified_at FROM blobs
                    WHERE verified_at < ? AND (verified_at, digest) > (?, ?)
                    ORDER BY verified_at, digest LIMIT ?
                    """)
            let rows = try Row.fetchAll(
                statement, arguments: [start, time, DigestBound(digest), limit])
            guard let last = rows.last else { return ([], place) }
            return (
                rows.map(BlobCheck.init(row:)),
                .verified(at: last["verified_at"], after: last["digest"])
            )
        }
    }

    /// How many blobs, and bytes, the pass still has to verify.
    package func leftToVerify(before start: Int64) throws -> (blobs: Int, bytes: Int) {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*), coalesce(sum(size), 0) FROM blobs
                WHERE verified_at IS NULL OR verified_at < ?
                """, arguments: [start])
        return (row?[0] ?? 0, row?[1] ?? 0)
    }
}

extension CatalogWriter {
    package func beginVerification(at time: Int64) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO checkpoints (name, started_at) VALUES ('verify', ?)",
            arguments: [time])
    }

    package func endVerification() throws {
        try db.execute(sql: "DELETE FROM checkpoints WHERE name = 'verify'")
    }
}
