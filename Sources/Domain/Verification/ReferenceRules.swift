/// What rows and those that they name must agree on.
enum ReferenceRules {
    static let all = owners + alongs + pairs

    private static let simple = References.all.filter { reference in
        reference.to != .users
            && References.all.filter { $0.from == reference.from && $0.column == reference.column }
                .count == 1
    }

    /// Both ends of a reference belong to one user.
    private static let owners: [DomainRule] = simple.compactMap { reference in
        let (table, other) = (DomainTables.of(reference.from), DomainTables.of(reference.to))
        guard let own = table.owner, let theirs = other.owner else { return nil }
        return DomainRule(
            "owner-\(table.name)-\(reference.column)", reference.from,
            "names somebody else's \(other.entity.noun)",
            broken: """
                EXISTS (SELECT 1 FROM \(other.name) AS other
                    WHERE other.id = \(table.name).\(reference.column)
                        AND other.\(other.columns[theirs].name) <> \(table.name).\(table.columns[own].name))
                """, reference.onPurge == .isCleared ? .clear(reference.column) : .report)
    }

    /// What goes along with a deleted row is deleted.
    private static let alongs: [DomainRule] = References.all.compactMap { reference in
        guard reference.onDelete == .goesAlong else { return nil }
        let (table, other) = (DomainTables.of(reference.from), DomainTables.of(reference.to))
        let above = "FROM \(other.name) AS other WHERE other.id = \(table.name).\(reference.column)"
        return DomainRule(
            "left-behind-\(table.name)-\(reference.column)", reference.from,
            "is there although its \(other.entity.noun) was deleted",
            broken: """
                \(table.name).deleted_at IS NULL AND EXISTS (
                    SELECT 1 \(above) AND other.deleted_at IS NOT NULL)
                """,
            .set([
                (column: "deleted_at", expression: "(SELECT other.deleted_at \(above))"),
                (column: "deleted_with", expression: "(SELECT other.deleted_with \(above))"),
            ]))
    }

    /// Where the owner is that of a row further up.
    private static let pairs = [
        DomainRule(
            "owner-of-entry", .entries, "shows somebody else's generation",
            broken: """
                EXISTS (SELECT 1 FROM shots JOIN projects ON projects.id = shots.project_id
                    JOIN generations ON generations.id = shot_entries.generation_id
                    WHERE shots.id = shot_entries.shot_id
                        AND projects.user_id <> generations.user_id)
                """, .report),
        DomainRule(
            "owner-of-dependency", .jobDependencies, "leads to somebody else's job",
            broken: """
                EXISTS (SELECT 1 FROM jobs AS own JOIN jobs AS other
                        ON other.id = job_dependencies.depends_on_id
                    WHERE own.id = job_dependencies.job_id AND own.user_id <> other.user_id)
                """, .report),
        DomainRule(
            "owner-of-source-variant", .variants, "was made from somebody else's variant",
            broken: """
                EXISTS (SELECT 1 FROM generations AS own, variants AS source
                    JOIN generations AS other ON other.id = source.generation_id
                    WHERE own.id = variants.generation_id
                        AND source.id = variants.source_variant_id AND own.user_id <> other.user_id)
                """, .clear("source_variant_id")),
        DomainRule(
            "owner-of-tag", .assetTags, "is of nobody's tag",
            broken: """
                NOT EXISTS (SELECT 1 FROM tags AS other WHERE other.id = asset_tags.tag_id)
                """, .remove),
    ]
}
