import Catalog

package struct Generations<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var generations: Generations<Self> { Generations(access: self) }
}

/// Which generations a gallery shows.
package struct GenerationFilter: Sendable {
    package enum Shot: Sendable {
        case inShot(String)
        /// In this one, without a place.
        case unplaced(String)
        case inNone
    }

    package var project: String?
    package var session: String?
    package var kinds: [Generation.Kind] = []
    package var toolType: String?
    package var isStarred: Bool?
    package var isEdit: Bool?
    package var review: Generation.Review?
    /// Part of the prompt, without case.
    package var prompt: String?
    package var shot: Shot?
    package var basedOn: String?
    package var isArchived = false
    /// Those that are parts of another one are hidden, unless they are asked for.
    package var showsChildren = false
    package var hasBytes: Bool?

    package init() {}
}

/// What a generation shows: once, on its primary variant.
package struct ShownGeneration: Sendable, Equatable {
    package let generation: Generation
    package let primary: Variant?

    package var name: String? { primary.map(\.name) ?? generation.ownName }
    package var params: JSONText? { primary.map(\.params) ?? generation.ownParams }
    package var assetID: String? { primary?.assetID }
}

/// What a page of a gallery needs beside its generations.
package struct GenerationBadges: Sendable, Equatable {
    package var variants = 0
    package var unseen = 0
    package var derived = 0

    package init() {}
}

extension Generations {
    package func get(_ id: String) throws -> Generation { try access.get(Generation.self, id) }

    package func show(_ id: String) throws -> ShownGeneration {
        let generation = try get(id)
        return ShownGeneration(
            generation: generation, primary: try access.variants.primary(of: generation))
    }

    package func find(externalID: String, of user: String? = nil) throws -> Generation? {
        try access.record(
            Generation.self, "WHERE user_id = ? AND external_id = ? AND deleted_at IS NULL",
            [access.owner(user), externalID])
    }

    /// Newest first.
    package func page(
        _ filter: GenerationFilter = GenerationFilter(), of user: String? = nil,
        _ request: PageRequest = PageRequest()
    ) throws -> Page<Generation> {
        var list = ListQuery<Generation>(orderedBy: "created_at", .descending)
        list.conditions = try conditions(filter, owner: access.owner(user))
        list.hidden = BinnedGenerations.hidden
        return try list.page(request, access)
    }

    private func conditions(_ filter: GenerationFilter, owner: String) throws -> Conditions {
        var conditions = Conditions()
        conditions.add("generations.user_id = ?", owner)
        conditions.add("generations.deleted_at IS NULL")
        conditions.add(
            filter.isArchived
                ? "generations.archived_at IS NOT NULL" : "generations.archived_at IS NULL")
        if !filter.showsChildren { conditions.add("generations.parent_id IS NULL") }
        if let project = filter.project { conditions.add("generations.project_id = ?", project) }
        if let session = filter.session { conditions.add("generations.session_id = ?", session) }
        if !filter.kinds.isEmpty { conditions.add("generations.kind", in: filter.kinds) }
        if let tool = filter.toolType { conditions.add("generations.tool_type = ?", tool) }
        if let isStarred = filter.isStarred {
            conditions.add("generations.is_starred = ?", isStarred)
        }
        if let isEdit = filter.isEdit {
            conditions.add("generations.based_on IS \(isEdit ? "NOT NULL" : "NULL")")
        }
        if let review = filter.review { conditions.add("generations.review = ?", review) }
        if let words = filter.prompt {
            conditions.add("lower(generations.prompt) LIKE ? ESCAPE '\\'", words.likePattern)
        }
        if let source = filter.basedOn { conditions.add("generations.based_on = ?", source) }
        if let hasBytes = filter.hasBytes {
            conditions.add(
                "\(hasBytes ? "" : "NOT ")EXISTS (\(Self.shownBytes))")
        }
        try add(filter.shot, to: &conditions)
        return conditions
    }

    private static var shownBytes: String {
        """
        SELECT 1 FROM variants WHERE variants.generation_id = generations.id
            AND variants.is_primary = 1 AND variants.deleted_at IS NULL
            AND variants.asset_id IS NOT NULL
        """
    }

    private func add(_ shot: GenerationFilter.Shot?, to conditions: inout Conditions) throws {
        let entries = """
            SELECT 1 FROM shot_entries WHERE shot_entries.generation_id = generations.id
                AND shot_entries.deleted_at IS NULL
            """
        switch shot {
        case nil: break
        case .inShot(let id):
            conditions.add(
                "EXISTS (\(entries) AND shot_entries.shot_id = ?)",
                try access.get(Shot.self, id).id)
        case .unplaced(let id):
            conditions.add(
                "EXISTS (\(entries) AND shot_entries.shot_id = ? AND shot_entries.timeline_frame IS NULL)",
                try access.get(Shot.self, id).id)
        case .inNone: conditions.add("NOT EXISTS (\(entries))")
        }
    }

    /// Those that have no others among them, by order.
    package func children(of id: String) throws -> [Generation] {
        try access.records(
            Generation.self,
            """
            WHERE parent_id = ? AND deleted_at IS NULL AND NOT \(BinnedGenerations.sql)
            ORDER BY child_order, id
            """,
            [get(id).id])
    }

    /// What came out of a session: by index, those without one last; then by age.
    package func outputs(ofSession session: String) throws -> [Generation] {
        try outputs("session_id", access.get(Session.self, session).id)
    }

    /// What came out of a job, in the same order.
    package func outputs(ofJob job: String) throws -> [Generation] {
        try outputs("job_id", access.get(Job.self, job).id)
    }

    private func outputs(_ column: String, _ id: String) throws -> [Generation] {
        try access.records(
            Generation.self,
            """
            WHERE \(column) = ? AND deleted_at IS NULL AND NOT \(BinnedGenerations.sql)
            ORDER BY output_index IS NULL, output_index, created_at, id
            """, [id])
    }

    /// What was made from it, newest first.
    package func derived(from id: String, _ request: PageRequest = PageRequest()) throws
        -> Page<Generation>
    {
        let source = try get(id)
        var filter = GenerationFilter()
        filter.basedOn = source.id
        return try page(filter, of: source.userID, request)
    }

    /// What a generation was made from, nearest first.
    package func ancestors(of id: String, limit: Int = 1000) throws -> [Generation] {
        try chain(
            of: get(id), "JOIN generations AS next ON next.id = chain.id",
            "next.based_on", limit)
    }

    /// All that was made from it, directly or not; nearest first.
    package func descendants(of id: String, limit: Int = 1000) throws -> [Generation] {
        try chain(
            of: get(id), "JOIN generations AS next ON next.based_on = chain.id", "next.id", limit)
    }

    private func chain(
        of generation: Generation, _ join: String, _ next: String, _ limit: Int
    ) throws -> [Generation] {
        try access.records(
            Generation.self,
            """
            JOIN (WITH RECURSIVE chain (id, depth) AS (
                    VALUES (CAST(? AS TEXT), 0)
                    UNION ALL
                    SELECT \(next), chain.depth + 1 FROM chain \(join)
                    WHERE \(next) IS NOT NULL AND chain.depth < 100000)
                SELECT id, depth FROM chain WHERE depth > 0 LIMIT ?) AS found
                ON found.id = generations.id
            WHERE generations.user_id = ? AND generations.deleted_at IS NULL
            ORDER BY found.depth, generations.id
            """, [generation.id, limit, generation.userID])
    }

    /// For a page of ids at once; those that are not the viewer's are left out.
    package func badges(of ids: [String]) throws -> [String: GenerationBadges] {
        var badges: [String: GenerationBadges] = [:]
        for id in ids where try access.find(Generation.self, id) != nil {
            badges[id] = GenerationBadges()
        }
        guard !badges.isEmpty else { return [:] }
        let known = badges.keys.sorted()
        let marks = known.map { _ in "?" }.joined(separator: ", ")
        let values = known.map(\.sqlValue)
        for row in try access.connection.rows(
            """
            SELECT generation_id, count(*), sum(CASE WHEN viewed_at IS NULL THEN 1 ELSE 0 END)
            FROM variants WHERE generation_id IN (\(marks)) AND deleted_at IS NULL
            GROUP BY generation_id
            """, .positional(values))
        {
            let id: String = try row.value(0)
            badges[id]?.variants = try row.value(1)
            badges[id]?.unseen = try row.value(2)
        }
        for row in try access.connection.rows(
            """
            SELECT based_on, count(*) FROM generations
            WHERE based_on IN (\(marks)) AND deleted_at IS NULL AND NOT \(BinnedGenerations.sql)
            GROUP BY based_on
            """, .positional(values))
        {
            badges[try row.value(0) as String]?.derived = try row.value(1)
        }
        return badges
    }

    /// The chosen ones of a session, in their order; those without one last, by age.
    package func moodBoard(of session: String) throws -> [Generation] {
        try access.records(
            Generation.self,
            """
            WHERE session_id = ? AND is_selected = 1 AND deleted_at IS NULL
                AND NOT \(BinnedGenerations.sql)
            ORDER BY selection_order IS NULL, selection_order, created_at, id
            """, [access.get(Session.self, session).id])
    }
}

extension String {
    /// For LIKE: contained, without case, whatever is in it.
    var likePattern: String {
        let escaped = lowercased().map { "%_\\".contains($0) ? "\\\($0)" : String($0) }
        return "%" + escaped.joined() + "%"
    }
}
