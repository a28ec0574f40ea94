import Catalog

package struct Costs<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var costs: Costs<Self> { Costs(access: self) }
}

package struct CostFilter: Sendable {
    package var project: String?
    package var session: String?
    package var generation: String?

    package init() {}
}

/// Costs of one category, provider and currency.
package struct CostGroup: Sendable, Equatable {
    package let category: Cost.Category
    package let provider: String
    package let currency: String
    package let calls: Int
    package let amount: Int64
    /// The mean of those that are known, rounded half up.
    package let meanLatencyMilliseconds: Int64?
}

extension Costs {
    /// Newest first.
    package func page(
        _ filter: CostFilter = CostFilter(), of user: String? = nil,
        _ request: PageRequest = PageRequest()
    ) throws -> Page<Cost> {
        var list = ListQuery<Cost>(orderedBy: "created_at", .descending)
        list.conditions = try conditions(filter, user)
        return try list.page(request, access)
    }

    private func conditions(_ filter: CostFilter, _ user: String?) throws -> Conditions {
        var conditions = Conditions()
        conditions.add("costs.user_id = ?", try access.owner(user))
        if let project = filter.project { conditions.add("costs.project_id = ?", project) }
        if let session = filter.session { conditions.add("costs.session_id = ?", session) }
        if let generation = filter.generation {
            conditions.add("costs.generation_id = ?", generation)
        }
        return conditions
    }

    /// One total a currency.
    package func totals(
        _ filter: CostFilter = CostFilter(), of user: String? = nil
    ) throws -> [String: Int64] {
        let conditions = try conditions(filter, user)
        let rows = try access.connection.rows(
            """
            SELECT currency, sum(amount) FROM costs WHERE \(conditions.sql) GROUP BY currency
            """, .positional(conditions.values))
        return Dictionary(
            uniqueKeysWithValues: try rows.map { (try $0.value(0), try $0.value(1)) })
    }

    /// Dearest first.
    package func breakdown(
        _ filter: CostFilter = CostFilter(), of user: String? = nil
    ) throws -> [CostGroup] {
        let conditions = try conditions(filter, user)
        let rows = try access.connection.rows(
            """
            SELECT category, provider, currency, count(*), sum(amount),
                (2 * sum(latency_ms) + count(latency_ms)) / (2 * count(latency_ms))
            FROM costs WHERE \(conditions.sql) GROUP BY category, provider, currency
            ORDER BY sum(amount) DESC, category, provider, currency
            """, .positional(conditions.values))
        return try rows.map {
            CostGroup(
                category: try $0.value(0), provider: try $0.value(1), currency: try $0.value(2),
                calls: try $0.value(3), amount: try $0.value(4),
                meanLatencyMilliseconds: try $0.valueIfAny(5))
        }
    }
}

/// What a cost is about.
package struct CostTarget: Sendable {
    package var project: String?
    package var session: String?
    package var job: String?
    package var generation: String?
    package var user: String?

    package init() {}
}

extension Costs where Access == DomainTransaction {
    /// Records what a call cost, once: the same call of the same provider again is the same cost.
    @discardableResult
    package func add(
        _ target: CostTarget, _ fill: (inout Cost) throws -> Void
    ) throws -> Cost {
        var blank = Cost()
        blank.id = access.makeID()
        blank.userID = try access.own(User.self, try access.owner(target.user)).id
        blank.createdAt = access.now
        blank.updatedAt = access.now
        try place(&blank, target)
        let cost = try access.edited(blank, fill)
        try cost.check()
        if let call = cost.callID,
            let known = try access.record(
                Cost.self, "WHERE user_id = ? AND provider = ? AND call_id = ?",
                [cost.userID, cost.provider, call])
        {
            return known
        }
        try access.insert(cost)
        return cost
    }

    private func place(_ cost: inout Cost, _ target: CostTarget) throws {
        let owner = cost.userID
        if let id = target.generation {
            let generation = try access.own(Generation.self, id)
            guard generation.userID == owner else { throw DomainError.notFound(.generations, id) }
            (cost.generationID, cost.sessionID) = (id, generation.sessionID)
            (cost.jobID, cost.projectID) = (generation.jobID, generation.projectID)
        }
        if let id = target.job {
            let job = try access.own(Job.self, id)
            guard job.userID == owner else { throw DomainError.notFound(.jobs, id) }
            cost.jobID = id
            cost.sessionID = cost.sessionID ?? job.sessionID
            cost.projectID = cost.projectID ?? job.projectID
        }
        if let id = target.session {
            let session = try access.own(Session.self, id)
            guard session.userID == owner else { throw DomainError.notFound(.sessions, id) }
            (cost.sessionID, cost.projectID) = (id, cost.projectID ?? session.projectID)
        }
        if let id = target.project {
            let project = try access.own(Project.self, id)
            guard project.userID == owner else { throw DomainError.notFound(.projects, id) }
            cost.projectID = id
        }
    }

    @discardableResult
    package func edit(_ id: String, _ change: (inout Cost) throws -> Void) throws -> Cost {
        let cost = try access.own(Cost.self, id)
        let wanted = try access.edited(cost, change)
        try wanted.check()
        return try access.update(cost) { $0 = wanted }
    }

    /// To another session; nil: to none.
    @discardableResult
    package func move(_ id: String, to session: String?) throws -> Cost {
        let cost = try access.own(Cost.self, id)
        if let session {
            let owner = try access.own(Session.self, session).userID
            guard owner == cost.userID else { throw DomainError.notFound(.sessions, session) }
        }
        return try access.update(cost) { $0.sessionID = session }
    }

    package func delete(_ id: String) throws { try access.delete(access.own(Cost.self, id)) }
}
