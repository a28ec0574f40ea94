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
