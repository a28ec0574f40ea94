/// What a worker would take.
package struct ClaimRequest: Sendable {
    /// Types; empty for all.
    package var types: [String] = []
    /// The models that are loaded.
    package var models: [String] = []
    /// Nothing else than jobs of these models.
    package var onlyModels = false
    package var rules = QueueRules()

    package init() {}
}

/// A job that is held by a worker until its lease runs out.
package struct HeldJob: Sendable, Equatable {
    package let job: Job
    /// To be named with everything that its holder says of it.
    package let lease: Int
    package let references: [JobReference]
}

extension Jobs where Access == DomainTransaction {
    /// Gives the worker the job whose turn it is; nil when there is none that it may have.
    ///
    /// By priority, then age; but first those that waited longer than the rules' patience, then those of
    /// the models at hand, then others. Fairness between people is the limit of running jobs.
    package func claim(
        _ worker: String, _ request: ClaimRequest = ClaimRequest()
    ) throws -> HeldJob? {
        let worker = try access.workers.beat(access.own(Worker.self, worker))
        var queue = ClaimQueue(access, worker, request)
        guard let job = try queue.next() else { return nil }
        return try hold(job, worker)
    }

    private func hold(_ job: Job, _ worker: Worker) throws -> HeldJob {
        let type = try access.taskTypes.of(job.type)
        try requireNext(job, .processing)
        let held = try access.update(job) {
            $0.status = .processing
            $0.workerID = worker.id
            $0.isOwnWorker = worker.userID != nil
            $0.lease += 1
            $0.leaseUntil = access.now + Int64(type.leaseSeconds) * 1000
            $0.runUntil = access.now + Int64(type.runSeconds) * 1000
            $0.heartbeatAt = access.now
            $0.startedAt = access.now
        }
        let references = try access.records(
            JobReference.self, "WHERE job_id = ? ORDER BY position, asset_id, role", [job.id])
        return HeldJob(job: held, lease: held.lease, references: references)
    }
}

/// The jobs that a worker may have, in the order of their turns.
private struct ClaimQueue {
    private let access: DomainTransaction
    private let worker: Worker
    private let request: ClaimRequest
    private var eligibility: OwnerEligibility
    private var blocked: Set<String> = []

    /// Rows that are looked at before owners that are blocked are left out of the query.
    private static let chunk = 32

    init(_ access: DomainTransaction, _ worker: Worker, _ request: ClaimRequest) {
        (self.access, self.worker, self.request) = (access, worker, request)
        eligibility = OwnerEligibility(access.connection, request.rules)
    }

    mutating func next() throws -> Job? {
        if !request.onlyModels || request.models.isEmpty {
            let impatient = access.now - request.rules.patienceMilliseconds
            if let job = try first({ $0.add("jobs.created_at <= ?", impatient) }) { return job }
        }
        if !request.models.isEmpty {
            let models = request.models
            if let job = try first({ $0.add("jobs.model", in: models) }) { return job }
            if request.onlyModels { return nil }
        }
        return try first { _ in }
    }

    private mutating func first(_ narrow: (inout Conditions) -> Void) throws -> Job? {
        while true {
            var conditions = Conditions()
            conditions.add("jobs.run_place = ?", worker.runPlace)
            conditions.add(
                "jobs.status = 'pending' AND jobs.unmet = 0 AND jobs.deleted_at IS NULL")
            if let owner = worker.userID { conditions.add("jobs.user_id = ?", owner) }
            if !request.types.isEmpty { conditions.add("jobs.type", in: request.types) }
            if !blocked.isEmpty {
                let marks = blocked.map { _ in "?" }.joined(separator: ", ")
                conditions.add("jobs.user_id NOT IN (\(marks))", all: blocked.sorted())
            }
            narrow(&conditions)
            let jobs = try access.records(
                Job.self,
                """
                WHERE \(conditions.sql)
                ORDER BY jobs.priority DESC, jobs.created_at, jobs.id LIMIT \(ClaimQueue.chunk)
                """, conditions.values)
            let known = blocked
            for job in jobs where try !isBlocked(job) { return job }
            if jobs.count < ClaimQueue.chunk || blocked == known { return nil }
        }
    }

    /// The owner's own worker takes whatever they have.
    private mutating func isBlocked(_ job: Job) throws -> Bool {
        if worker.userID != nil { return false }
        let type = try access.taskTypes.of(job.type)
        guard
            try eligibility.obstacle(of: job.userID, isSteering: job.isSteering, type) != nil
        else { return false }
        blocked.insert(job.userID)
        return true
    }
}
