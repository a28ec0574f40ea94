/// What a million assets need beyond the third schema: an index for every list, counts that are
/// kept instead of taken, and no index that nothing asks. Frozen.
///
/// Lists name the index that serves them, so that no statistics of SQLite decide.
enum SchemaV4 {
    static let sql = earlier + indexes + deletions + counts + fill

    /// What the third schema did not have from the first.
    private static let earlier = """
        CREATE TABLE IF NOT EXISTS newest_fact (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            at INTEGER NOT NULL
        ) STRICT;
        INSERT OR IGNORE INTO newest_fact (id, at) VALUES (1, 0);
        CREATE TABLE IF NOT EXISTS journal_files (
            name TEXT NOT NULL PRIMARY KEY,
            size INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS bucket_paths_past ON bucket_paths (bucket, path)
            WHERE superseded_at IS NOT NULL;

        """

    private static let indexes = """
        -- Nothing asks these, or those below answer instead. Each cost an insert of its own, the
        -- first two at a random place.
        DROP INDEX blobs_by_hash;
        DROP INDEX blobs_by_verified;
        DROP INDEX assets_by_external_id;
        DROP INDEX assets_by_job;
        DROP INDEX assets_by_user;
        DROP INDEX assets_current;
        DROP INDEX assets_by_status;
        DROP INDEX assets_by_kind;
        DROP INDEX assets_by_failure;
        DROP INDEX assets_missing_in_bucket;

        -- Blobs that no pass has met are found by digest.
        CREATE INDEX blobs_by_verification ON blobs (verified_at) WHERE verified_at IS NOT NULL;

        -- Neither superseded nor deleted.
        ALTER TABLE assets ADD COLUMN is_current INTEGER
            GENERATED ALWAYS AS (superseded_by IS NULL AND deleted_at IS NULL) VIRTUAL;
        CREATE INDEX assets_by_state ON assets (is_current, retrieval_status, kind, id);

        -- What waits, by where it is to land; the path decides between rows without reading them.
        CREATE INDEX assets_waiting
            ON assets (target_bucket, retrieval_status, kind, id, target_path)
            WHERE retrieval_status <> 'completed' AND superseded_by IS NULL
                AND deleted_at IS NULL;
        CREATE INDEX assets_waiting_by_path
            ON assets (target_bucket, retrieval_status, kind, target_path, id)
            WHERE retrieval_status <> 'completed' AND superseded_by IS NULL
                AND deleted_at IS NULL;
        -- What waits, by why: the earliest attempt of each group.
        CREATE INDEX assets_waiting_by_reason ON assets (
                retrieval_status, retrieval_error_class, retrieval_http_status, source_host,
                retrieval_permanent, (refreshes IS NOT NULL), next_retrieval_attempt)
            WHERE retrieval_status <> 'completed' AND superseded_by IS NULL
                AND deleted_at IS NULL;

        -- The kind of its asset, kept here so that a bucket can be listed by it.
        ALTER TABLE bucket_paths ADD COLUMN kind TEXT NOT NULL DEFAULT 'image'
            CHECK (kind IN ('image', 'video_clip', 'final_video', 'audio', 'file'));
        CREATE INDEX bucket_paths_by_kind ON bucket_paths (bucket, kind, path)
            WHERE superseded_at IS NULL;
        CREATE INDEX bucket_paths_by_age ON bucket_paths (bucket, kind, asset_id, path)
            WHERE superseded_at IS NULL;
        CREATE TRIGGER assets_kind AFTER UPDATE OF kind ON assets
        WHEN NEW.kind <> OLD.kind BEGIN
            UPDATE bucket_paths SET kind = NEW.kind WHERE asset_id = NEW.id;
        END;

        """

    private static let deletions = """
        -- Deleted assets once more, with where they lived last or were to land.
        CREATE TABLE deleted_assets (
            asset_id TEXT NOT NULL PRIMARY KEY,
            deleted_at INTEGER NOT NULL,
            retrieval_status TEXT NOT NULL,
            kind TEXT NOT NULL,
            bucket TEXT,
            path TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX deleted_assets_by_state
            ON deleted_assets (retrieval_status, kind, deleted_at, asset_id);
        CREATE INDEX deleted_assets_by_bucket
            ON deleted_assets (bucket, retrieval_status, kind, deleted_at, asset_id, path);
        CREATE INDEX deleted_assets_by_path
            ON deleted_assets (bucket, retrieval_status, kind, path, asset_id);

        CREATE TRIGGER assets_born_deleted AFTER INSERT ON assets
        WHEN NEW.deleted_at IS NOT NULL BEGIN
            INSERT INTO deleted_assets \(deletedRow) WHERE assets.id = NEW.id;
        END;
        CREATE TRIGGER assets_deletion
        AFTER UPDATE OF deleted_at, retrieval_status, kind, target_bucket, target_path ON assets
        WHEN OLD.deleted_at IS NOT NULL OR NEW.deleted_at IS NOT NULL BEGIN
            DELETE FROM deleted_assets WHERE asset_id = NEW.id;
            INSERT INTO deleted_assets \(deletedRow)
                WHERE assets.id = NEW.id AND assets.deleted_at IS NOT NULL;
        END;
        CREATE TRIGGER assets_purge AFTER DELETE ON assets
        WHEN OLD.deleted_at IS NOT NULL BEGIN
            DELETE FROM deleted_assets WHERE asset_id = OLD.id;
        END;

        """

    /// What a row of `deleted_assets` says, but for which asset.
    static let deletedRow = """
        SELECT assets.id, assets.deleted_at, assets.retrieval_status, assets.kind,
            coalesce(last.bucket, assets.target_bucket), coalesce(last.path, assets.target_path)
        FROM assets LEFT JOIN bucket_paths AS last
            ON last.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = assets.id)
        """

    private static let fill = """
        UPDATE bucket_paths SET kind = (SELECT kind FROM assets WHERE id = asset_id)
            WHERE kind <> (SELECT kind FROM assets WHERE id = asset_id);
        \(derived.map { "INSERT INTO \($0.table) \($0.rows);" }.joined(separator: "\n"))
        """
}
