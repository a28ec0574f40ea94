import GRDB
package import Values

/// How many assets are missing, by reason and host.
package struct MissingSummary: Sendable, Equatable {
    package struct Group: Sendable, Equatable {
        package let status: RetrievalStatus
        /// Nil for assets that were not tried yet.
        package let errorKind: RecordedKind?
        package let httpStatus: Int?
        package let host: String
        package let isPermanent: Bool
        package let count: Int
        /// How many have an older version here.
        package let isUpdate: Bool
        /// The earliest; UTC milliseconds.
        package let nextAttempt: Int64?
    }

    package let groups: [Group]
    package let restingHosts: [HostRecord]
}

extension CatalogReader {
    /// - Parameter now: hosts whose circuit breaker is open beyond it are included.
    package func missing(now: Int64) throws -> MissingSummary {
        // Groups and their counts are kept by triggers; only the earliest attempt of each is looked
        // up.
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT retrieval_status, error_class, http_status, source_host, is_permanent,
                    is_update, count
                FROM asset_counts
                WHERE is_superseded = 0 AND is_deleted = 0 AND retrieval_status <> 'completed'
                    AND count > 0
                ORDER BY count DESC, source_host
                """)
        let next = try db.cachedStatement(sql: CatalogReader.nextOfGroup)
        return MissingSummary(
            groups: try rows.map { row in
                let errorKind: String = row[1]
                let httpStatus: Int = row[2]
                let host: String = row[3]
                let group: StatementArguments = [
                    row[0], errorKind.isEmpty ? nil : errorKind,
                    httpStatus == 0 ? nil : httpStatus, host.isEmpty ? nil : host, row[4], row[5],
                ]
                return MissingSummary.Group(
                    status: RetrievalStatus(rawValue: row[0]) ?? .failed,
                    errorKind: errorKind.isEmpty ? nil : RecordedKind(errorKind),
                    httpStatus: httpStatus == 0 ? nil : httpStatus, host: host,
                    isPermanent: row[4], count: row[6], isUpdate: row[5],
                    nextAttempt: try Int64.fetchOne(next, arguments: group))
            }, restingHosts: try restingHosts(at: now))
    }

    /// Of one user's assets alone, for which no counts are kept.
    package func missing(of user: String) throws -> [MissingSummary.Group] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT retrieval_status, retrieval_error_class, retrieval_http_status, source_host,
                    retrieval_permanent, refreshes IS NOT NULL, count(*),
                    min(next_retrieval_attempt)
                FROM assets
                WHERE user_id = ? AND retrieval_status <> 'completed' AND superseded_by IS NULL
                    AND deleted_at IS NULL
                GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 7 DESC, 4
                """, arguments: [user]
        ).map { row in
            MissingSummary.Group(
                status: RetrievalStatus(rawValue: row[0]) ?? .failed,
                errorKind: (row[1] as String?).map { RecordedKind($0) }, httpStatus: row[2],
                host: row[3] ?? "", isPermanent: row[4], count: row[6], isUpdate: row[5],
                nextAttempt: row[7])
        }
    }

    static let nextOfGroup = """
        SELECT min(next_retrieval_attempt) FROM assets INDEXED BY assets_waiting_by_reason
        WHERE retrieval_status = ? AND retrieval_error_class IS ? AND retrieval_http_status IS ?
            AND source_host IS ? AND retrieval_permanent = ? AND (refreshes IS NOT NULL) = ?
            AND next_retrieval_attempt IS NOT NULL AND retrieval_status <> 'completed' AND superseded_by IS NULL
            AND deleted_at IS NULL
        """

    /// The state of assets that partial files belong to; purged assets are left out.
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
