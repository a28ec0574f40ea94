import GRDB

/// What is missing, counted by why and where.
package struct MissingSummary: Sendable, Equatable {
    package struct Group: Sendable, Equatable {
        package let status: RetrievalStatus
        /// Nil for what was not tried yet.
        package let errorKind: String?
        package let httpStatus: Int?
        package let host: String
        package let isPermanent: Bool
        package let count: Int
        /// An older version of them is here.
        package let isUpdate: Bool
        /// Of the earliest; UTC milliseconds.
        package let nextAttempt: Int64?
    }

    package let groups: [Group]
    package let restingHosts: [HostRecord]
}

extension CatalogReader {
    /// - Parameter now: hosts that rest beyond it are named.
    package func missing(now: Int64) throws -> MissingSummary {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT retrieval_status, retrieval_error_class, retrieval_http_status, source_host,
                    retrieval_permanent, count(*) AS count, min(next_retrieval_attempt) AS next,
                    refreshes IS NOT NULL AS is_update
                FROM assets INDEXED BY assets_by_failure WHERE retrieval_status <> 'completed' AND deleted_at IS NULL
                    AND superseded_by IS NULL
                GROUP BY 1, 2, 3, 4, 5, 8 ORDER BY count DESC, 4
                """)
        return MissingSummary(
            groups: rows.map { row in
                MissingSummary.Group(
                    status: RetrievalStatus(rawValue: row["retrieval_status"]) ?? .failed,
                    errorKind: row["retrieval_error_class"],
                    httpStatus: row["retrieval_http_status"], host: row["source_host"] ?? "",
                    isPermanent: row["retrieval_permanent"], count: row["count"],
                    isUpdate: row["is_update"],
                    nextAttempt: row["next"])
            }, restingHosts: try restingHosts(at: now))
    }

    /// What has become of assets that files wait for; those that are gone are left out.
    package func statuses(of ids: [String]) throws -> [String: RetrievalStatus] {
        let statement = try db.cachedStatement(
            sql: "SELECT retrieval_status FROM assets WHERE id = ?")
        var statuses: [String: RetrievalStatus] = [:]
        for id in ids {
            statuses[id] = try String.fetchOne(statement, arguments: [id])
                .flatMap(RetrievalStatus.init(rawValue:))
        }
        return statuses
    }
}
