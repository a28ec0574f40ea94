import Catalog

/// Why a job waits.
package enum WaitingReason: String, Sendable, CaseIterable {
    /// It can be claimed.
    case ready
    /// Jobs that it depends on are not completed.
    case dependencies
    /// Its owner has as many running as may be.
    case limit
    /// Its owner's balance is not above 0.
    case credits
    /// Its owner takes no shared workers.
    case switchedOff = "switched_off"
    /// No worker was heard of lately that works where it runs.
    case noWorker = "no_worker"
}

/// How much one person may have at a time.
package struct QueueRules: Sendable {
    package var runningLimit = 5
    /// A job that waited this long goes before those of the model at hand.
    package var patienceMilliseconds: Int64 = 5 * 60 * 1000
    /// A worker that was not heard of for this long is not there.
    package var workerSilenceMilliseconds: Int64 = 2 * 60 * 1000

    package init() {}
}

/// Whether shared workers may take jobs of an owner, asked once for each in one claim.
struct OwnerEligibility {
    let connection: any Connection
    let rules: QueueRules
    private var known: [String: Owner] = [:]

    struct Owner {
        let running: Int
        let balance: Int64
        let isSwitchedOff: Bool
    }

    init(_ connection: any Connection, _ rules: QueueRules) {
        (self.connection, self.rules) = (connection, rules)
    }

    /// Nil where nothing is against it.
    mutating func obstacle(
        of user: String, isSteering: Bool, _ type: TaskType
    ) throws -> WaitingReason? {
        let owner = try of(user)
        if owner.isSwitchedOff { return .switchedOff }
        if !isSteering, owner.running >= rules.runningLimit { return .limit }
        if type.charging == .after, owner.balance <= 0 { return .credits }
        return nil
    }

    private mutating func of(_ user: String) throws -> Owner {
        if let owner = known[user] { return owner }
        let row = try connection.row(
            """
            SELECT (SELECT count(*) FROM jobs
                    WHERE user_id = users.id AND status = 'processing' AND is_steering = 0),
                (SELECT coalesce(sum(amount), 0) FROM credits_ledger WHERE user_id = users.id),
                settings
            FROM users WHERE id = ? AND deleted_at IS NULL AND disabled_at IS NULL
            """, [user])
        guard let row else { return Owner(running: 0, balance: 0, isSwitchedOff: true) }
        let settings = JSONText(row.values[2])?.object
        let owner = Owner(
            running: try row.value(0), balance: try row.value(1),
            isSwitchedOff: settings?["shared_workers"] as? Bool == false)
        known[user] = owner
        return owner
    }
}

/// Jobs that wait for the same: all that decides it is the same.
private struct WaitingGroup {
    let user: String
    let type: String
    let isSteering: Bool
    let place: RunPlace
    let hasUnmet: Bool
}

extension Jobs {
    /// Why a pending job waits; nil for one that does not.
    package func waitingReason(_ id: String, _ rules: QueueRules = QueueRules()) throws
        -> WaitingReason?
    {
        let job = try access.get(Job.self, id)
        guard job.status == .pending else { return nil }
        var eligibility = OwnerEligibility(access.connection, rules)
        let group = WaitingGroup(
            user: job.userID, type: job.type, isSteering: job.isSteering, place: job.runPlace,
            hasUnmet: job.unmet > 0)
        return try reason(group, &eligibility, rules)
    }

    private func reason(
        _ group: WaitingGroup, _ eligibility: inout OwnerEligibility, _ rules: QueueRules
    ) throws -> WaitingReason {
        if group.hasUnmet { return .dependencies }
        let type = try access.taskTypes.of(group.type)
        let obstacle = try eligibility.obstacle(
            of: group.user, isSteering: group.isSteering, type)
        if let obstacle { return obstacle }
        let workers = try access.count(
            """
            SELECT count(*) FROM workers WHERE run_place = ? AND last_heartbeat_at > ?
                AND (user_id IS NULL OR user_id = ?)
            """, [group.place, access.now - rules.workerSilenceMilliseconds, group.user])
        return workers == 0 ? .noWorker : .ready
    }

    /// How many of the viewer's jobs, for admins of all, wait for what; nothing is claimed, and no job
    /// is read: an index counts them by what decides it.
    package func waiting(_ rules: QueueRules = QueueRules()) throws -> [WaitingReason: Int] {
        var conditions = Conditions()
        conditions.add("jobs.status = 'pending'")
        conditions.add("jobs.deleted_at IS NULL")
        if !access.viewer.isAdmin { conditions.add("jobs.user_id = ?", access.viewer.userID) }
        let rows = try access.connection.rows(
            """
            SELECT user_id, type, is_steering, run_place, unmet > 0, count(*) FROM jobs
            WHERE \(conditions.sql) GROUP BY user_id, type, is_steering, run_place, unmet
            """, .positional(conditions.values))
        var eligibility = OwnerEligibility(access.connection, rules)
        var counts: [WaitingReason: Int] = [:]
        for row in rows {
            let group = WaitingGroup(
                user: try row.value(0), type: try row.value(1), isSteering: try row.value(2),
                place: try row.value(3), hasUnmet: try row.value(4))
            counts[try reason(group, &eligibility, rules), default: 0] += try row.value(5)
        }
        return counts
    }
}
