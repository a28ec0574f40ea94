extension Jobs where Access == DomainTransaction {
    /// A job as its holder names it.
    /// - Throws: `DomainError.leaseLost` when it is not the holder's any more, `wrongState` when it has
    ///   come to an end meanwhile.
    package func held(_ id: String, lease: Int) throws -> Job {
        // By id and lease: a shared worker does not own the job that it works on.
        guard let job = try access.acting(as: .program).find(Job.self, id, presence: .any),
            let worker = job.workerID
        else { throw DomainError.notFound(.jobs, id) }
        guard try access.find(Worker.self, worker) != nil else {
            // Of one's own job the news may be told that somebody else's worker has it now.
            let isOwn = try access.find(Job.self, id, presence: .any) != nil
            throw isOwn && job.lease != lease
                ? DomainError.leaseLost(job: id, lease: lease) : DomainError.notFound(.jobs, id)
        }
        guard job.lease == lease else { throw DomainError.leaseLost(job: id, lease: lease) }
        guard job.status == .processing else {
            if job.status == .pending { throw DomainError.leaseLost(job: id, lease: lease) }
            throw DomainError.wrongState(
                .jobs, id, state: job.status.rawValue,
                allowed: job.status.next.map(\.rawValue))
        }
        return job
    }

    private var program: Jobs<DomainTransaction> {
        access.acting(as: .program).jobs
    }

    /// Extends the lease.
    /// - Returns: until when.
    @discardableResult
    package func heartbeat(_ id: String, lease: Int) throws -> Int64 {
        let job = try held(id, lease: lease)
        let type = try access.taskTypes.of(job.type)
        let until = access.now + Int64(type.leaseSeconds) * 1000
        try access.update(job) {
            $0.leaseUntil = until
            $0.heartbeatAt = access.now
        }
        return until
    }

    /// The work begins only now, say because a model had to be loaded: nobody pays for before.
    package func restartClock(_ id: String, lease: Int) throws {
        let job = try held(id, lease: lease)
        guard job.received == 0 else { throw DomainError.invalid(.started, .elsewhere(id)) }
        try access.update(job) { $0.startedAt = access.now }
    }

    /// Its holder could not do it, and nobody else would.
    @discardableResult
    package func fail(_ id: String, lease: Int, error: String) throws -> Job {
        let job = try held(id, lease: lease)
        return try program.end(job, .failed, error: error)
    }

    /// Gives it back to the queue; no try is counted.
    @discardableResult
    package func release(_ id: String, lease: Int, reason: String) throws -> Job {
        try program.giveBack(held(id, lease: lease), reason: reason)
    }

    /// Its holder crashed: a loss at once, which counts a try.
    @discardableResult
    package func crash(_ id: String, lease: Int, reason: String) throws -> Job {
        try program.lose(held(id, lease: lease), reason: reason)
    }

    private func giveBack(_ job: Job, reason: String) throws -> Job {
        try access.update(job) {
            $0.status = .pending
            $0.returned = reason
            $0.leaseUntil = nil
            $0.runUntil = nil
            $0.startedAt = nil
        }
    }

    private func lose(_ job: Job, reason: String) throws -> Job {
        let tried = try access.update(job) { $0.attempts += 1 }
        if tried.attempts < tried.maxAttempts { return try giveBack(tried, reason: reason) }
        return try end(
            tried, .failed, error: "\(reason); it was tried \(tried.attempts) times")
    }

    /// Takes jobs back whose holder was not heard of in time, and ends those that ran too long. Called
    /// again and again by whoever keeps the queue.
    /// - Returns: how many; as many as `limit` when there may be more.
    package func expireLeases(limit: Int = 100) throws -> Int {
        try access.requireAdmin()
        let lost = try access.records(
            Job.self,
            "WHERE status = 'processing' AND lease_until <= ? ORDER BY lease_until LIMIT ?",
            [access.now, limit])
        for job in lost { _ = try lose(job, reason: "its worker was not heard of") }
        let endless = try access.records(
            Job.self, "WHERE status = 'processing' AND run_until <= ? LIMIT ?",
            [access.now, limit - lost.count])
        for job in endless { _ = try end(job, .failed, error: "it ran too long") }
        return lost.count + endless.count
    }
}
