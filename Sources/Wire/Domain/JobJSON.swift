package import Domain

/// One request for work.
package struct JobJSON: WireJSON {
    package let id, user_id: String
    package let project_id, session_id, parent_id: String?
    package let type, run_place: String
    package let is_steering: Bool
    package let status: String
    package let unmet: Int
    package let position: Int?
    package let priority: Int
    package let name, prompt, negative_prompt, generated_prompt, model, seed, aspect_ratio: String?
    package let wanted, received, failed, pending: Int
    package let parameters, results: RawJSON
    package let outcome, outcome_generation_id, outcome_entry_id, variant_type: String?
    package let is_visible, is_closed: Bool
    package let version_of: String?
    package let version: Int
    package let workflow_id, batch_id, correlation_id, error, returned: String?
    package let attempts, max_attempts: Int
    package let worker_id: String?
    package let is_own_worker: Bool
    package let lease: Int
    package let lease_until, run_until, heartbeat_at, started_at, ended_at, deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ job: Job) {
        id = job.id
        user_id = job.userID
        project_id = job.projectID
        session_id = job.sessionID
        parent_id = job.parentID
        type = job.type
        run_place = job.runPlace.rawValue
        is_steering = job.isSteering
        status = job.status.rawValue
        unmet = job.unmet
        position = job.position
        priority = job.priority
        name = job.name
        prompt = job.prompt
        negative_prompt = job.negativePrompt
        generated_prompt = job.generatedPrompt
        model = job.model
        seed = job.seed
        aspect_ratio = job.aspectRatio
        wanted = job.wanted
        received = job.received
        failed = job.failed
        pending = job.pending
        parameters = RawJSON(text: job.parameters.text)
        results = RawJSON(text: job.results.text)
        outcome = job.outcome?.rawValue
        outcome_generation_id = job.outcomeGenerationID
        outcome_entry_id = job.outcomeEntryID
        variant_type = job.variantType
        is_visible = job.isVisible
        is_closed = job.isClosed
        version_of = job.versionOf
        version = job.version
        workflow_id = job.workflowID
        batch_id = job.batchID
        correlation_id = job.correlationID
        error = job.error
        returned = job.returned
        attempts = job.attempts
        max_attempts = job.maxAttempts
        worker_id = job.workerID
        is_own_worker = job.isOwnWorker
        lease = job.lease
        lease_until = job.leaseUntil.map(Timestamp.init(_:))
        run_until = job.runUntil.map(Timestamp.init(_:))
        heartbeat_at = job.heartbeatAt.map(Timestamp.init(_:))
        started_at = job.startedAt.map(Timestamp.init(_:))
        ended_at = job.endedAt.map(Timestamp.init(_:))
        deleted_at = job.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(job.createdAt)
        updated_at = Timestamp(job.updatedAt)
    }
}
