import GRDB

/// The failures of a host since its last answer.
package struct HostRecord: Sendable, Equatable {
    package let host: String
    package var failures, opens: Int
    /// UTC milliseconds.
    package var openUntil: Int64?

    package init(host: String, failures: Int, opens: Int, openUntil: Int64?) {
        self.host = host
        self.failures = failures
        self.opens = opens
        self.openUntil = openUntil
    }
}

extension CatalogReader {
    package func host(_ name: String) throws -> HostRecord? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM hosts WHERE host = ?"), arguments: [name]
        ).map(HostRecord.init(row:))
    }

    /// Hosts whose circuit breaker is open until a later time.
    package func restingHosts(at now: Int64) throws -> [HostRecord] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM hosts WHERE rests_until > ? ORDER BY host", arguments: [now]
        ).map(HostRecord.init(row:))
    }
}

extension CatalogWriter {
    /// A host without failures has no row.
    package func upsert(_ host: HostRecord) throws {
        if host.failures == 0, host.opens == 0 {
            try db.cachedStatement(sql: "DELETE FROM hosts WHERE host = ?")
                .execute(arguments: [host.host])
        } else {
            try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO hosts (host, failures, rests, rests_until)
                    VALUES (?, ?, ?, ?)
                    """
            ).execute(arguments: [host.host, host.failures, host.opens, host.openUntil])
        }
    }
}

extension HostRecord {
    fileprivate init(row: Row) {
        self.init(
            host: row["host"], failures: row["failures"], opens: row["rests"],
            openUntil: row["rests_until"])
    }
}
