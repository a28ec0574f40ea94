package import Foundation
import GRDB
package import Values

/// What the catalogue says of a blob's object.
package struct BlobCheck: Sendable, Equatable {
    package let digest: Digest
    package let size: Int64
    package let state: BlobState
}

extension CatalogReader {
    /// The blobs from `low` to `high`, excluding `low` itself if `afterLow`, in the order of their
    /// digests.
    package func blobChecks(
        from low: Digest, afterLow: Bool, to high: Digest, limit: Int
    ) throws -> [BlobCheck] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT digest, size, state FROM blobs
                WHERE digest \(afterLow ? ">" : ">=") ? AND digest <= ? ORDER BY digest LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: [low, high, limit])
            .map(BlobCheck.init(row:))
    }

    package func blobCheck(_ digest: Digest) throws -> BlobCheck? {
        let statement = try db.cachedStatement(
            sql: "SELECT digest, size, state FROM blobs WHERE digest = ?")
        return try Row.fetchOne(statement, arguments: [digest]).map(BlobCheck.init(row:))
    }

    /// Blobs whose objects are recorded as lost, in the order of their digests.
    package func lostBlobs(after digest: Digest?, limit: Int) throws -> [BlobCheck] {
        var lost: [BlobCheck] = []
        for state in [BlobState.missing, .corrupt] {
            let statement = try db.cachedStatement(
                sql: """
                    SELECT digest, size, state FROM blobs
                    WHERE state <> 'present' AND state = ? AND digest > ? ORDER BY digest LIMIT ?
                    """)
            lost += try Row.fetchAll(
                statement, arguments: [state.rawValue, DigestBound(digest), limit]
            )
            .map(BlobCheck.init(row:))
        }
        lost.sort { $0.digest.precedes($1.digest) }
        return Array(lost.prefix(limit))
    }

    /// A page of the files outside the store that had lost bytes when they were read, by path.
    package func sourceFilesOfLost(
        after path: Data, limit: Int
    ) throws -> [(path: Data, blob: BlobCheck)] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT path, blobs.digest, blobs.size, state
                FROM source_files CROSS JOIN blobs ON blobs.digest = source_files.digest
                WHERE path > ? AND source_files.digest IN (
                    SELECT digest FROM blobs INDEXED BY blobs_unwell WHERE state <> 'present')
                ORDER BY path LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: [path, limit])
            .map { ($0["path"], BlobCheck(row: $0)) }
    }
}

extension CatalogWriter {
    /// Records that the object of a blob was read and is whole, and its size.
    package func setSize(_ size: Int64, of digest: Digest) throws {
        try db.cachedStatement(
            sql: "UPDATE blobs SET size = ?, state = 'present' WHERE digest = ?"
        ).execute(arguments: [size, digest])
    }

    /// Records that the objects of these blobs were read and are whole.
    package func setVerified(_ digests: [Digest], at time: Int64) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE blobs SET verified_at = ? WHERE digest = ?")
        for digest in digests { try statement.execute(arguments: [time, digest]) }
    }
}

extension BlobCheck {
    init(row: Row) {
        digest = row["digest"]
        size = row["size"]
        state = BlobState(rawValue: row["state"]) ?? .corrupt
    }
}

/// How far the contents of a store were compared with their digests.
package struct VerificationState: Sendable, Equatable {
    package let blobs: Int
    /// That no verification has read yet.
    package let unread: Int
    /// When the one was read that waits the longest, and the last one; UTC milliseconds.
    package let oldest, newest: Int64?
    package let missing, corrupt: Int
}

extension CatalogReader {
    package func verificationState() throws -> VerificationState {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*), count(*) - count(verified_at), min(verified_at), max(verified_at),
                    coalesce(sum(state = 'missing'), 0), coalesce(sum(state = 'corrupt'), 0)
                FROM blobs
                """)
        guard let row else { throw CatalogError.damaged("a count has no row") }
        return VerificationState(
            blobs: row[0], unread: row[1], oldest: row[2], newest: row[3], missing: row[4],
            corrupt: row[5])
    }
}
