package struct Jobs<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var jobs: Jobs<Self> { Jobs(access: self) }
}

package struct JobFilter: Sendable {
    package var project: String?
    package var session: String?
    package var statuses: [Job.Status] = []
    package var types: [String] = []
    package var isVisible: Bool?
    /// Only those without a parent.
    package var isTop = false

    package init() {}
}

extension Jobs {
    package func get(_ id: String) throws -> Job { try access.get(Job.self, id) }

    /// Newest first.
    package func page(
        _ filter: JobFilter = JobFilter(), of user: String? = nil,
        _ request: PageRequest = PageRequest()
    ) throws -> Page<Job> {
        var list = ListQuery<Job>(orderedBy: "created_at", .descending)
        list.conditions.add("jobs.user_id = ?", try access.owner(user))
        list.conditions.add("jobs.deleted_at IS NULL")
        if let project = filter.project { list.conditions.add("jobs.project_id = ?", project) }
        if let session = filter.session { list.conditions.add("jobs.session_id = ?", session) }
        if !filter.statuses.isEmpty { list.conditions.add("jobs.status", in: filter.statuses) }
        if !filter.types.isEmpty { list.conditions.add("jobs.type", in: filter.types) }
        if let isVisible = filter.isVisible {
            list.conditions.add("jobs.is_visible = ?", isVisible)
        }
        if filter.isTop { list.conditions.add("jobs.parent_id IS NULL") }
        return try list.page(request, access)
    }

    /// In the order that they were given.
    package func references(of job: String) throws -> [JobReference] {
        try access.records(
            JobReference.self, "WHERE job_id = ? ORDER BY position, asset_id, role",
            [access.get(Job.self, job).id])
    }

    package func dependencies(of job: String) throws -> [String] {
        try access.records(
            JobDependency.self, "WHERE job_id = ? ORDER BY depends_on_id",
            [access.get(Job.self, job).id]
        ).map(\.dependsOnID)
    }

    /// Its steps, by position, then age.
    package func children(of job: String) throws -> [Job] {
        try access.records(
            Job.self,
            "WHERE parent_id = ? AND deleted_at IS NULL ORDER BY position, created_at, id",
            [access.get(Job.self, job).id])
    }
}
