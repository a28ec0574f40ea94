package struct Shots<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var shots: Shots<Self> { Shots(access: self) }
}

extension Shots {
    package func get(_ id: String) throws -> Shot { try access.get(Shot.self, id) }

    private func list(of project: Project) -> ListQuery<Shot> {
        var list = ListQuery<Shot>(orderedBy: "position", .ascending)
        list.conditions.add("shots.project_id = ?", project.id)
        list.conditions.add("shots.deleted_at IS NULL")
        return list
    }

    /// By position.
    package func page(
        of project: String, _ request: PageRequest = PageRequest()
    ) throws -> Page<Shot> {
        try list(of: access.get(Project.self, project)).page(request, access)
    }

    /// All of a project, by position.
    package func all(of project: String) throws -> [Shot] {
        try list(of: access.get(Project.self, project)).all(access)
    }
}

extension Shots where Access == DomainTransaction {
    /// A new shot behind the others, or at a position, from which the others move on.
    @discardableResult
    package func create(
        in project: String, name: String, at position: Int? = nil, id: String? = nil,
        _ fill: (inout Shot) throws -> Void = { _ in }
    ) throws -> Shot {
        let project = try access.own(Project.self, project)
        var shot = Shot()
        shot.id = try access.newID(id)
        shot.projectID = project.id
        shot.createdAt = access.now
        shot.updatedAt = access.now
        shot.position = try makeRoom(in: project, at: position)
        let filled = try access.edited(shot) {
            $0.name = name
            try fill(&$0)
        }
        guard !filled.name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        try access.insert(filled)
        return filled
    }

    /// - Returns: a position that is free.
    private func makeRoom(in project: Project, at position: Int?) throws -> Int {
        let others = try all(of: project.id)
        guard let position else { return (others.map(\.position).max() ?? -1) + 1 }
        guard (0...1_000_000).contains(position) else {
            throw DomainError.invalid(.position, .outside(0, 1_000_000))
        }
        if others.contains(where: { $0.position == position }) {
            for other in others where other.position >= position {
                try access.update(other) { $0.position += 1 }
            }
        }
        return position
    }

    @discardableResult
    package func edit(_ id: String, _ change: (inout Shot) throws -> Void) throws -> Shot {
        let shot = try access.own(Shot.self, id)
        let wanted = try access.edited(shot, change)
        guard !wanted.name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        return try access.update(shot) { $0 = wanted }
    }

    /// Gives all shots of a project the positions 0, 1, 2, … in this order.
    /// - Throws: `DomainError.invalid` unless each of them is named once.
    package func reorder(_ project: String, _ ids: [String]) throws {
        let project = try access.own(Project.self, project)
        let shots = try all(of: project.id)
        let places = try Order.places(of: ids, among: shots.map(\.id), .shots)
        for shot in shots { try access.update(shot) { $0.position = places[shot.id]! } }
    }

    /// Its entries go with it, their generations stay.
    package func delete(_ id: String) throws { try access.softDelete(Shot.self, id) }

    @discardableResult
    package func restore(_ id: String) throws -> Shot { try access.restore(Shot.self, id) }
}
