/// One request for work.
package struct Job: DomainRecord {
    package enum Status: String, ClosedSet {
        case pending, processing, completed, failed, cancelled

        /// What can follow.
        package var next: [Status] {
            switch self {
            case .pending: [.processing, .failed, .cancelled]
            case .processing: [.completed, .failed, .cancelled, .pending]
            case .completed, .failed, .cancelled: []
            }
        }

        package var isFinal: Bool { next.isEmpty }
    }

    package var id = ""
    package var userID = ""
    package var projectID: String?
    package var sessionID: String?
    package var parentID: String?
    package var type = ""
    package var runPlace = RunPlace.gpu
    package var isSteering = false
    package var status = Status.pending
    /// Dependencies that are not completed.
    package var unmet = 0
    package var position: Int?
    package var priority = 0
    package var name: String?
    package var prompt: String?
    package var negativePrompt: String?
    package var generatedPrompt: String?
    package var model: String?
    package var seed: String?
    package var aspectRatio: String?
    package var wanted = 1
    package var received = 0
    package var failed = 0
    package var parameters = JSONText.emptyObject
    package var results = JSONText.emptyObject
    /// Instead of that of its type.
    package var outcome: Outcome?
    package var outcomeGenerationID: String?
    package var outcomeEntryID: String?
    package var variantType: String?
    package var isVisible = true
    package var isClosed = false
    package var versionOf: String?
    package var version = 1
    package var workflowID: String?
    package var batchID: String?
    package var correlationID: String?
    package var error: String?
    package var returned: String?
    package var attempts = 0
    package var maxAttempts = 3
    package var workerID: String?
    package var isOwnWorker = false
    package var lease = 0
    package var leaseUntil: Int64?
    package var runUntil: Int64?
    package var heartbeatAt: Int64?
    package var startedAt: Int64?
    package var endedAt: Int64?
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package var pending: Int { max(0, wanted - received - failed) }
}

extension Job {
    package static let table = Table<Job>(
        .jobs, owner: "user_id", project: "project_id", session: "session_id"
    ) {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("project_id", \.projectID)
        $0.column("session_id", \.sessionID)
        $0.column("parent_id", \.parentID)
        $0.column("type", \.type)
        $0.column("run_place", \.runPlace)
        $0.column("is_steering", \.isSteering)
        $0.column("status", \.status)
        $0.column("unmet", \.unmet)
        $0.column("position", \.position, .editable)
        $0.column("priority", \.priority, .editable)
        $0.column("name", \.name, .editable)
        $0.column("prompt", \.prompt, .editable)
        $0.column("negative_prompt", \.negativePrompt, .editable)
        $0.column("generated_prompt", \.generatedPrompt, .editable)
        $0.column("model", \.model, .editable)
        $0.column("seed", \.seed, .editable)
        $0.column("aspect_ratio", \.aspectRatio, .editable)
        $0.column("wanted", \.wanted, .editable)
        $0.column("received", \.received)
        $0.column("failed", \.failed)
        $0.column("parameters", \.parameters, .editable)
        $0.column("results", \.results)
        $0.column("outcome", \.outcome, .editable)
        $0.column("outcome_generation_id", \.outcomeGenerationID, .editable)
        $0.column("outcome_entry_id", \.outcomeEntryID, .editable)
        $0.column("variant_type", \.variantType, .editable)
        $0.column("is_visible", \.isVisible, .editable)
        $0.column("is_closed", \.isClosed, .editable)
        $0.column("version_of", \.versionOf, .editable)
        $0.column("version", \.version, .editable)
        $0.column("workflow_id", \.workflowID, .editable)
        $0.column("batch_id", \.batchID, .editable)
        $0.column("correlation_id", \.correlationID, .editable)
        $0.column("error", \.error)
        $0.column("returned", \.returned)
        $0.column("attempts", \.attempts)
        $0.column("max_attempts", \.maxAttempts)
        $0.column("worker_id", \.workerID)
        $0.column("is_own_worker", \.isOwnWorker)
        $0.column("lease", \.lease)
        $0.column("lease_until", \.leaseUntil, .volatile)
        $0.column("run_until", \.runUntil)
        $0.column("heartbeat_at", \.heartbeatAt, .volatile)
        $0.column("started_at", \.startedAt)
        $0.column("ended_at", \.endedAt)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

/// A picture that a job is given.
package struct JobReference: DomainRecord {
    package var jobID = ""
    package var assetID = ""
    package var role = ""
    package var position = 0

    package init() {}
    package init(asset: String, role: String = "reference") {
        (assetID, self.role) = (asset, role)
    }

    package static let table = Table<JobReference>(
        .jobReferences, key: ["job_id", "asset_id", "role"], parent: ("job_id", .jobs)
    ) {
        $0.column("job_id", \.jobID)
        $0.column("asset_id", \.assetID)
        $0.column("role", \.role)
        $0.column("position", \.position)
    }
}

/// A job that has to be completed before another one.
package struct JobDependency: DomainRecord {
    package var jobID = ""
    package var dependsOnID = ""

    package init() {}

    package static let table = Table<JobDependency>(
        .jobDependencies, key: ["job_id", "depends_on_id"], parent: ("job_id", .jobs)
    ) {
        $0.column("job_id", \.jobID)
        $0.column("depends_on_id", \.dependsOnID)
    }
}
