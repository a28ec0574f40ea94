package struct Variants<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var variants: Variants<Self> { Variants(access: self) }
}

extension Variants {
    package func get(_ id: String) throws -> Variant { try access.get(Variant.self, id) }

    /// Newest first.
    package func list(of generation: String) throws -> [Variant] {
        try access.records(
            Variant.self,
            "WHERE generation_id = ? AND deleted_at IS NULL ORDER BY created_at DESC, id DESC",
            [access.get(Generation.self, generation).id])
    }

    func primary(of generation: Generation) throws -> Variant? {
        try access.record(
            Variant.self, "WHERE generation_id = ? AND is_primary = 1 AND deleted_at IS NULL",
            [generation.id])
    }

    /// What a variant was made from, nearest first.
    package func sources(of id: String, limit: Int = 1000) throws -> [Variant] {
        var chain: [Variant] = []
        var next = try get(id).sourceVariantID
        while chain.count < limit, let id = next,
            let variant = try access.find(Variant.self, id, presence: .any)
        {
            chain.append(variant)
            next = variant.sourceVariantID
        }
        return chain
    }

    /// Of a project, newest first.
    package func page(
        of project: String, _ request: PageRequest = PageRequest()
    ) throws -> Page<Variant> {
        var list = ListQuery<Variant>(orderedBy: "created_at", .descending)
        list.joins = "JOIN generations ON generations.id = variants.generation_id"
        list.conditions.add(
            "generations.project_id = ?", try access.get(Project.self, project).id)
        list.conditions.add("generations.deleted_at IS NULL AND variants.deleted_at IS NULL")
        return try list.page(request, access)
    }
}

extension Variants where Access == DomainTransaction {
    @discardableResult
    package func add(
        to generation: String, _ type: String, _ request: VariantRequest = VariantRequest(),
        _ fill: (inout Variant) throws -> Void = { _ in }
    ) throws -> Variant {
        let generation = try access.own(Generation.self, generation)
        let others = try list(of: generation.id)
        guard !type.isEmpty else { throw DomainError.invalid(.type, .empty) }
        if let asset = request.asset { try access.requireAsset(asset, of: generation.userID) }
        if let source = request.source { _ = try access.own(Variant.self, source) }
        if let job = request.job { _ = try access.own(Job.self, job) }
        var variant = Variant()
        variant.id = try access.newID(request.id)
        variant.generationID = generation.id
        variant.assetID = request.asset
        variant.type = type
        variant.sourceVariantID = request.source
        variant.sourceJobID = request.job
        variant.createdAt = access.now
        variant.updatedAt = access.now
        // What a person brought was seen by them.
        if request.job == nil { variant.viewedAt = access.now }
        if others.isEmpty {
            variant.name = generation.ownName
            variant.params = generation.ownParams ?? variant.params
        }
        let filled = try access.edited(variant, fill)
        guard filled.params.object != nil else { throw DomainError.invalid(.json, .malformed) }
        try access.insert(filled)
        if others.isEmpty { try takeOver(generation) }
        guard becomesPrimary(request, others) else { return filled }
        return try makePrimary(filled.id)
    }

    private func becomesPrimary(_ request: VariantRequest, _ others: [Variant]) -> Bool {
        switch request.choice {
        case .primary: true
        case .secondary: false
        case .byRule:
            request.asset != nil && !others.contains { $0.assetID != nil || $0.isPrimary }
        }
    }

    /// What a generation without variants was called is its first variant's now.
    private func takeOver(_ generation: Generation) throws {
        try access.update(generation) { ($0.ownName, $0.ownParams) = (nil, nil) }
    }

    /// Makes it the one that its generation shows.
    @discardableResult
    package func makePrimary(_ id: String) throws -> Variant {
        let variant = try access.own(Variant.self, id)
        let generation = try access.own(Generation.self, variant.generationID)
        if let before = try primary(of: generation), before.id != id {
            try access.update(before) { $0.isPrimary = false }
        }
        let primary = try access.update(variant) { $0.isPrimary = true }
        if let asset = primary.assetID, generation.status != .completed,
            try access.hasBytes(asset)
        {
            try access.update(generation) { ($0.status, $0.error) = (.completed, nil) }
        }
        return primary
    }

    @discardableResult
    package func edit(_ id: String, _ change: (inout Variant) throws -> Void) throws -> Variant {
        let variant = try access.own(Variant.self, id)
        var wanted = variant
        try change(&wanted)
        if variant.isPrimary, !wanted.isPrimary { throw DomainError.primaryCannotBeUnmarked(id) }
        let edited = try access.edited(variant, change)
        guard edited.params.object != nil else { throw DomainError.invalid(.json, .malformed) }
        return try access.update(variant) { $0 = edited }
    }

    /// The bytes of a variant are there.
    @discardableResult
    package func setAsset(_ id: String, _ asset: String) throws -> Variant {
        let variant = try access.own(Variant.self, id)
        let generation = try access.own(Generation.self, variant.generationID)
        try access.requireAsset(asset, of: generation.userID)
        let filled = try access.update(variant) { $0.assetID = asset }
        if filled.isPrimary { return try makePrimary(id) }
        let others = try list(of: generation.id).filter { $0.id != id }
        return others.contains { $0.isPrimary || $0.assetID != nil } ? filled : try makePrimary(id)
    }

    /// The youngest one left is shown instead of a primary one; the last one leaves an empty generation.
    package func delete(_ id: String) throws {
        let variant = try access.own(Variant.self, id)
        try access.softDelete(Variant.self, id)
        guard variant.isPrimary, let next = try list(of: variant.generationID).first else { return }
        try makePrimary(next.id)
    }

    /// A primary one is primary again only when there is no other.
    @discardableResult
    package func restore(_ id: String) throws -> Variant {
        let variant = try access.own(Variant.self, id, presence: .deleted)
        let generation = try access.own(Generation.self, variant.generationID)
        if variant.isPrimary, try primary(of: generation) != nil {
            try access.update(variant) { $0.isPrimary = false }
        }
        // What was said of the empty generation meanwhile is said of the variant before.
        try takeOver(generation)
        return try access.restore(Variant.self, id)
    }

    /// Marks variants as seen; without ids all of the generation's.
    package func markSeen(_ generation: String, _ ids: [String]? = nil) throws {
        let generation = try access.own(Generation.self, generation)
        let all = try list(of: generation.id)
        for id in ids ?? [] where !all.contains(where: { $0.id == id }) {
            throw DomainError.notFound(.variants, id)
        }
        for variant in all where variant.viewedAt == nil && ids?.contains(variant.id) ?? true {
            try access.update(variant) { $0.viewedAt = access.now }
        }
    }

    /// A generation of its own with the same bytes, made from the one that it is a variant of.
    @discardableResult
    package func promote(_ id: String) throws -> Generation {
        let variant = try access.own(Variant.self, id)
        let source = try access.own(Generation.self, variant.generationID)
        var request = GenerationRequest()
        request.user = source.userID
        request.project = source.projectID
        request.session = source.sessionID
        request.basedOn = source.id
        request.asset = variant.assetID
        request.name = variant.name
        request.params = variant.params
        return try access.generations.create(source.kind, request) {
            $0.prompt = source.prompt
            $0.negativePrompt = source.negativePrompt
            $0.model = source.model
            $0.seed = source.seed
        }
    }
}
