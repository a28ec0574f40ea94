import Catalog

/// What old things there are, and their end. For admins.
package struct Housekeeping<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var housekeeping: Housekeeping<Self> { Housekeeping(access: self) }
}

extension Housekeeping {
    /// How many rows a rule would take now: of deleted ones those whose deletion was asked for, not what
    /// goes along.
    package func count(_ rule: RetentionRule, _ age: RetentionAge) throws -> Int {
        try access.requireAdmin()
        guard let milliseconds = age.milliseconds else { return 0 }
        let moment = access.now - milliseconds
        guard rule == .deleted else {
            let query = query(rule)
            return try access.count(
                "SELECT count(*) FROM \(query.table) WHERE \(query.condition)",
                Array(repeating: moment, count: query.moments))
        }
        return try DomainTables.all.filter { $0.deletedAt != nil }.reduce(0) { sum, table in
            let living = table.entity == .users ? " AND purged_at IS NULL" : ""
            return try sum
                + access.count(
                    """
                    SELECT count(*) FROM \(table.name)
                    WHERE deleted_with = id AND deleted_at < ?\(living)
                    """, [moment])
        }
    }

    /// Rows that a rule takes, by a condition with so many moments in it.
    func query(_ rule: RetentionRule) -> (table: String, condition: String, moments: Int) {
        switch rule {
        case .expiredTokens:
            ("access_tokens", "(expires_at < ? OR revoked_at < ?)", 2)
        case .expiredLinks: ("shared_links", "(expires_at < ? OR revoked_at < ?)", 2)
        case .idempotencyKeys: ("idempotency", "created_at < ?", 1)
        case .closedConnections:
            ("connections", "(disconnected_at < ? OR last_heartbeat_at < ?)", 2)
        case .events: ("events", "at < ?", 1)
        case .completedSessions:
            (
                "sessions",
                """
                completed_at < ? AND status = 'completed' AND archived_at IS NULL
                    AND deleted_at IS NULL
                """, 1
            )
        case .oldGenerations:
            (
                "generations", "created_at < ? AND archived_at IS NULL AND deleted_at IS NULL", 1
            )
        case .deleted: preconditionFailure("what was deleted lies in many tables")
        }
    }
}

extension Housekeeping where Access == DomainTransaction {
    /// Does a piece of a rule's work: whoever keeps house calls this again and again, each time in a
    /// transaction of its own, and may stop in between.
    /// - Returns: how many rows it took; 0 when nothing is left.
    package func apply(_ rule: RetentionRule, _ age: RetentionAge, limit: Int = 200) throws -> Int {
        try access.requireAdmin()
        guard let milliseconds = age.milliseconds else { return 0 }
        let moment = access.now - milliseconds
        switch rule {
        case .expiredTokens: return try remove(AccessToken.self, rule, moment, limit)
        case .expiredLinks: return try remove(SharedLink.self, rule, moment, limit)
        case .idempotencyKeys: return try remove(IdempotentAnswer.self, rule, moment, limit)
        case .closedConnections: return try remove(LiveConnection.self, rule, moment, limit)
        case .events: return try access.events.prune(before: moment, limit: limit)
        case .completedSessions:
            return try change(Session.self, rule, moment, limit) { $0.archivedAt = access.now }
        case .oldGenerations:
            return try change(Generation.self, rule, moment, limit) { $0.archivedAt = access.now }
        case .deleted: return try access.purge(deletedBefore: moment, limit: limit).changed
        }
    }

    private func rows<Record: DomainRecord>(
        _ type: Record.Type, _ rule: RetentionRule, _ moment: Int64, _ limit: Int
    ) throws -> [Record] {
        let query = query(rule)
        return try access.records(
            type, "WHERE \(query.condition) LIMIT ?",
            Array(repeating: moment, count: query.moments) + [Int64(limit)])
    }

    private func remove<Record: DomainRecord>(
        _ type: Record.Type, _ rule: RetentionRule, _ moment: Int64, _ limit: Int
    ) throws -> Int {
        let rows = try rows(type, rule, moment, limit)
        for row in rows { try access.delete(row) }
        return rows.count
    }

    private func change<Record: DomainRecord>(
        _ type: Record.Type, _ rule: RetentionRule, _ moment: Int64, _ limit: Int,
        _ change: (inout Record) -> Void
    ) throws -> Int {
        let rows = try rows(type, rule, moment, limit)
        for row in rows { try access.update(row, change) }
        return rows.count
    }
}
