import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addGenerations() {
        list("/api/v1/generations", "listGenerations", "Generations, newest first") {
            (query: GenerationQuery, request, reader) in
            let page = try reader.generations.page(query.filter, of: nil, request)
            return Page(items: try reader.shown(page.items), next: page.next, total: page.total)
        }
        create("/api/v1/generations", "createGeneration", "Make a generation of an asset") {
            (_: Nothing, body: NewGeneration, transaction) in
            try transaction.shown(
                transaction.generations.create(body.kind, body.request()) {
                    try body.values?.replace(&$0)
                })
        }
        items(
            "/api/v1/generations/badges", "listBadges",
            "Counts of variants, unseen and derived, for all generations of a page at once"
        ) { (query: Ids, reader) in
            let badges = try reader.generations.badges(of: query.ids)
            return query.ids.compactMap { id in badges[id].map { GenerationBadgesJSON($0, of: id) }
            }
        }
        resource(
            "/api/v1/generations/{id}", "Generation",
            reading: "One generation, with its variants",
            changing: "Change what is said of a generation",
            item: { id, reader in
                let badges = try reader.generations.badges(of: [id])[id]
                return GenerationDetailsJSON(
                    generation: GenerationJSON(try reader.generations.show(id)),
                    badges: GenerationBadgesJSON(badges ?? GenerationBadges(), of: id),
                    variants: try reader.variants.list(of: id).map(VariantJSON.init),
                    places: try reader.entries.places(of: id).sorted { $0.key < $1.key }
                        .map { ShotPlacesJSON(shot: $0.key, frames: $0.value) })
            },
            edit: { (id, body: GenerationValues, transaction) in
                _ = try transaction.generations.edit(id, body.replace)
            })
        delete("/api/v1/generations/{id}", "deleteGeneration", "Delete a generation") {
            (query: ByID, transaction) in try transaction.generations.delete(query.id)
        }
        act(
            .post, "/api/v1/generations/{id}/restore", "restoreGeneration", "Bring it back"
        ) { (query: ByID, _: Nothing, transaction) in
            _ = try transaction.generations.restore(query.id)
            return GenerationJSON(try transaction.generations.show(query.id))
        }
        act(
            .put, "/api/v1/generations/{id}/archived", "setGenerationArchived",
            "Archive a generation, or bring it back"
        ) { (query: ByID, body: Archived, transaction) in
            try transaction.shown(transaction.generations.setArchived(query.id, body.archived))
        }
        addLineage()
        addVariants()
    }

    private mutating func addLineage() {
        items("/api/v1/generations/{id}/children", "listParts", "Its parts, in order") {
            (query: ByID, reader) in try reader.shown(reader.generations.children(of: query.id))
        }
        items("/api/v1/generations/{id}/ancestors", "listAncestors", "What it was made of") {
            (query: ByID, reader) in try reader.shown(reader.generations.ancestors(of: query.id))
        }
        items("/api/v1/generations/{id}/descendants", "listDescendants", "What was made of it") {
            (query: ByID, reader) in try reader.shown(reader.generations.descendants(of: query.id))
        }
    }

    private mutating func addVariants() {
        create(
            "/api/v1/generations/{id}/variants", "addVariant", "Add a variant to a generation"
        ) { (query: ByID, body: NewVariant, transaction) in
            VariantJSON(
                try transaction.variants.add(to: query.id, body.type, body.request) {
                    body.name.replace(&$0.name)
                    try body.params.replace(&$0.params)
                })
        }
        act(
            .post, "/api/v1/generations/{id}/seen", "markSeen", "You have seen its variants"
        ) { (query: ByID, body: SeenVariants, transaction) in
            try transaction.variants.markSeen(query.id, body.ids)
            return GenerationJSON(try transaction.generations.show(query.id))
        }
        act(
            .post, "/api/v1/variants/{id}/primary", "makePrimary",
            "Show this variant as its generation"
        ) { (query: ByID, _: Nothing, transaction) in
            VariantJSON(try transaction.variants.makePrimary(query.id))
        }
        act(
            .post, "/api/v1/variants/{id}/promote", "promoteVariant",
            "Make a generation of its own of a variant"
        ) { (query: ByID, _: Nothing, transaction) in
            try transaction.shown(transaction.variants.promote(query.id))
        }
        delete("/api/v1/variants/{id}", "deleteVariant", "Delete a variant") {
            (query: ByID, transaction) in try transaction.variants.delete(query.id)
        }
    }
}

extension DomainAccess {
    /// Generations with what they show.
    func shown(_ generations: [Generation]) throws -> [GenerationJSON] {
        try self.generations.shown(generations).map(GenerationJSON.init)
    }

    func shown(_ generation: Generation) throws -> GenerationJSON {
        GenerationJSON(try generations.show(generation.id))
    }
}

private struct Ids: Decodable, Sendable { let ids: [String] }

private struct SeenVariants: Decodable, Sendable { var ids: [String]? }

private struct GenerationQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var project, session, shot, based_on, tool, prompt: String?
    var kind: [Generation.Kind]?
    var review: Generation.Review?
    var starred, edits, archived, parts, bytes: Bool?
    /// Of the shot: only what has no place on its timeline.
    var unplaced: Bool?

    var filter: GenerationFilter {
        var filter = GenerationFilter()
        (filter.project, filter.session, filter.kinds) = (project, session, kind ?? [])
        (filter.toolType, filter.isStarred) = (tool, starred)
        (filter.isEdit, filter.review, filter.prompt) = (edits, review, prompt)
        filter.shot = shot.map { unplaced == true ? .unplaced($0) : .inShot($0) }
        (filter.basedOn, filter.isArchived) = (based_on, archived ?? false)
        (filter.showsChildren, filter.hasBytes) = (parts ?? false, bytes)
        return filter
    }
}

private struct GenerationValues: Decodable, Sendable {
    var is_starred: Bool?
    var review: Generation.Review?
    var index: Clearable<Int>
    var prompt, negative_prompt, model, seed, aspect_ratio, view_type: Clearable<String>
    var scene_prompt, camera_movement, tool_type, external_id: Clearable<String>
    var guidance, motion_intensity, fps: Clearable<Double>
    var metadata: JSONValue?

    func replace(_ generation: inout Generation) throws {
        is_starred.replace(&generation.isStarred)
        review.replace(&generation.review)
        index.replace(&generation.index)
        prompt.replace(&generation.prompt)
        negative_prompt.replace(&generation.negativePrompt)
        model.replace(&generation.model)
        seed.replace(&generation.seed)
        aspect_ratio.replace(&generation.aspectRatio)
        view_type.replace(&generation.viewType)
        scene_prompt.replace(&generation.scenePrompt)
        camera_movement.replace(&generation.cameraMovement)
        tool_type.replace(&generation.toolType)
        external_id.replace(&generation.externalID)
        guidance.replace(&generation.guidance)
        motion_intensity.replace(&generation.motionIntensity)
        fps.replace(&generation.fps)
        try metadata.replace(&generation.metadata)
    }
}

private struct NewGeneration: Decodable, Sendable {
    let kind: Generation.Kind
    var id, asset, project, session, job, based_on, parent, slot, name, variant_type: String?
    var child_order: Int?
    var params: JSONValue?
    var values: GenerationValues?

    func request() throws -> GenerationRequest {
        var request = GenerationRequest()
        (request.id, request.project, request.session) = (id, project, session)
        (request.job, request.basedOn, request.parent) = (job, based_on, parent)
        (request.childOrder, request.slot, request.asset) = (child_order, slot, asset)
        (request.variantType, request.name) = (variant_type, name)
        request.params = try params.text
        return request
    }
}

private struct NewVariant: Decodable, Sendable {
    let type: String
    var id, asset, source, job, name: String?
    /// Whether it is what the generation shows; by the rule of its type where it is not said.
    var primary: Bool?
    var params: JSONValue?

    var request: VariantRequest {
        var request = VariantRequest()
        (request.id, request.asset, request.source, request.job) = (id, asset, source, job)
        request.choice = primary.map { $0 ? .primary : .secondary } ?? .byRule
        return request
    }
}
