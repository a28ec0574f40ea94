/// All rules between rows.
enum DomainRules {
    static let all =
        kept + money + structure + deletion + ReferenceRules.all + AssetRules.all

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    static func named(_ name: String) -> DomainRule? { byName[name] }

    /// Columns that follow from other rows.
    private static let kept = [
        DomainRule(
            "unmet-dependencies", .jobs, "counts other dependencies than it has",
            broken: "jobs.unmet <> (\(unmet))", .set([(column: "unmet", expression: "(\(unmet))")])),
        DomainRule(
            "waits-for-lost", .jobs, "waits for a job that will not be completed",
            broken: """
                jobs.status = 'pending' AND EXISTS (
                    SELECT 1 FROM job_dependencies AS edge JOIN jobs AS other
                        ON other.id = edge.depends_on_id
                    WHERE edge.job_id = jobs.id AND other.status IN ('failed', 'cancelled'))
                """,
            .set([
                (column: "status", expression: "'failed'"),
                (column: "error", expression: "'what it depends on was not completed'"),
                (column: "ended_at", expression: "jobs.updated_at"),
            ])),
        DomainRule(
            "name-beside-variants", .generations,
            "has a name or parameters of its own beside those of its variants",
            broken: """
                (generations.own_name IS NOT NULL OR generations.own_params IS NOT NULL)
                AND EXISTS (SELECT 1 FROM variants AS other
                    WHERE other.generation_id = generations.id AND other.deleted_at IS NULL)
                """, .clear("own_name", "own_params")),
        DomainRule(
            "shown-without-bytes", .generations, "is not completed, and shows a file",
            broken: """
                generations.status = 'generating' AND EXISTS (\(shown) = 'completed')
                """, .set([(column: "status", expression: "'completed'")])),
        DomainRule(
            "shown-before-bytes", .generations, "is completed, and its file has not come yet",
            broken: """
                generations.status = 'completed' AND EXISTS (\(shown) <> 'completed')
                """, .set([(column: "status", expression: "'generating'")])),
        DomainRule(
            "segment-outside", .trainingSegments, "ends behind the end of its item",
            broken: """
                training_segments.end_ms > (SELECT other.duration_ms FROM training_items AS other
                    WHERE other.id = training_segments.item_id)
                """, .report),
        DomainRule(
            "checkpoint-ahead", .checkpoints, "is of a later version than its document",
            broken: """
                document_checkpoints.version > (SELECT other.version FROM documents AS other
                    WHERE other.id = document_checkpoints.document_id)
                """, .report),
    ]

    /// What a generation shows, as far as its file has come.
    private static let shown = """
        SELECT 1 FROM variants AS other JOIN assets AS file ON file.id = other.asset_id
        WHERE other.generation_id = generations.id AND other.is_primary = 1
            AND other.deleted_at IS NULL AND file.retrieval_status
        """

    private static let unmet = """
        SELECT count(*) FROM job_dependencies AS edge
        JOIN jobs AS other ON other.id = edge.depends_on_id
        WHERE edge.job_id = jobs.id AND other.status <> 'completed'
        """

    private static let money = [
        DomainRule(
            "captured-unreserved", .ledger, "gives back more than was held for its job",
            broken: """
                credits_ledger.kind = 'capture' AND credits_ledger.amount > -(
                    SELECT coalesce(sum(other.amount), 0) FROM credits_ledger AS other
                    WHERE other.job_id = credits_ledger.job_id AND other.kind = 'reserve'
                        AND other.user_id = credits_ledger.user_id)
                """, .report),
        DomainRule(
            "refunded-unspent", .ledger, "pays back more than its job cost",
            broken: """
                credits_ledger.kind = 'refund' AND credits_ledger.job_id IS NOT NULL
                AND credits_ledger.amount > -(
                    SELECT coalesce(sum(other.amount), 0) FROM credits_ledger AS other
                    WHERE other.job_id = credits_ledger.job_id AND other.kind <> 'refund'
                        AND other.user_id = credits_ledger.user_id)
                """, .report),
    ]

    private static let structure = [
        circle(.jobs, "parent_id"), circle(.jobs, "version_of"),
        circle(.generations, "parent_id"), circle(.generations, "based_on"),
        circle(.variants, "source_variant_id"),
        DomainRule(
            "other-session", .jobs, "hangs below a job of another session",
            broken: """
                EXISTS (SELECT 1 FROM jobs AS other WHERE other.id = jobs.parent_id
                    AND coalesce(other.session_id, '') <> coalesce(jobs.session_id, ''))
                """, .clear("parent_id")),
        DomainRule(
            "slot-gone", .generations, "belongs to an entry of a shot that is not there",
            broken: """
                generations.slot_entry_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM shot_entries AS other WHERE other.id = generations.slot_entry_id)
                """, .clear("slot_entry_id")),
        DomainRule(
            "link-to-nothing", .links, "leads to nothing that is there",
            broken: target(
                "shared_links.target", "shared_links.target_id",
                ["album": "albums", "generation": "generations", "shot": "shots"]), .remove),
        DomainRule(
            "settings-of-nothing", .toolSettings, "belong to nothing that is there",
            broken: target(
                "tool_settings.level", "tool_settings.target_id",
                ["user": "users", "project": "projects", "shot": "shots"]), .remove),
        DomainRule(
            "settings-of-nobody", .settings, "belong to nobody",
            broken: """
                settings.owner_id <> '' AND NOT EXISTS (
                    SELECT 1 FROM users AS other WHERE other.id = settings.owner_id)
                """, .remove),
    ]

    private static func target(
        _ kind: String, _ id: String, _ tables: [String: String]
    ) -> String {
        tables.sorted { $0.key < $1.key }.map { name, table in
            """
            (\(kind) = '\(name)' AND NOT EXISTS (
                SELECT 1 FROM \(table) AS other WHERE other.id = \(id)))
            """
        }.joined(separator: " OR ")
    }

    /// Rows that no chain leads to from one without a parent.
    private static func circle(_ entity: Entity, _ column: String) -> DomainRule {
        let table = entity.rawValue
        return DomainRule(
            "circle-\(table)-\(column)", entity,
            "comes before itself, or below one that does (\(column))",
            broken: """
                \(table).\(column) IS NOT NULL AND \(table).id NOT IN (
                    WITH RECURSIVE reached (id) AS (
                        SELECT root.id FROM \(table) AS root WHERE root.\(column) IS NULL
                        UNION ALL
                        SELECT next.id FROM \(table) AS next
                        JOIN reached ON next.\(column) = reached.id)
                    SELECT id FROM reached)
                """, .clear(column))
    }

    private static let deletion = DomainTables.all.filter { $0.deletedAt != nil }.flatMap {
        table -> [DomainRule] in
        let (name, key) = (table.name, table.columns[table.key[0]].name)
        return [
            DomainRule(
                "half-deleted-\(name)", table.entity, "is deleted by one of two columns only",
                broken: "(\(name).deleted_at IS NULL) <> (\(name).deleted_with IS NULL)",
                .set([
                    (
                        column: "deleted_with",
                        expression: "CASE WHEN deleted_at IS NULL THEN NULL ELSE \(key) END"
                    )
                ])),
            DomainRule(
                "deleted-with-nothing-\(name)", table.entity,
                "was deleted with something that is not deleted",
                broken: """
                    \(name).deleted_with IS NOT NULL AND \(name).deleted_at IS NOT NULL
                    AND \(name).deleted_with <> \(name).\(key) AND NOT EXISTS (\(roots(name)))
                    """, .set([(column: "deleted_with", expression: key)])),
        ]
    }

    /// What can be deleted with others, by the row's `deleted_with`.
    private static func roots(_ table: String) -> String {
        DomainTables.all.filter { $0.deletedAt != nil }.map {
            """
            SELECT 1 FROM \($0.name) AS root WHERE root.id = \(table).deleted_with
                AND root.deleted_at IS NOT NULL
            """
        }.joined(separator: " UNION ALL ")
    }
}
