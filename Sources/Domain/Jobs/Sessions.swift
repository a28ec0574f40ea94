package struct Sessions<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var sessions: Sessions<Self> { Sessions(access: self) }
}

package struct SessionFilter: Sendable {
    package var project: String?
    package var workflow: Workflow?
    package var statuses: [SessionStatus] = []
    /// Those that were archived instead of the others.
    package var isArchived = false

    package init() {}
}

extension Sessions {
    package func get(_ id: String) throws -> Session { try access.get(Session.self, id) }

    /// Last changed first.
    package func page(
        _ filter: SessionFilter = SessionFilter(), of user: String? = nil,
        _ request: PageRequest = PageRequest()
    ) throws -> Page<Session> {
        var list = ListQuery<Session>(orderedBy: "updated_at", .descending)
        list.conditions.add("sessions.user_id = ?", try access.owner(user))
        list.conditions.add("sessions.deleted_at IS NULL")
        list.conditions.add(
            "sessions.archived_at IS \(filter.isArchived ? "NOT NULL" : "NULL")")
        if let project = filter.project { list.conditions.add("sessions.project_id = ?", project) }
        if let workflow = filter.workflow {
            list.conditions.add("sessions.workflow = ?", workflow)
        }
        if !filter.statuses.isEmpty { list.conditions.add("sessions.status", in: filter.statuses) }
        return try list.page(request, access)
    }

    /// What can follow now.
    package func allowed(_ session: Session) -> [SessionStatus] {
        var allowed = session.workflow.transitions[session.status] ?? []
        if session.status == .failed, let stage = session.failedFrom {
            allowed.insert(stage, at: 0)
        }
        return allowed
    }
}

extension Sessions where Access == DomainTransaction {
    @discardableResult
    package func create(
        _ workflow: Workflow, title: String = "", project: String? = nil, source: String? = nil,
        id: String? = nil, for user: String? = nil
    ) throws -> Session {
        var session = Session()
        session.id = try access.newID(id)
        session.userID = try access.own(User.self, try access.owner(user)).id
        if let project {
            let project = try access.own(Project.self, project)
            guard project.userID == session.userID else {
                throw DomainError.notFound(.projects, project.id)
            }
            session.projectID = project.id
        }
        session.workflow = workflow
        session.status = workflow.first
        session.title = title
        if let source {
            try access.requireAsset(source, of: session.userID)
            session.sourceAssetID = source
        }
        if workflow == .refinement { session.entryType = source == nil ? .scratch : .refinement }
        session.createdAt = access.now
        session.updatedAt = access.now
        try access.insert(session)
        return session
    }

    @discardableResult
    package func edit(_ id: String, _ change: (inout Session) throws -> Void) throws -> Session {
        let session = try access.own(Session.self, id)
        let wanted = try access.edited(session, change)
        return try access.update(session) { $0 = wanted }
    }

    /// Brings it to another state.
    /// - Parameter error: what went wrong, for `failed`.
    /// - Throws: `DomainError.wrongState` with the states that can follow.
    @discardableResult
    package func move(
        _ id: String, to status: SessionStatus, error: String? = nil
    ) throws -> Session {
        let session = try access.own(Session.self, id)
        let allowed = allowed(session)
        guard allowed.contains(status) else {
            throw DomainError.wrongState(
                .sessions, id, state: session.status.rawValue, allowed: allowed.map(\.rawValue))
        }
        return try access.update(session) {
            if $0.status == .failed, status != .cancelled { $0.retries += 1 }
            $0.failedFrom = status == .failed ? session.status : nil
            $0.error = status == .failed ? error : nil
            $0.status = status
            $0.completedAt = status == .completed ? access.now : nil
            if status == .completed { $0.progress = 100 }
        }
    }

    /// What whoever looks later reads first.
    @discardableResult
    package func setProgress(
        _ id: String, stage: String?, percent: Int, message: String?
    ) throws -> Session {
        guard (0...100).contains(percent) else {
            throw DomainError.invalid(.progress, .outside(0, 100))
        }
        let session = try access.own(Session.self, id)
        return try access.update(session) {
            $0.stage = stage
            $0.progress = percent
            $0.message = message
        }
    }

    /// Hidden from lists until it is brought back.
    @discardableResult
    package func setArchived(_ id: String, _ isArchived: Bool) throws -> Session {
        let session = try access.own(Session.self, id)
        return try access.update(session) {
            $0.archivedAt = isArchived ? ($0.archivedAt ?? access.now) : nil
        }
    }

    /// What it made goes along with an ad and a refinement, and stays, without a session, of one of
    /// images.
    package func delete(_ id: String) throws { try access.softDelete(Session.self, id) }

    @discardableResult
    package func restore(_ id: String) throws -> Session {
        try access.restore(Session.self, id)
    }
}
