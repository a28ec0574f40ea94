package struct TaskTypes<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var taskTypes: TaskTypes<Self> { TaskTypes(access: self) }
}

extension TaskTypes {
    package func list() throws -> [TaskType] {
        try access.records(TaskType.self, "ORDER BY name")
    }

    /// Of a name that is not known, one that runs on a GPU and costs nothing.
    func of(_ name: String) throws -> TaskType {
        if let known = try access.find(TaskType.self, name) { return known }
        var type = TaskType()
        type.name = name
        return type
    }
}

extension TaskTypes where Access == DomainTransaction {
    /// Makes or changes one; for admins.
    @discardableResult
    package func set(_ name: String, _ change: (inout TaskType) throws -> Void) throws -> TaskType {
        try access.requireAdmin()
        guard !name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        let known = try access.find(TaskType.self, name)
        var type = TaskType()
        type.name = name
        type.createdAt = access.now
        type.updatedAt = access.now
        let wanted = try access.edited(known ?? type, change)
        _ = try Price(of: wanted)
        if let known { return try access.update(known) { $0 = wanted } }
        try access.insert(wanted)
        return wanted
    }
}
