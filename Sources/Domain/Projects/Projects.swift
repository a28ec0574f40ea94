package struct Projects<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var projects: Projects<Self> { Projects(access: self) }
}

extension Projects {
    package func get(_ id: String) throws -> Project { try access.get(Project.self, id) }

    /// Newest first.
    package func page(
        of user: String? = nil, _ request: PageRequest = PageRequest()
    ) throws -> Page<Project> {
        var list = ListQuery<Project>(orderedBy: "created_at", .descending)
        list.conditions.add("projects.user_id = ?", try access.owner(user))
        list.conditions.add("projects.deleted_at IS NULL")
        return try list.page(request, access)
    }
}

extension Projects where Access == DomainTransaction {
    /// - Parameters:
    ///   - id: the client's own choice; a new one without it.
    ///   - fill: sets what may be edited too.
    @discardableResult
    package func create(
        name: String, id: String? = nil, for user: String? = nil,
        _ fill: (inout Project) throws -> Void = { _ in }
    ) throws -> Project {
        var project = Project()
        project.id = try access.newID(id)
        project.userID = try access.own(User.self, try access.owner(user)).id
        project.createdAt = access.now
        project.updatedAt = access.now
        let filled = try access.edited(project) {
            $0.name = name
            try fill(&$0)
        }
        try filled.check()
        try access.insert(filled)
        return filled
    }

    @discardableResult
    package func edit(_ id: String, _ change: (inout Project) throws -> Void) throws -> Project {
        let project = try access.own(Project.self, id)
        let wanted = try access.edited(project, change)
        try wanted.check()
        return try access.update(project) { $0 = wanted }
    }

    /// With everything in it. Can be undone until it is purged.
    package func delete(_ id: String) throws { try access.softDelete(Project.self, id) }

    @discardableResult
    package func restore(_ id: String) throws -> Project {
        try access.restore(Project.self, id)
    }
}
