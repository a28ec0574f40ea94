import Catalog

/// What follows for a session from what came out of it: asked, never kept, so that it cannot be wrong.
package struct SessionSummary: Sendable, Equatable {
    /// The file of its earliest living output that has one.
    package var thumbnail: String?
    /// Its living outputs, by kind.
    package var counts: [Generation.Kind: Int] = [:]

    package init() {}

    package var total: Int { counts.values.reduce(0, +) }
}

extension Sessions {
    /// For a page of ids at once; those that are not the viewer's are left out.
    package func summaries(of ids: [String]) throws -> [String: SessionSummary] {
        var summaries: [String: SessionSummary] = [:]
        for id in ids where try access.find(Session.self, id) != nil {
            summaries[id] = SessionSummary()
        }
        guard !summaries.isEmpty else { return [:] }
        let known = summaries.keys.sorted()
        let marks = known.map { _ in "?" }.joined(separator: ", ")
        for row in try access.connection.rows(
            """
            SELECT session_id, kind, count(*) FROM generations
            WHERE session_id IN (\(marks)) AND deleted_at IS NULL AND NOT \(BinnedGenerations.sql)
            GROUP BY session_id, kind
            """, .positional(known.map(\.sqlValue)))
        {
            summaries[try row.value(0) as String]?.counts[try row.value(1)] = try row.value(2)
        }
        for id in known where summaries[id]?.total ?? 0 > 0 {
            summaries[id]?.thumbnail = try thumbnail(of: id)
        }
        return summaries
    }

    package func summary(of id: String) throws -> SessionSummary {
        try summaries(of: [access.get(Session.self, id).id])[id] ?? SessionSummary()
    }

    private func thumbnail(of session: String) throws -> String? {
        try access.connection.row(
            """
            SELECT variants.asset_id FROM generations
            JOIN variants ON variants.generation_id = generations.id
                AND variants.is_primary = 1 AND variants.deleted_at IS NULL
            JOIN assets ON assets.id = variants.asset_id AND assets.deleted_at IS NULL
                AND assets.retrieval_status = 'completed'
            WHERE generations.session_id = ? AND generations.deleted_at IS NULL
            ORDER BY generations.created_at, generations.id LIMIT 1
            """, [session])?.value(0)
    }
}
