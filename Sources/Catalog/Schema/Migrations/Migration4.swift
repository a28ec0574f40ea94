/// What a million assets need beyond the third schema: an index for every list, counts that are kept
/// instead of taken, and no index that nothing asks.
///
/// Lists name the index that serves them, so that no statistics of SQLite decide. Frozen.
enum Migration4 {
    static let sql = """
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
            INSERT INTO deleted_assets SELECT assets.id, assets.deleted_at, assets.retrieval_status, assets.kind,
            coalesce(last.bucket, assets.target_bucket), coalesce(last.path, assets.target_path)
        FROM assets LEFT JOIN bucket_paths AS last
            ON last.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = assets.id) WHERE assets.id = NEW.id;
        END;
        CREATE TRIGGER assets_deletion
        AFTER UPDATE OF deleted_at, retrieval_status, kind, target_bucket, target_path ON assets
        WHEN OLD.deleted_at IS NOT NULL OR NEW.deleted_at IS NOT NULL BEGIN
            DELETE FROM deleted_assets WHERE asset_id = NEW.id;
            INSERT INTO deleted_assets SELECT assets.id, assets.deleted_at, assets.retrieval_status, assets.kind,
            coalesce(last.bucket, assets.target_bucket), coalesce(last.path, assets.target_path)
        FROM assets LEFT JOIN bucket_paths AS last
            ON last.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = assets.id)
                WHERE assets.id = NEW.id AND assets.deleted_at IS NOT NULL;
        END;
        CREATE TRIGGER assets_purge AFTER DELETE ON assets
        WHEN OLD.deleted_at IS NOT NULL BEGIN
            DELETE FROM deleted_assets WHERE asset_id = OLD.id;
        END;
        -- Why it waits is told apart of assets that wait only.
        CREATE TABLE asset_counts (
            is_superseded INTEGER NOT NULL,
            is_deleted INTEGER NOT NULL,
            retrieval_status TEXT NOT NULL,
            error_class TEXT NOT NULL,
            http_status INTEGER NOT NULL,
            source_host TEXT NOT NULL,
            is_permanent INTEGER NOT NULL,
            is_update INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (is_superseded, is_deleted, retrieval_status, error_class, http_status,
                source_host, is_permanent, is_update)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE blob_counts (
            state TEXT NOT NULL,
            format TEXT NOT NULL,
            count INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (state, format)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE rendition_counts (
            recipe_id TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE path_counts (
            bucket TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER assets_counted AFTER INSERT ON assets BEGIN
            INSERT INTO asset_counts VALUES (NEW.superseded_by IS NOT NULL, NEW.deleted_at IS NOT NULL,
        NEW.retrieval_status, CASE WHEN NEW.retrieval_status = 'completed' THEN ''
            ELSE coalesce(NEW.retrieval_error_class, '') END,
        CASE WHEN NEW.retrieval_status = 'completed' THEN 0
            ELSE coalesce(NEW.retrieval_http_status, 0) END, CASE WHEN NEW.retrieval_status = 'completed' THEN ''
            ELSE coalesce(NEW.source_host, '') END,
        CASE WHEN NEW.retrieval_status = 'completed' THEN 0
            ELSE coalesce(NEW.retrieval_permanent, 0) END,
        NEW.retrieval_status <> 'completed' AND NEW.refreshes IS NOT NULL, 1)
            ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER assets_recounted AFTER UPDATE OF superseded_by, deleted_at,
            retrieval_status, retrieval_error_class, retrieval_http_status, source_host,
            retrieval_permanent, refreshes ON assets BEGIN
            INSERT INTO asset_counts VALUES (NEW.superseded_by IS NOT NULL, NEW.deleted_at IS NOT NULL,
        NEW.retrieval_status, CASE WHEN NEW.retrieval_status = 'completed' THEN ''
            ELSE coalesce(NEW.retrieval_error_class, '') END,
        CASE WHEN NEW.retrieval_status = 'completed' THEN 0
            ELSE coalesce(NEW.retrieval_http_status, 0) END, CASE WHEN NEW.retrieval_status = 'completed' THEN ''
            ELSE coalesce(NEW.source_host, '') END,
        CASE WHEN NEW.retrieval_status = 'completed' THEN 0
            ELSE coalesce(NEW.retrieval_permanent, 0) END,
        NEW.retrieval_status <> 'completed' AND NEW.refreshes IS NOT NULL, 1)
            ON CONFLICT DO UPDATE SET count = count + 1;
            UPDATE asset_counts SET count = count - 1
            WHERE (is_superseded, is_deleted, retrieval_status, error_class, http_status, source_host,
            is_permanent, is_update) = (OLD.superseded_by IS NOT NULL, OLD.deleted_at IS NOT NULL,
        OLD.retrieval_status, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.retrieval_error_class, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_http_status, 0) END, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.source_host, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_permanent, 0) END,
        OLD.retrieval_status <> 'completed' AND OLD.refreshes IS NOT NULL);
        DELETE FROM asset_counts WHERE (is_superseded, is_deleted, retrieval_status, error_class, http_status, source_host,
            is_permanent, is_update) = (OLD.superseded_by IS NOT NULL, OLD.deleted_at IS NOT NULL,
        OLD.retrieval_status, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.retrieval_error_class, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_http_status, 0) END, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.source_host, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_permanent, 0) END,
        OLD.retrieval_status <> 'completed' AND OLD.refreshes IS NOT NULL) AND count = 0;
        END;
        CREATE TRIGGER assets_uncounted AFTER DELETE ON assets BEGIN
            UPDATE asset_counts SET count = count - 1
            WHERE (is_superseded, is_deleted, retrieval_status, error_class, http_status, source_host,
            is_permanent, is_update) = (OLD.superseded_by IS NOT NULL, OLD.deleted_at IS NOT NULL,
        OLD.retrieval_status, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.retrieval_error_class, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_http_status, 0) END, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.source_host, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_permanent, 0) END,
        OLD.retrieval_status <> 'completed' AND OLD.refreshes IS NOT NULL);
        DELETE FROM asset_counts WHERE (is_superseded, is_deleted, retrieval_status, error_class, http_status, source_host,
            is_permanent, is_update) = (OLD.superseded_by IS NOT NULL, OLD.deleted_at IS NOT NULL,
        OLD.retrieval_status, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.retrieval_error_class, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_http_status, 0) END, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.source_host, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_permanent, 0) END,
        OLD.retrieval_status <> 'completed' AND OLD.refreshes IS NOT NULL) AND count = 0;
        END;

        CREATE TRIGGER blobs_counted AFTER INSERT ON blobs BEGIN INSERT INTO blob_counts VALUES (NEW.state, coalesce(NEW.format, 'undecodable'), 1, NEW.size)
            ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes; END;
        CREATE TRIGGER blobs_recounted AFTER UPDATE OF state, format, size ON blobs BEGIN
            INSERT INTO blob_counts VALUES (NEW.state, coalesce(NEW.format, 'undecodable'), 1, NEW.size)
            ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;
            UPDATE blob_counts SET count = count - 1, bytes = bytes - OLD.size
            WHERE (state, format) = (OLD.state, coalesce(OLD.format, 'undecodable'));
        DELETE FROM blob_counts WHERE (state, format) = (OLD.state, coalesce(OLD.format, 'undecodable')) AND count = 0;
        END;
        CREATE TRIGGER blobs_uncounted AFTER DELETE ON blobs BEGIN UPDATE blob_counts SET count = count - 1, bytes = bytes - OLD.size
            WHERE (state, format) = (OLD.state, coalesce(OLD.format, 'undecodable'));
        DELETE FROM blob_counts WHERE (state, format) = (OLD.state, coalesce(OLD.format, 'undecodable')) AND count = 0; END;

        CREATE TRIGGER renditions_counted AFTER INSERT ON renditions BEGIN
            INSERT INTO rendition_counts VALUES (NEW.recipe_id, 1, NEW.size)
            ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;
        END;
        CREATE TRIGGER renditions_recounted AFTER UPDATE OF recipe_id, size ON renditions BEGIN
            INSERT INTO rendition_counts VALUES (NEW.recipe_id, 1, NEW.size)
            ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;
            UPDATE rendition_counts SET count = count - 1, bytes = bytes - OLD.size
            WHERE recipe_id = OLD.recipe_id;
        DELETE FROM rendition_counts WHERE recipe_id = OLD.recipe_id AND count = 0;
        END;
        CREATE TRIGGER renditions_uncounted AFTER DELETE ON renditions BEGIN
            UPDATE rendition_counts SET count = count - 1, bytes = bytes - OLD.size
            WHERE recipe_id = OLD.recipe_id;
        DELETE FROM rendition_counts WHERE recipe_id = OLD.recipe_id AND count = 0;
        END;

        -- These also bring the kind of the asset, and tell its deletion where it lived.
        CREATE TRIGGER bucket_paths_counted AFTER INSERT ON bucket_paths BEGIN
            UPDATE bucket_paths SET kind = (SELECT kind FROM assets WHERE id = NEW.asset_id)
                WHERE id = NEW.id
                    AND kind <> (SELECT kind FROM assets WHERE id = NEW.asset_id);
            UPDATE deleted_assets SET bucket = NEW.bucket, path = NEW.path
                WHERE asset_id = NEW.asset_id;
            INSERT INTO path_counts SELECT NEW.bucket, 1 WHERE NEW.superseded_at IS NULL
            ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER bucket_paths_recounted
        AFTER UPDATE OF bucket, path, superseded_at ON bucket_paths BEGIN
            UPDATE deleted_assets SET bucket = NEW.bucket, path = NEW.path
                WHERE asset_id = NEW.asset_id
                    AND NEW.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = NEW.asset_id);
            INSERT INTO path_counts SELECT NEW.bucket, 1 WHERE NEW.superseded_at IS NULL
            ON CONFLICT DO UPDATE SET count = count + 1;
            UPDATE path_counts SET count = count - 1
            WHERE OLD.superseded_at IS NULL AND bucket = OLD.bucket;
        DELETE FROM path_counts WHERE OLD.superseded_at IS NULL AND bucket = OLD.bucket AND count = 0;
        END;
        CREATE TRIGGER bucket_paths_uncounted AFTER DELETE ON bucket_paths BEGIN
            UPDATE path_counts SET count = count - 1
            WHERE OLD.superseded_at IS NULL AND bucket = OLD.bucket;
        DELETE FROM path_counts WHERE OLD.superseded_at IS NULL AND bucket = OLD.bucket AND count = 0;
        END;
        UPDATE bucket_paths SET kind = (SELECT kind FROM assets WHERE id = asset_id)
            WHERE kind <> (SELECT kind FROM assets WHERE id = asset_id);
        INSERT INTO deleted_assets SELECT assets.id, assets.deleted_at, assets.retrieval_status, assets.kind,
            coalesce(last.bucket, assets.target_bucket), coalesce(last.path, assets.target_path)
        FROM assets LEFT JOIN bucket_paths AS last
            ON last.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = assets.id) WHERE assets.deleted_at IS NOT NULL;
        INSERT INTO asset_counts SELECT assets.superseded_by IS NOT NULL, assets.deleted_at IS NOT NULL,
        assets.retrieval_status, CASE WHEN assets.retrieval_status = 'completed' THEN ''
            ELSE coalesce(assets.retrieval_error_class, '') END,
        CASE WHEN assets.retrieval_status = 'completed' THEN 0
            ELSE coalesce(assets.retrieval_http_status, 0) END, CASE WHEN assets.retrieval_status = 'completed' THEN ''
            ELSE coalesce(assets.source_host, '') END,
        CASE WHEN assets.retrieval_status = 'completed' THEN 0
            ELSE coalesce(assets.retrieval_permanent, 0) END,
        assets.retrieval_status <> 'completed' AND assets.refreshes IS NOT NULL, count(*) FROM assets GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
        INSERT INTO blob_counts SELECT blobs.state, coalesce(blobs.format, 'undecodable'), count(*), sum(size) FROM blobs GROUP BY 1, 2;
        INSERT INTO rendition_counts SELECT recipe_id, count(*), sum(size) FROM renditions GROUP BY 1;
        INSERT INTO path_counts SELECT bucket, count(*) FROM bucket_paths WHERE superseded_at IS NULL GROUP BY 1;
        """
}
