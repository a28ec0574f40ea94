extension Jobs where Access == DomainTransaction {
    /// Cancels what is not finished, with what waits below and behind it.
    @discardableResult
    package func cancel(_ id: String) throws -> Job {
        let job = try access.own(Job.self, id)
        return try end(job, .cancelled, error: nil)
    }

    /// Brings a job to a final state, and what follows from that to others: those that depend on it,
    /// its steering job, its waiting children. What is finished stays. Chains may be long: what follows
    /// waits in a list, not on the stack.
    func end(_ job: Job, _ status: Job.Status, error: String?) throws -> Job {
        let ended = try finish(job, status, error)
        var following = try consequences(of: ended)
        while let next = following.popLast() {
            // A diamond reaches the same job twice.
            let job = try access.get(Job.self, next.id, presence: .any)
            if job.status.isFinal { continue }
            following += try consequences(of: finish(job, next.status, next.error))
        }
        return ended
    }

    private func finish(_ job: Job, _ status: Job.Status, _ error: String?) throws -> Job {
        try requireNext(job, status)
        let ended = try access.update(job) {
            $0.status = status
            $0.error = error
            $0.leaseUntil = nil
            $0.runUntil = nil
            $0.endedAt = access.now
        }
        try access.charges.end(ended)
        return ended
    }

    func requireNext(_ job: Job, _ status: Job.Status) throws {
        guard job.status.next.contains(status) else {
            throw DomainError.wrongState(
                .jobs, job.id, state: job.status.rawValue,
                allowed: job.status.next.map(\.rawValue))
        }
    }

    /// A job that ends because another one did.
    private struct Consequence {
        let id: String
        let status: Job.Status
        let error: String
    }

    private func consequences(of job: Job) throws -> [Consequence] {
        guard job.status != .completed else {
            try releaseDependents(of: job)
            return []
        }
        let behind = try dependents(of: job).map { dependent in
            Consequence(id: dependent.id, status: job.status, error: Self.error(behind: job))
        }
        return try family(of: job) + behind.reversed()
    }

    private static func error(behind job: Job) -> String {
        "it waited for \(job.id), which is \(job.status.rawValue)"
    }

    private func dependents(of job: Job) throws -> [Job] {
        try access.records(
            Job.self,
            """
            JOIN job_dependencies AS link ON link.job_id = jobs.id
            WHERE link.depends_on_id = ? AND jobs.status = 'pending'
            """, [job.id])
    }

    private func releaseDependents(of job: Job) throws {
        for dependent in try dependents(of: job) {
            try access.update(dependent) { $0.unmet = max(0, $0.unmet - 1) }
        }
    }

    func endOf(_ job: Job, after dependency: Job) throws -> Job {
        if job.status.isFinal { return job }
        return try end(job, dependency.status, error: Self.error(behind: dependency))
    }

    /// Failure goes up to a steering job, and both go down to what waits.
    private func family(of job: Job) throws -> [Consequence] {
        var family: [Consequence] = []
        if job.isSteering {
            let error = "\(job.id), which it is part of, is \(job.status.rawValue)"
            family += try access.records(
                Job.self, "WHERE parent_id = ? AND status = 'pending'", [job.id]
            ).map { Consequence(id: $0.id, status: .cancelled, error: error) }
        }
        if job.status == .failed, let id = job.parentID,
            let parent = try access.find(Job.self, id, presence: .any),
            parent.isSteering, !parent.status.isFinal
        {
            family.append(
                Consequence(id: id, status: .failed, error: "its part \(job.id) failed"))
        }
        return family
    }
}
