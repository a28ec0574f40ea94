import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addJobs() {
        list("/api/v1/jobs", "listJobs", "Jobs, newest first") {
            (query: JobQuery, request, reader) in
            try reader.jobs.page(query.filter, of: nil, request).map(JobJSON.init)
        }
        create("/api/v1/jobs", "enqueueJob", "Put a job into the queue", problems: [402, 404, 409])
        {
            (_: Nothing, body: NewJob, transaction) in
            JobJSON(
                try transaction.jobs.enqueue(body.type, body.request) { try body.replace(&$0) })
        }
        items("/api/v1/jobs/waiting", "listWaiting", "Why jobs wait, counted by reason") {
            (_: Nothing, reader) in
            let counts = try reader.jobs.waiting()
            return WaitingReason.allCases.compactMap { reason in
                counts[reason].map { WaitingJSON(reason: reason.rawValue, count: $0) }
            }
        }
        resource(
            "/api/v1/jobs/{id}", "Job", reading: "One job, with all that belongs to it",
            changing: "Change a job: all of it while it waits, how it is shown at any time",
            item: { id, reader in
                JobDetailsJSON(
                    job: JobJSON(try reader.jobs.get(id)),
                    references: try reader.jobs.references(of: id).map(JobReferenceJSON.init),
                    dependencies: try reader.jobs.dependencies(of: id),
                    steps: try reader.jobs.children(of: id).map(\.id),
                    waitingReason: try reader.jobs.waitingReason(id)?.rawValue)
            },
            edit: { (id, body: JobValues, transaction) in
                _ = try transaction.jobs.edit(id, body.replace)
            })
        items("/api/v1/jobs/{id}/steps", "listSteps", "The steps of a job, in order") {
            (query: ByID, reader) in try reader.jobs.children(of: query.id).map(JobJSON.init)
        }
        act(.post, "/api/v1/jobs/{id}/cancel", "cancelJob", "Cancel a job, and what hangs on it") {
            (query: ByID, _: Nothing, transaction) in
            JobJSON(try transaction.jobs.cancel(query.id))
        }
        delete("/api/v1/jobs/{id}", "deleteJob", "Delete a job") {
            (query: ByID, transaction) in try transaction.jobs.delete(query.id)
        }
        act(.post, "/api/v1/jobs/{id}/restore", "restoreJob", "Bring a job back") {
            (query: ByID, _: Nothing, transaction) in
            JobJSON(try transaction.jobs.restore(query.id))
        }
        items("/api/v1/task-types", "listTaskTypes", "What jobs there may be") {
            (_: Nothing, reader) in try reader.taskTypes.list().map(TaskTypeJSON.init)
        }
    }
}

private struct JobQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var project: String?
    var session: String?
    var status: [Job.Status]?
    var type: [String]?
    var visible: Bool?
    var top: Bool?

    var filter: JobFilter {
        var filter = JobFilter()
        (filter.project, filter.session) = (project, session)
        (filter.statuses, filter.types) = (status ?? [], type ?? [])
        (filter.isVisible, filter.isTop) = (visible, top ?? false)
        return filter
    }
}

private struct Reference: Decodable, Sendable {
    let asset: String
    var role: String?
}

/// What can be said of a job.
private struct JobValues: Decodable, Sendable {
    var name, prompt, negative_prompt, generated_prompt: Clearable<String>
    var model, seed, aspect_ratio: Clearable<String>
    var count, priority: Int?
    var position: Clearable<Int>
    var parameters: JSONValue?
    var outcome: Clearable<Outcome>
    var outcome_generation_id, outcome_entry_id: Clearable<String>
    var variant_type, version_of: Clearable<String>
    var is_visible, is_closed: Bool?
    var batch_id, correlation_id: Clearable<String>

    func replace(_ job: inout Job) throws {
        name.replace(&job.name)
        prompt.replace(&job.prompt)
        negative_prompt.replace(&job.negativePrompt)
        generated_prompt.replace(&job.generatedPrompt)
        model.replace(&job.model)
        seed.replace(&job.seed)
        aspect_ratio.replace(&job.aspectRatio)
        count.replace(&job.wanted)
        priority.replace(&job.priority)
        position.replace(&job.position)
        try parameters.replace(&job.parameters)
        outcome.replace(&job.outcome)
        outcome_generation_id.replace(&job.outcomeGenerationID)
        outcome_entry_id.replace(&job.outcomeEntryID)
        variant_type.replace(&job.variantType)
        version_of.replace(&job.versionOf)
        is_visible.replace(&job.isVisible)
        is_closed.replace(&job.isClosed)
        batch_id.replace(&job.batchID)
        correlation_id.replace(&job.correlationID)
    }
}

private struct NewJob: Decodable, Sendable {
    var id: String?
    let type: String
    var project, session, parent: String?
    var references: [Reference]?
    var dependencies: [String]?
    var values: JobValues?

    var request: JobRequest {
        var request = JobRequest()
        (request.id, request.project) = (id, project)
        (request.session, request.parent) = (session, parent)
        request.dependencies = dependencies ?? []
        request.references = (references ?? []).map { reference in
            reference.role.map { JobReference(asset: reference.asset, role: $0) }
                ?? JobReference(asset: reference.asset)
        }
        return request
    }

    func replace(_ job: inout Job) throws { try values?.replace(&job) }
}
