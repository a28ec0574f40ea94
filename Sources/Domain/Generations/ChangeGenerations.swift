/// To what a new generation belongs.
package struct GenerationRequest: Sendable {
    package var id: String?
    package var user: String?
    package var project: String?
    package var session: String?
    package var job: String?
    package var basedOn: String?
    package var parent: String?
    /// Behind the others where it is nil.
    package var childOrder: Int?
    /// The entry of a shot that a child belongs to.
    package var slot: String?
    /// The bytes of its first variant; without them it has no variant.
    package var asset: String?
    package var variantType: String?
    package var variantChoice = VariantChoice.byRule
    package var name: String?
    package var params: JSONText?

    package init() {}
}

extension Generations where Access == DomainTransaction {
    @discardableResult
    package func create(
        _ kind: Generation.Kind, _ request: GenerationRequest = GenerationRequest(),
        _ fill: (inout Generation) throws -> Void = { _ in }
    ) throws -> Generation {
        let blank = try place(kind, request)
        let generation = try access.edited(blank, fill)
        try generation.check()
        if let id = generation.externalID,
            try find(externalID: id, of: generation.userID) != nil
        {
            throw DomainError.taken(.generations, .externalID, id)
        }
        try access.insert(generation)
        // Whoever lists sessions finds first what was worked on last.
        if let session = try generation.sessionID.map({ try access.get(Session.self, $0) }) {
            try access.update(session) { $0.updatedAt = access.now }
        }
        guard let asset = request.asset else { return generation }
        var variant = VariantRequest()
        variant.asset = asset
        variant.choice = request.variantChoice
        variant.job = request.job
        try access.variants.add(to: generation.id, request.variantType ?? "original", variant)
        return try get(generation.id)
    }

    private func place(_ kind: Generation.Kind, _ request: GenerationRequest) throws -> Generation {
        var generation = Generation()
        generation.id = try access.newID(request.id)
        generation.userID = try access.own(User.self, try access.owner(request.user)).id
        generation.kind = kind
        generation.ownName = request.name
        generation.ownParams = request.params
        generation.createdAt = access.now
        generation.updatedAt = access.now
        let owner = generation.userID
        if let id = request.job {
            let job = try requireSame(access.own(Job.self, id), \.userID, owner, .jobs, id)
            (generation.jobID, generation.projectID) = (id, job.projectID)
            generation.sessionID = job.sessionID
        }
        if let id = request.session {
            let session = try requireSame(
                access.own(Session.self, id), \.userID, owner, .sessions, id)
            generation.sessionID = id
            generation.projectID = generation.projectID ?? session.projectID
        }
        if let id = request.project {
            _ = try requireSame(access.own(Project.self, id), \.userID, owner, .projects, id)
            generation.projectID = id
        }
        if let id = request.basedOn {
            _ = try requireSame(access.own(Generation.self, id), \.userID, owner, .generations, id)
            generation.basedOn = id
        }
        if let id = request.parent {
            let parent = try requireSame(
                access.own(Generation.self, id), \.userID, owner, .generations, id)
            generation.parentID = id
            generation.childOrder = try request.childOrder ?? nextOrder(below: parent)
        }
        if let slot = request.slot {
            guard request.parent != nil else { throw DomainError.invalid(.slot, .elsewhere(slot)) }
            generation.slotEntryID = try access.own(Entry.self, slot).id
        }
        return generation
    }

    private func requireSame<Record>(
        _ record: Record, _ path: KeyPath<Record, String>, _ owner: String, _ entity: Entity,
        _ id: String
    ) throws -> Record {
        guard record[keyPath: path] == owner else { throw DomainError.notFound(entity, id) }
        return record
    }

    private func nextOrder(below parent: Generation) throws -> Int {
        (try children(of: parent.id).compactMap(\.childOrder).max() ?? -1) + 1
    }

    @discardableResult
    package func edit(
        _ id: String, _ change: (inout Generation) throws -> Void
    ) throws -> Generation {
        let generation = try access.own(Generation.self, id)
        let wanted = try access.edited(generation, change)
        try wanted.check()
        return try access.update(generation) { $0 = wanted }
    }

    /// Writes what is shown where it is kept: on the primary variant; on the generation while it has
    /// no variants.
    package func setShown(_ id: String, name: String?, params: JSONText? = nil) throws {
        let generation = try access.own(Generation.self, id)
        if let primary = try access.variants.primary(of: generation) {
            try access.update(primary) {
                $0.name = name
                if let params { $0.params = params }
            }
            return
        }
        guard try access.variants.list(of: id).isEmpty else {
            throw DomainError.invalid(.variant, .missing)
        }
        try access.update(generation) {
            $0.ownName = name
            if let params { $0.ownParams = params }
        }
    }

    /// Says what it was made from; nil: nothing.
    @discardableResult
    package func setSource(_ id: String, basedOn source: String?) throws -> Generation {
        let generation = try access.own(Generation.self, id)
        if let source {
            _ = try requireSame(
                access.own(Generation.self, source), \.userID, generation.userID, .generations,
                source)
            try Lineage.requireNoCycle(
                .generations, "based_on", from: source, to: id, access.connection)
        }
        return try access.update(generation) { $0.basedOn = source }
    }

    /// Makes it a part of another one, at the end of its parts; nil: of none.
    @discardableResult
    package func move(
        _ id: String, below parent: String?, order: Int? = nil, slot: String? = nil
    ) throws -> Generation {
        let generation = try access.own(Generation.self, id)
        guard let parent else {
            return try access.update(generation) {
                ($0.parentID, $0.childOrder, $0.slotEntryID) = (nil, nil, nil)
            }
        }
        let above = try requireSame(
            access.own(Generation.self, parent), \.userID, generation.userID, .generations, parent)
        try Lineage.requireNoCycle(
            .generations, "parent_id", from: parent, to: id, access.connection)
        if let slot { _ = try access.own(Entry.self, slot) }
        let place = try order ?? nextOrder(below: above)
        return try access.update(generation) {
            ($0.parentID, $0.childOrder, $0.slotEntryID) = (parent, place, slot)
        }
    }

    @discardableResult
    package func fail(_ id: String, error: String) throws -> Generation {
        let generation = try access.own(Generation.self, id)
        guard generation.status == .generating else {
            throw DomainError.wrongState(
                .generations, id, state: generation.status.rawValue, allowed: [])
        }
        return try access.update(generation) {
            $0.status = .failed
            $0.error = error
        }
    }

    /// Makes exactly these the chosen ones of a session, in this order.
    package func select(_ ids: [String], of session: String) throws {
        let session = try access.own(Session.self, session)
        let places = try Order.distinct(ids)
        // Also those that are hidden now.
        let before = try access.records(
            Generation.self, "WHERE session_id = ? AND is_selected = 1 AND deleted_at IS NULL",
            [session.id])
        for generation in before {
            try access.update(generation) {
                ($0.isSelected, $0.selectionOrder) = (false, nil)
            }
        }
        for id in ids {
            let generation = try access.own(Generation.self, id)
            guard generation.sessionID == session.id else {
                throw DomainError.notFound(.generations, id)
            }
            try access.update(generation) {
                ($0.isSelected, $0.selectionOrder) = (true, places[id]! + 1)
            }
        }
    }

    /// Hidden from lists until it is brought back.
    @discardableResult
    package func setArchived(_ id: String, _ isArchived: Bool) throws -> Generation {
        let generation = try access.own(Generation.self, id)
        return try access.update(generation) {
            $0.archivedAt = isArchived ? ($0.archivedAt ?? access.now) : nil
        }
    }

    /// With its parts; its variants and entries are hidden with it.
    package func delete(_ id: String) throws { try access.softDelete(Generation.self, id) }

    @discardableResult
    package func restore(_ id: String) throws -> Generation {
        try access.restore(Generation.self, id)
    }
}
