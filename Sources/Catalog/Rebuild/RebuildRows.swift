import GRDB
package import Values

/// What the bytes of an object turned out to be.
package struct ExaminedObject: Sendable {
    package let blob: BlobRecord
    /// Nil for an object whose bytes have another digest.
    package let isWhole: Bool

    package init(blob: BlobRecord, isWhole: Bool) {
        self.blob = blob
        self.isWhole = isWhole
    }
}

/// Content without bytes, or with other bytes, and where it is missing.
package struct LostContent: Sendable {
    package let digest: Digest
    package let state: BlobState
    /// One of its current or former paths; nil if it never had one.
    package let place: String?
}

extension RebuildWriter {
    package func insert(_ object: ExaminedObject) throws {
        _ = try catalog.insert(object.blob)
        if object.isWhole { return }
        try db.execute(
            sql: "UPDATE blobs SET state = 'corrupt' WHERE digest = ?",
            arguments: [object.blob.digest])
    }

    /// Makes a content row for an object that a fact names and that does not exist.
    func insertMissing(of event: Int64) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO blobs (digest, size, state, refusal, created_at, updated_at)
                SELECT digest, coalesce(bytes, (SELECT max(bytes) FROM scratch.events AS other
                        WHERE other.id = events.id AND other.fact = 'asset'), 0), 'missing',
                    'its bytes were missing when the catalogue was rebuilt', created_at, at
                FROM scratch.events WHERE number = ? AND digest IS NOT NULL
                ON CONFLICT (digest) DO UPDATE SET size = max(size, excluded.size),
                    created_at = min(created_at, excluded.created_at)
                WHERE state = 'missing'
                """
        ).execute(arguments: [event])
    }

    /// A page of what is missing or damaged, by digest.
    package func lostContent(after digest: Digest?, limit: Int) throws -> [LostContent] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT digest, state, (
                    SELECT bucket || '/' || path FROM assets
                    JOIN bucket_paths ON bucket_paths.asset_id = assets.id
                    WHERE blob_id = blobs.id
                    ORDER BY bucket_paths.superseded_at IS NOT NULL LIMIT 1) AS place
                FROM blobs WHERE state <> 'present' AND digest > ? ORDER BY digest LIMIT ?
                """, arguments: [DigestBound(digest), limit]
        ).map { row in
            LostContent(
                digest: row["digest"], state: BlobState(rawValue: row["state"]) ?? .corrupt,
                place: row["place"])
        }
    }

    /// A page of whole content that no asset has, by digest.
    package func unclaimed(after digest: Digest?, limit: Int) throws -> [BlobRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM blobs WHERE state = 'present' AND digest > ?
                    AND NOT EXISTS (SELECT 1 FROM assets WHERE blob_id = blobs.id)
                ORDER BY digest LIMIT ?
                """, arguments: [DigestBound(digest), limit]
        ).map(BlobRecord.init(row:))
    }

    /// Whether the facts have an asset with these bytes that is, or was, at a path.
    package func hasKnown(bucket: String, path: String, digest: Digest) throws -> Bool {
        try integer(
            """
            SELECT EXISTS (SELECT 1 FROM scratch.occupancies
                WHERE bucket = ? AND path = ? AND digest = ? AND NOT is_purged)
            """, [bucket, path, digest]) == 1
    }

    /// The current and former paths of assets with these bytes.
    package func places(of digest: Digest) throws -> [(bucket: String, path: String)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT bucket, path FROM blobs
                    JOIN assets ON assets.blob_id = blobs.id
                    JOIN bucket_paths ON bucket_paths.asset_id = assets.id
                    WHERE digest = ?
                    """), arguments: [digest]
        ).map { (bucket: $0[0], path: $0[1]) }
    }

    /// What the catalogue holds now.
    package func counts() throws -> RebuildCounts {
        RebuildCounts(
            assets: try integer(
                "SELECT count(*) FROM assets WHERE superseded_by IS NULL AND deleted_at IS NULL"),
            past: try integer(
                "SELECT count(*) FROM assets WHERE superseded_by IS NOT NULL OR deleted_at IS NOT NULL"
            ),
            objects: try integer("SELECT count(*) FROM blobs WHERE state = 'present'"),
            renditions: try integer("SELECT count(*) FROM renditions"))
    }
}

package struct RebuildCounts: Sendable, Equatable {
    /// Current assets, and those that were superseded or deleted.
    package let assets, past: Int
    package let objects, renditions: Int
}

extension RebuildWriter {
    /// A rendition of unknown content gets no row.
    package func insert(_ rendition: RenditionRecord) throws {
        if try catalog.reader.blob(rendition.digest) == nil { return }
        try catalog.insert(rendition)
    }
}
