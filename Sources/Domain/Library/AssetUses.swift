/// Where an asset is used.
package struct AssetUses: Sendable {
    /// Of which it is a variant.
    package let generations: [Generation]
    package let albums: [Album]
    /// That made it, or were given it.
    package let jobs: [Job]
    package let sessions: [Session]
    package let links: [SharedLink]
}

extension DomainAccess {
    /// As far as the viewer may know of it: at most 100 of each, the newest first.
    package func uses(ofAsset id: String) throws -> AssetUses {
        func living<Record: DomainRecord>(
            _ type: Record.Type, _ condition: String, key: (Record) -> String
        ) throws -> [Record] {
            let found = try records(
                type, "WHERE \(condition) ORDER BY created_at DESC, id DESC LIMIT 100", [id])
            // By the one rule of what may be seen.
            return try found.filter { try find(type, key($0)) != nil }
        }
        let generations = try living(
            Generation.self,
            """
            id IN (SELECT generation_id FROM variants WHERE asset_id = ? AND deleted_at IS NULL)
            """, key: \.id)
        return AssetUses(
            generations: generations,
            albums: try living(
                Album.self, "id IN (SELECT album_id FROM album_assets WHERE asset_id = ?)",
                key: \.id),
            jobs: try living(
                Job.self,
                """
                id IN (SELECT job_id FROM job_references WHERE asset_id = ?1
                    UNION SELECT job_id FROM assets WHERE id = ?1)
                """, key: \.id),
            sessions: try living(
                Session.self,
                """
                id IN (SELECT generations.session_id FROM generations
                    JOIN variants ON variants.generation_id = generations.id
                    WHERE variants.asset_id = ?1
                    UNION SELECT id FROM sessions WHERE source_asset_id = ?1)
                """, key: \.id),
            links: try living(
                SharedLink.self, "target = 'asset' AND target_id = ? AND revoked_at IS NULL",
                key: \.id))
    }
}
