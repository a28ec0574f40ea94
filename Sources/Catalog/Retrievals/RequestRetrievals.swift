import GRDB
package import Values

/// Which missing assets a retry is for.
package struct RetrievalFilter: Sendable, Equatable {
    package enum Due: Sendable {
        /// Those that are due.
        case now
        /// All that may still succeed, due or not.
        case transient
        /// Also those that will never succeed by themselves.
        case all
        /// Those with a next attempt, now or later.
        case ever
    }

    package var due = Due.now
    package var hosts: [String] = []
    package var errorKinds: [FailureKind] = []
    package var bucket: String?
    package var ids: [String] = []
    /// Registered at or before this time, UTC milliseconds.
    package var before: Int64?
    package var limit: Int?
    /// Only of this user.
    package var user: String?

    package init() {}
}

extension RetrievalFilter {
    /// What its assets have to be, in SQL: those that are being fetched are left out.
    fileprivate func conditions(at now: Int64) -> (sql: String, arguments: StatementArguments) {
        var conditions = [
            // The plus keeps the planner from the index of statuses: the index of due times is the
            // right one.
            "+retrieval_status IN ('pending', 'failed')", "deleted_at IS NULL",
            // Written exactly like the condition of the partial indexes.
            "retrieval_status <> 'completed'",
            // Assets that another run requested are left to it.
            "retrieval_request IS NULL",
        ]
        var arguments: StatementArguments = []
        func add(_ condition: String, _ values: [any DatabaseValueConvertible]) {
            conditions.append(condition)
            arguments += StatementArguments(values)
        }
        switch due {
        case .now: add("next_retrieval_attempt <= ?", [now])
        case .ever: conditions.append("next_retrieval_attempt IS NOT NULL")
        case .transient: conditions.append("retrieval_permanent = 0")
        case .all: break
        }
        func anyOf(_ count: Int) -> String {
            "(" + Array(repeating: "?", count: count).joined(separator: ", ") + ")"
        }
        if !hosts.isEmpty {
            // With or without its port.
            let bare = hosts.map { $0 + ":" }
            add(
                "(source_host IN \(anyOf(hosts.count)) OR "
                    + bare.map { _ in "instr(source_host, ?) = 1" }.joined(separator: " OR ") + ")",
                hosts + bare)
        }
        if !errorKinds.isEmpty {
            add(
                "retrieval_error_class IN \(anyOf(errorKinds.count))",
                errorKinds.map(\.rawValue))
        }
        if let bucket { add("target_bucket = ?", [bucket]) }
        if !ids.isEmpty { add("id IN \(anyOf(ids.count))", ids) }
        if let user { add("user_id = ?", [user]) }
        if let before { add("created_at <= ?", [before]) }
        return (conditions.joined(separator: " AND "), arguments)
    }

    /// A person who asks for more than what is due wants it now.
    fileprivate var keepsTimes: Bool { due == .now || due == .ever }
}

extension CatalogReader {
    /// Whether anything is due that no run has requested yet.
    package func hasDueRetrievals(at now: Int64) throws -> Bool {
        let (conditions, arguments) = RetrievalFilter().conditions(at: now)
        return try Row.fetchOne(
            db, sql: "SELECT 1 FROM assets WHERE \(conditions) LIMIT 1", arguments: arguments)
            != nil
    }
}

extension CatalogWriter {
    /// Makes the assets of a filter due, for whoever fetches what is due. Returns how many.
    package func makeDue(_ filter: RetrievalFilter, at now: Int64) throws -> Int {
        let (conditions, arguments) = filter.conditions(at: now)
        try closeBreakers(
            of: "SELECT DISTINCT source_host FROM assets WHERE \(conditions)", arguments)
        try db.execute(
            sql: """
                UPDATE assets SET updated_at = ?, next_retrieval_attempt = ?, retrieval_permanent = 0
                WHERE id IN (SELECT id FROM assets WHERE \(conditions))
                """, arguments: [now, now] + arguments)
        return db.changesCount
    }

    /// A person wants something of these hosts now.
    private func closeBreakers(of hosts: String, _ arguments: StatementArguments) throws {
        try db.execute(sql: "DELETE FROM hosts WHERE host IN (\(hosts))", arguments: arguments)
    }

    /// Marks the assets of a filter as requested by `run`, except those that are being fetched.
    /// Returns how many.
    package func request(_ filter: RetrievalFilter, run: String, at now: Int64) throws -> Int {
        let (conditions, arguments) = filter.conditions(at: now)
        let keepsTimes = filter.keepsTimes
        // Parameters of SET come before those of WHERE.
        var all: StatementArguments = [run, now]
        if !keepsTimes { all += [now] }
        all += arguments
        all += [filter.limit ?? -1]
        try db.execute(
            sql: """
                UPDATE assets SET retrieval_request = ?, updated_at = ?\
                \(keepsTimes ? "" : ", next_retrieval_attempt = ?, retrieval_permanent = 0")
                WHERE id IN (SELECT id FROM assets WHERE \(conditions)
                    ORDER BY next_retrieval_attempt LIMIT ?)
                """, arguments: all)
        let count = db.changesCount
        if !keepsTimes {
            try closeBreakers(
                of: "SELECT DISTINCT source_host FROM assets WHERE retrieval_request = ?", [run])
        }
        return count
    }

    /// Ends the requests of a run: what it did not get to waits until its host may be asked again.
    package func endRequest(run: String, at time: Int64) throws {
        try db.execute(
            sql: """
                UPDATE assets SET retrieval_request = NULL, updated_at = ?,
                    next_retrieval_attempt = CASE WHEN next_retrieval_attempt IS NULL THEN NULL
                        ELSE max(next_retrieval_attempt, coalesce(
                            (SELECT rests_until FROM hosts WHERE host = source_host), 0)) END
                WHERE retrieval_request = ?
                """, arguments: [time, run])
    }
}
