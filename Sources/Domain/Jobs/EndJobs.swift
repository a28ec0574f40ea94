extension Jobs where Access == DomainTransaction {
    /// Cancels what is not finished, with what waits below and behind it.
    @discardableResult
    package func cancel(_ id: String) throws -> Job {
        let job = try access.own(Job.self, id)
        return try end(job, .cancelled, error: nil)
    }

    /// Brings a job to a final state, and what follows from that to others: those that depend on it,
    /// its steering job, its waiting children. What is finished stays.
    func end(_ job: Job, _ status: Job.Status, error: String?) throws -> Job {
        try requireNext(job, status)
        let ended = try access.update(job) {
            $0.status = status
            $0.error = error
            $0.leaseUntil = nil
            $0.runUntil = nil
            $0.endedAt = access.now
        }
        try access.charges.end(ended)
        if status == .completed {
            try releaseDependents(of: ended)
        } else {
            for dependent in try dependents(of: ended) { _ = try endOf(dependent, after: ended) }
            try endFamily(of: ended)
        }
        return ended
    }

    func requireNext(_ job: Job, _ status: Job.Status) throws {
        guard job.status.next.contains(status) else {
            throw DomainError.wrongState(
                .jobs, job.id, state: job.status.rawValue,
                allowed: job.status.next.map(\.rawValue))
        }
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
        // A diamond reaches the same job twice.
        let job = try access.get(Job.self, job.id, presence: .any)
        if job.status.isFinal { return job }
        return try end(
            job, dependency.status,
            error: "it waited for \(dependency.id), which is \(dependency.status.rawValue)")
    }

    /// Failure goes up to a steering job, and both go down to what waits.
    private func endFamily(of job: Job) throws {
        if job.status == .failed, let id = job.parentID,
            let parent = try access.find(Job.self, id, presence: .any),
            parent.isSteering, !parent.status.isFinal
        {
            _ = try end(parent, .failed, error: "its part \(job.id) failed")
        }
        guard job.isSteering else { return }
        let waiting = try access.records(
            Job.self, "WHERE parent_id = ? AND status = 'pending'", [job.id])
        for child in waiting {
            let child = try access.get(Job.self, child.id, presence: .any)
            guard !child.status.isFinal else { continue }
            _ = try end(
                child, .cancelled,
                error: "\(job.id), which it is part of, is \(job.status.rawValue)")
        }
    }
}
