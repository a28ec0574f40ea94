import GRDB

extension RebuildWriter {
    /// Makes the row of each asset in the facts, and records all its paths.
    package func replayAssets() throws {
        try db.execute(sql: ScratchSchema.eventIndex)
        let events = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, number, fact, at, bucket, path, supersedes
                FROM scratch.events INDEXED BY events_by_id ORDER BY id, at, number
                """)
        var id: String?
        var own: [AssetHistory.Event] = []
        while let row = try events.next() {
            if row["id"] != id {
                try replay(id, own)
                id = row["id"]
                own = []
            }
            own.append(
                AssetHistory.Event(
                    number: row["number"], fact: JournalEvent.Fact(rawValue: row["fact"])!,
                    at: row["at"], bucket: row["bucket"], path: row["path"],
                    supersedes: row["supersedes"]))
        }
        try replay(id, own)
        try db.execute(sql: ScratchSchema.occupancyIndex)
    }

    private func replay(_ id: String?, _ events: [AssetHistory.Event]) throws {
        guard let id else { return }
        let history = AssetHistory(events)
        for (index, occupancy) in history.occupancies.enumerated() {
            try db.cachedStatement(
                sql: """
                    INSERT INTO scratch.occupancies (number, asset_id, bucket, path, digest, at,
                        supersedes, deleted_at, is_purged, is_last)
                    SELECT ?, ?, ?, ?, digest, ?, ?, ?, ?, ? FROM scratch.events WHERE number = ?
                    """
            ).execute(arguments: [
                occupancy.number, id, occupancy.bucket, occupancy.path, occupancy.at,
                occupancy.supersedes, occupancy.deletedAt, occupancy.isPurged,
                index == history.occupancies.count - 1, history.asset,
            ])
        }
        if history.isPurged { return }
        if let asset = history.asset {
            try insertAsset(asset, update: history.update, deletedAt: history.deletedAt)
        } else if let waiting = history.waiting {
            try insertWaiting(waiting.first, waiting.last, deletedAt: history.deletedAt)
        }
    }

    /// If the fact does not say what the source was asked for, the asset's own path is used.
    private func insertAsset(_ event: Int64, update: Int64?, deletedAt: Int64?) throws {
        try insertMissing(of: event)
        try db.cachedStatement(
            sql: """
                INSERT INTO assets (id, blob_id, kind, origin, name, user_id, job_id, external_id,
                    source, metadata, retrieval_status, created_at, updated_at, deleted_at,
                    source_host, source_etag, source_modified, source_size, target_bucket,
                    target_path, expected_digest, keeps_undecodable, allows_own_host,
                    source_variant)
                SELECT id, (SELECT id FROM blobs WHERE digest = events.digest), kind, origin, name,
                    user_id, job_id, external_id, source, coalesce(
                        (SELECT metadata FROM scratch.events WHERE number = ?1), metadata),
                    'completed', created_at, at, ?2,
                    source_host, source_etag, source_modified, source_size,
                    coalesce(target_bucket, CASE WHEN source IS NOT NULL THEN bucket END),
                    coalesce((SELECT target_path FROM scratch.events WHERE number = ?1),
                        target_path),
                    expected_digest, keeps_undecodable, allows_own_host, source_variant
                FROM scratch.events WHERE number = ?3
                """
        ).execute(arguments: [update, deletedAt, event])
    }

    /// A source that was asked for again keeps its first facts, updated by the last ones.
    private func insertWaiting(_ first: Int64, _ last: Int64, deletedAt: Int64?) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO assets (id, kind, origin, name, user_id, job_id, external_id, source,
                    metadata, retrieval_status, next_retrieval_attempt, created_at, updated_at,
                    deleted_at, source_host, target_bucket, target_path, sealed_source,
                    source_expires, expected_digest, keeps_undecodable, allows_own_host,
                    source_variant)
                SELECT a.id, a.kind, a.origin, a.name, coalesce(z.user_id, a.user_id),
                    coalesce(z.job_id, a.job_id), a.external_id, a.source, z.metadata, 'pending',
                    z.at, a.created_at, z.at, ?, a.source_host, a.target_bucket, a.target_path,
                    coalesce(z.sealed_source, a.sealed_source),
                    coalesce(z.source_expires, a.source_expires), z.expected_digest,
                    z.keeps_undecodable, z.allows_own_host, z.source_variant
                FROM scratch.events AS a, scratch.events AS z WHERE a.number = ? AND z.number = ?
                """
        ).execute(arguments: [deletedAt, first, last])
    }
}
