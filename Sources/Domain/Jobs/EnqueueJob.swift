/// What a job is made of beside its own columns.
package struct JobRequest: Sendable {
    /// The client's choice; enqueueing it again gives the job that there is.
    package var id: String?
    package var project: String?
    package var session: String?
    package var parent: String?
    package var references: [JobReference] = []
    package var dependencies: [String] = []
    package var user: String?

    package init() {}
}

extension Jobs where Access == DomainTransaction {
    /// Puts a job into the queue.
    /// - Parameter fill: sets what may be edited: prompt, model, parameters, ….
    /// - Throws: `DomainError.overdraft` where its price is held and the balance is too low.
    @discardableResult
    package func enqueue(
        _ type: String, _ request: JobRequest = JobRequest(),
        _ fill: (inout Job) throws -> Void = { _ in }
    ) throws -> Job {
        if let id = request.id, let known = try access.find(Job.self, id) { return known }
        let kind = try access.taskTypes.of(type)
        guard !type.isEmpty, kind.isActive else { throw DomainError.notFound(.taskTypes, type) }
        let blank = try place(request, kind)
        let job = try access.edited(blank, fill)
        try check(job)
        let dependencies = try self.dependencies(request, of: job)
        var queued = job
        queued.unmet = dependencies.count { $0.status != .completed }
        try access.insert(queued)
        try add(request.references, to: queued)
        for dependency in dependencies { try link(queued, to: dependency) }
        try access.charges.hold(queued, kind)
        return try propagateAtOnce(queued, dependencies)
    }

    private func place(_ request: JobRequest, _ kind: TaskType) throws -> Job {
        var job = Job()
        job.id = try access.newID(request.id)
        job.userID = try access.own(User.self, try access.owner(request.user)).id
        job.type = kind.name
        job.runPlace = kind.runPlace
        job.isSteering = kind.isSteering
        job.maxAttempts = kind.maxAttempts
        job.createdAt = access.now
        job.updatedAt = access.now
        if let id = request.session {
            let session = try access.own(Session.self, id)
            job.sessionID = try requireOwner(session.userID, job, .sessions, id)
            job.projectID = session.projectID
        }
        if let id = request.project {
            let project = try access.own(Project.self, id)
            job.projectID = try requireOwner(project.userID, job, .projects, id)
        }
        if let id = request.parent {
            let parent = try access.own(Job.self, id)
            job.parentID = try requireOwner(parent.userID, job, .jobs, id)
            if request.session == nil { job.sessionID = parent.sessionID }
            if request.project == nil { job.projectID = job.projectID ?? parent.projectID }
            guard parent.sessionID == job.sessionID else {
                throw DomainError.invalid(.parent, .elsewhere(id))
            }
        }
        return job
    }

    private func requireOwner(
        _ owner: String, _ job: Job, _ entity: Entity, _ id: String
    ) throws -> String {
        guard owner == job.userID else { throw DomainError.notFound(entity, id) }
        return id
    }

    func check(_ job: Job) throws {
        try Seed.check(job.seed)
        guard (0...10_000).contains(job.wanted) else {
            throw DomainError.invalid(.count, .outside(0, 10_000))
        }
        guard job.parameters.object != nil else { throw DomainError.invalid(.json, .malformed) }
        if let id = job.outcomeGenerationID {
            let generation = try access.own(Generation.self, id)
            _ = try requireOwner(generation.userID, job, .generations, id)
        }
        if let id = job.outcomeEntryID { _ = try access.own(Entry.self, id) }
        if let id = job.versionOf {
            _ = try requireOwner(access.own(Job.self, id).userID, job, .jobs, id)
        }
    }

    private func dependencies(_ request: JobRequest, of job: Job) throws -> [Job] {
        _ = try Order.distinct(request.dependencies)
        return try request.dependencies.map { id in
            let dependency = try access.own(Job.self, id)
            _ = try requireOwner(dependency.userID, job, .jobs, id)
            return dependency
        }
    }

    private func add(_ references: [JobReference], to job: Job) throws {
        for (index, given) in references.enumerated() {
            try access.requireAsset(given.assetID, of: job.userID)
            var reference = given
            reference.jobID = job.id
            reference.position = index
            do { try access.insert(reference) } catch DomainError.taken {
                throw DomainError.invalid(.references, .repeated(given.assetID))
            }
        }
    }

    private func link(_ job: Job, to dependency: Job) throws {
        var link = JobDependency()
        link.jobID = job.id
        link.dependsOnID = dependency.id
        try access.insert(link)
    }

    /// A job whose dependency failed or was cancelled before it came does not wait for ever.
    private func propagateAtOnce(_ job: Job, _ dependencies: [Job]) throws -> Job {
        for dependency in dependencies {
            switch dependency.status {
            case .failed, .cancelled: return try endOf(job, after: dependency)
            case .pending, .processing, .completed: continue
            }
        }
        return job
    }

    /// Changes what is shown of it at any time, and what is asked for while it waits.
    @discardableResult
    package func edit(_ id: String, _ change: (inout Job) throws -> Void) throws -> Job {
        let job = try access.own(Job.self, id)
        let wanted = try access.edited(job, change)
        try check(wanted)
        var shown = job
        (shown.name, shown.position, shown.isVisible) = (
            wanted.name, wanted.position, wanted.isVisible
        )
        (shown.workflowID, shown.batchID) = (wanted.workflowID, wanted.batchID)
        shown.correlationID = wanted.correlationID
        guard job.status == .pending || shown == wanted else {
            throw DomainError.wrongState(
                .jobs, id, state: job.status.rawValue,
                allowed: [Job.Status.pending.rawValue])
        }
        return try access.update(job) { $0 = wanted }
    }

    /// Hangs a step below another one of its session.
    @discardableResult
    package func move(_ id: String, below parent: String?) throws -> Job {
        let job = try access.own(Job.self, id)
        if let parent {
            let above = try access.own(Job.self, parent)
            guard above.userID == job.userID else { throw DomainError.notFound(.jobs, parent) }
            guard above.sessionID == job.sessionID else {
                throw DomainError.invalid(.parent, .elsewhere(parent))
            }
            try Lineage.requireNoCycle(
                .jobs, "parent_id", from: parent, to: job.id, access.connection)
        }
        return try access.update(job) { $0.parentID = parent }
    }

    /// Its references and dependencies go with it; what it made stays.
    package func delete(_ id: String) throws {
        let job = try access.own(Job.self, id)
        if !job.status.isFinal { _ = try cancel(id) }
        try access.softDelete(Job.self, id)
    }

    @discardableResult
    package func restore(_ id: String) throws -> Job { try access.restore(Job.self, id) }
}
