package import Foundation
import GRDB
import Values

/// How many more rows of a host a run may claim.
package struct ClaimRoom: Sendable {
    /// The limit of each host; hosts that are named have their own.
    package var perHost: Int
    package var hosts: [String: Int] = [:]
    package var total: Int

    package init(perHost: Int, total: Int) {
        self.perHost = perHost
        self.total = total
    }
}

extension CatalogReader {
    package func sealedSource(of id: String) throws -> Data? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT sealed_source FROM assets WHERE id = ?"),
            arguments: [id])
    }

    /// When the next asset that `run` requested may be tried; nil if there is none.
    package func nextAttempt(run: String) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT min(max(next_retrieval_attempt, coalesce(rests_until, 0)))
                FROM assets LEFT JOIN hosts ON host = source_host
                WHERE retrieval_request = ? AND retrieval_status IN ('pending', 'failed')
                    AND deleted_at IS NULL
                """, arguments: [run])
    }

    /// When the first missing asset may be tried; nil if nothing is tried automatically.
    package func nextAttempt() throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT min(next_retrieval_attempt) FROM assets INDEXED BY assets_due
                WHERE retrieval_status <> 'completed' AND deleted_at IS NULL
                """)
    }

    /// How many assets `run` requested that are not finished.
    package func requestedCount(run: String) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM assets WHERE retrieval_request = ?", arguments: [run])
            ?? 0
    }

    /// Runs that have claimed or requested assets; the caller finds out whether they are alive.
    package func retrievingRuns() throws -> Set<String> {
        var runs: Set<String> = []
        for column in ["retrieval_run", "retrieval_request"] {
            let statement = try db.cachedStatement(
                sql: "SELECT min(\(column)) FROM assets WHERE \(column) > ?")
            var last = ""
            while let next = try String.fetchOne(statement, arguments: [last]) {
                runs.insert(next)
                last = next
            }
        }
        return runs
    }
}

extension CatalogWriter {
    /// Claims due assets that `run` requested, a few of every host, so that no host's queue blocks
    /// another's. No other run fetches them while this one is alive.
    /// - Parameter cursor: the host to begin after; returns where to begin next.
    package func claim(
        run: String, room: ClaimRoom, now: Int64, cursor: inout String
    ) throws -> [RetrievalRecord] {
        var claimed: [RetrievalRecord] = []
        let breaker = try db.cachedStatement(
            sql: "SELECT rests_until > ? AS is_open, rests FROM hosts WHERE host = ?")
        let next = try db.cachedStatement(
            sql: """
                SELECT min(source_host) FROM assets INDEXED BY assets_requested
                WHERE retrieval_request = ? AND source_host > ?
                """)
        let due = try db.cachedStatement(
            sql: """
                SELECT id, source, source_host, sealed_source IS NOT NULL AS is_sealed,
                    source_expires, target_bucket, target_path, source_etag, source_modified,
                    source_size, expected_digest, keeps_undecodable, allows_own_host,
                    retrieval_attempts, refreshes, source_variant, kind, origin, name, user_id,
                    job_id, external_id, metadata, created_at
                FROM assets INDEXED BY assets_requested
                WHERE retrieval_request = ? AND source_host = ? AND next_retrieval_attempt <= ?
                    AND retrieval_status IN ('pending', 'failed') AND deleted_at IS NULL
                ORDER BY next_retrieval_attempt LIMIT ?
                """)
        var hasWrapped = false
        let start = cursor
        while claimed.count < room.total {
            guard let host = try String.fetchOne(next, arguments: [run, cursor]) else {
                if hasWrapped || start.isEmpty { break }
                hasWrapped = true
                cursor = ""
                continue
            }
            cursor = host
            var count = min(room.hosts[host] ?? room.perHost, room.total - claimed.count)
            if let row = try Row.fetchOne(breaker, arguments: [now, host]) {
                if row["is_open"] as Bool? == true {
                    count = 0
                } else if (row["rests"] as Int) > 0 {
                    // Half-open: one request at a time.
                    count = room.hosts[host] == nil ? min(count, 1) : 0
                }
            }
            if count > 0 {
                claimed += try Row.fetchAll(due, arguments: [run, host, now, count])
                    .map(RetrievalRecord.init(row:))
            }
            if hasWrapped, host >= start { break }
        }
        let mark = try db.cachedStatement(
            sql: """
                UPDATE assets SET retrieval_status = 'retrieving', retrieval_run = ?,
                    updated_at = ? WHERE id = ?
                """)
        for record in claimed { try mark.execute(arguments: [run, now, record.id]) }
        return claimed
    }

    /// Releases what a run has claimed: when it stops, or is found dead.
    /// - Parameter ids: nil for all.
    package func release(run: String, ids: [String]? = nil, at time: Int64) throws {
        let sql = """
            UPDATE assets SET retrieval_run = NULL, updated_at = ?,
                retrieval_status =
                    CASE WHEN retrieval_error IS NULL THEN 'pending' ELSE 'failed' END
            WHERE retrieval_run = ?
            """
        guard let ids else { return try db.execute(sql: sql, arguments: [time, run]) }
        let statement = try db.cachedStatement(sql: sql + " AND id = ?")
        for id in ids { try statement.execute(arguments: [time, run, id]) }
    }
}
