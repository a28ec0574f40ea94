/// Content rows get a number, and who refers to content refers to that.
///
/// Digests fall anywhere, so that each index of them costs a page of its own for each asset that is
/// added to a large catalogue; numbers are appended. One index of digests is left; `docs/decisions/019`
/// has the figures. A rule that a column has one of a few values is written with OR: SQLite makes a
/// table in memory for each `IN` of more than two, each time that a row is checked. Frozen.
enum Migration5 {
    static let sql = """
        DROP TRIGGER assets_updated_at;
        DROP TRIGGER assets_kind;
        DROP TRIGGER assets_born_deleted;
        DROP TRIGGER assets_deletion;
        DROP TRIGGER assets_purge;
        DROP TRIGGER assets_counted;
        DROP TRIGGER assets_recounted;
        DROP TRIGGER assets_uncounted;
        DROP TRIGGER blobs_updated_at;
        DROP TRIGGER blobs_counted;
        DROP TRIGGER blobs_recounted;
        DROP TRIGGER blobs_uncounted;
        DROP TRIGGER renditions_counted;
        DROP TRIGGER renditions_recounted;
        DROP TRIGGER renditions_uncounted;
        DROP TRIGGER bucket_paths_counted;
        DROP TRIGGER bucket_paths_recounted;
        DROP TRIGGER bucket_paths_uncounted;
        CREATE TABLE numbered_blobs (
            id INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            size INTEGER NOT NULL CHECK (size >= 0),
            state TEXT NOT NULL DEFAULT 'present' CHECK (state = 'present' OR state = 'missing' OR state = 'corrupt'),
            format TEXT CHECK (format = 'jpeg' OR format = 'png' OR format = 'webp' OR format = 'gif'),
            width INTEGER CHECK (width > 0),
            height INTEGER CHECK (height > 0),
            stored_width INTEGER CHECK (stored_width > 0),
            stored_height INTEGER CHECK (stored_height > 0),
            orientation INTEGER CHECK (orientation BETWEEN 1 AND 8),
            bits INTEGER CHECK (bits BETWEEN 1 AND 16),
            channels INTEGER CHECK (channels BETWEEN 1 AND 4),
            frames INTEGER CHECK (frames >= 1),
            is_layered INTEGER CHECK (is_layered IN (0, 1)),
            is_transparent INTEGER CHECK (is_transparent IN (0, 1)),
            has_profile INTEGER CHECK (has_profile IN (0, 1)),
            perceptual_hash INTEGER,
            refusal TEXT,
            verified_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            CHECK ((format IS NULL) = (refusal IS NOT NULL)),
            CHECK ((format IS NULL) = (width IS NULL))
        ) STRICT;
        INSERT INTO numbered_blobs (digest, size, state, format, width, height, stored_width, stored_height, orientation, bits,
        channels, frames, is_layered, is_transparent, has_profile, perceptual_hash, refusal,
        verified_at, created_at, updated_at)
            SELECT digest, size, state, format, width, height, stored_width, stored_height, orientation, bits,
        channels, frames, is_layered, is_transparent, has_profile, perceptual_hash, refusal,
        verified_at, created_at, updated_at FROM blobs ORDER BY created_at, digest;
        CREATE TABLE numbered_assets (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            blob_id INTEGER REFERENCES blobs (id),
            kind TEXT NOT NULL CHECK (kind = 'image' OR kind = 'video_clip' OR kind = 'final_video' OR kind = 'audio' OR kind = 'file'),
            origin TEXT NOT NULL CHECK (origin = 'upload' OR origin = 'generated' OR origin = 'retrieved'),
            name TEXT NOT NULL,
            user_id TEXT,
            job_id TEXT,
            external_id TEXT,
            source TEXT,
            metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
            retrieval_status TEXT NOT NULL
                CHECK (retrieval_status = 'pending' OR retrieval_status = 'retrieving' OR retrieval_status = 'completed' OR retrieval_status = 'failed'),
            retrieval_attempts INTEGER NOT NULL DEFAULT 0 CHECK (retrieval_attempts >= 0),
            first_retrieval_attempt INTEGER,
            last_retrieval_attempt INTEGER,
            next_retrieval_attempt INTEGER,
            retrieval_error TEXT,
            retrieval_error_class TEXT,
            superseded_by TEXT REFERENCES assets (id),
            superseded_at INTEGER,
            last_accessed_at INTEGER,
            deleted_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            target_bucket TEXT,
            target_path TEXT,
            source_host TEXT,
            source_etag TEXT,
            source_modified TEXT,
            source_size INTEGER,
            sealed_source BLOB,
            source_expires INTEGER,
            expected_digest BLOB
                CHECK (expected_digest IS NULL OR length(expected_digest) = 32),
            keeps_undecodable INTEGER NOT NULL DEFAULT 0 CHECK (keeps_undecodable IN (0, 1)),
            allows_own_host INTEGER NOT NULL DEFAULT 0 CHECK (allows_own_host IN (0, 1)),
            retrieval_http_status INTEGER,
            retrieval_permanent INTEGER NOT NULL DEFAULT 0 CHECK (retrieval_permanent IN (0, 1)),
            retrieval_request TEXT,
            retrieval_run TEXT,
            refreshes TEXT REFERENCES assets (id),
            is_current INTEGER
                GENERATED ALWAYS AS (superseded_by IS NULL AND deleted_at IS NULL) VIRTUAL,
            CHECK (retrieval_status <> 'completed' OR blob_id IS NOT NULL),
            CHECK ((superseded_by IS NULL) = (superseded_at IS NULL))
        ) STRICT;
        INSERT INTO numbered_assets (blob_id, id, kind, origin, name, user_id, job_id, external_id, source, metadata, retrieval_status,
        retrieval_attempts, first_retrieval_attempt, last_retrieval_attempt,
        next_retrieval_attempt, retrieval_error, retrieval_error_class, superseded_by,
        superseded_at, last_accessed_at, deleted_at, created_at, updated_at, target_bucket,
        target_path, source_host, source_etag, source_modified, source_size, sealed_source,
        source_expires, expected_digest, keeps_undecodable, allows_own_host,
        retrieval_http_status, retrieval_permanent, retrieval_request, retrieval_run, refreshes)
            SELECT (SELECT id FROM numbered_blobs WHERE digest = assets.digest), id, kind, origin, name, user_id, job_id, external_id, source, metadata, retrieval_status,
        retrieval_attempts, first_retrieval_attempt, last_retrieval_attempt,
        next_retrieval_attempt, retrieval_error, retrieval_error_class, superseded_by,
        superseded_at, last_accessed_at, deleted_at, created_at, updated_at, target_bucket,
        target_path, source_host, source_etag, source_modified, source_size, sealed_source,
        source_expires, expected_digest, keeps_undecodable, allows_own_host,
        retrieval_http_status, retrieval_permanent, retrieval_request, retrieval_run, refreshes
            FROM assets ORDER BY rowid;
        DROP TABLE assets;
        ALTER TABLE numbered_assets RENAME TO assets;
        CREATE INDEX assets_by_blob ON assets (blob_id);
        CREATE INDEX assets_by_state ON assets (is_current, retrieval_status, kind, id);
        CREATE INDEX assets_due ON assets (next_retrieval_attempt)
            WHERE retrieval_status <> 'completed';
        CREATE INDEX assets_superseded ON assets (superseded_by) WHERE superseded_by IS NOT NULL;
        CREATE INDEX assets_by_deletion ON assets (deleted_at) WHERE deleted_at IS NOT NULL;
        CREATE INDEX assets_by_supersession ON assets (superseded_at)
            WHERE superseded_at IS NOT NULL;
        CREATE INDEX assets_by_source ON assets (source, target_bucket, id)
            WHERE source IS NOT NULL;
        CREATE INDEX assets_requested
            ON assets (retrieval_request, source_host, next_retrieval_attempt)
            WHERE retrieval_request IS NOT NULL;
        CREATE INDEX assets_retrieving ON assets (retrieval_run) WHERE retrieval_run IS NOT NULL;
        CREATE INDEX assets_refreshing ON assets (refreshes) WHERE refreshes IS NOT NULL;
        CREATE INDEX assets_waiting
            ON assets (target_bucket, retrieval_status, kind, id, target_path)
            WHERE retrieval_status <> 'completed' AND superseded_by IS NULL
                AND deleted_at IS NULL;
        CREATE INDEX assets_waiting_by_path
            ON assets (target_bucket, retrieval_status, kind, target_path, id)
            WHERE retrieval_status <> 'completed' AND superseded_by IS NULL
                AND deleted_at IS NULL;
        CREATE INDEX assets_waiting_by_reason ON assets (
                retrieval_status, retrieval_error_class, retrieval_http_status, source_host,
                retrieval_permanent, (refreshes IS NOT NULL), next_retrieval_attempt)
            WHERE retrieval_status <> 'completed' AND superseded_by IS NULL
                AND deleted_at IS NULL;
        CREATE TABLE plain_paths (
            id INTEGER PRIMARY KEY,
            bucket TEXT NOT NULL CHECK (bucket <> ''),
            path TEXT NOT NULL CHECK (path <> ''),
            kind TEXT NOT NULL CHECK (kind = 'image' OR kind = 'video_clip' OR kind = 'final_video' OR kind = 'audio' OR kind = 'file'),
            asset_id TEXT NOT NULL REFERENCES assets (id),
            created_at INTEGER NOT NULL,
            superseded_at INTEGER
        ) STRICT;
        INSERT INTO plain_paths (id, bucket, path, kind, asset_id, created_at, superseded_at)
            SELECT id, bucket, path, kind, asset_id, created_at, superseded_at FROM bucket_paths;
        DROP TABLE bucket_paths;
        ALTER TABLE plain_paths RENAME TO bucket_paths;
        CREATE UNIQUE INDEX bucket_paths_current ON bucket_paths (bucket, path)
            WHERE superseded_at IS NULL;
        CREATE INDEX bucket_paths_by_asset ON bucket_paths (asset_id);
        CREATE INDEX bucket_paths_past ON bucket_paths (bucket, path)
            WHERE superseded_at IS NOT NULL;
        -- Nearly everything is an image: a list of these goes through all of them.
        CREATE INDEX bucket_paths_by_kind ON bucket_paths (bucket, kind, path)
            WHERE superseded_at IS NULL AND kind <> 'image';
        CREATE INDEX bucket_paths_by_age ON bucket_paths (bucket, kind, asset_id, path)
            WHERE superseded_at IS NULL;
        CREATE TABLE numbered_renditions (
            blob_id INTEGER NOT NULL REFERENCES blobs (id) ON DELETE CASCADE,
            recipe_id TEXT NOT NULL REFERENCES recipes (id),
            format TEXT NOT NULL CHECK (format = 'jpeg' OR format = 'png' OR format = 'webp'),
            width INTEGER NOT NULL CHECK (width > 0),
            height INTEGER NOT NULL CHECK (height > 0),
            size INTEGER NOT NULL CHECK (size > 0),
            content_digest BLOB NOT NULL CHECK (length(content_digest) = 32),
            created_at INTEGER NOT NULL,
            PRIMARY KEY (blob_id, recipe_id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO numbered_renditions
            SELECT numbered_blobs.id, recipe_id, renditions.format, renditions.width,
                renditions.height, renditions.size, content_digest, renditions.created_at
            FROM renditions JOIN numbered_blobs USING (digest) ORDER BY 1, 2;
        CREATE TABLE numbered_refusals (
            blob_id INTEGER NOT NULL REFERENCES blobs (id) ON DELETE CASCADE,
            recipe_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT NOT NULL,
            reader_version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (blob_id, recipe_id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO numbered_refusals
            SELECT numbered_blobs.id, recipe_id, kind, reason, reader_version,
                rendition_refusals.created_at
            FROM rendition_refusals JOIN numbered_blobs USING (digest) ORDER BY 1, 2;
        DROP TABLE renditions;
        DROP TABLE rendition_refusals;
        ALTER TABLE numbered_renditions RENAME TO renditions;
        ALTER TABLE numbered_refusals RENAME TO rendition_refusals;
        CREATE TABLE plain_source_files (
            path BLOB NOT NULL PRIMARY KEY,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            device INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            digest BLOB CHECK (length(digest) = 32),
            refusal_kind TEXT,
            refusal TEXT,
            reader_version INTEGER NOT NULL,
            CHECK ((digest IS NULL) = (refusal IS NOT NULL)),
            CHECK ((refusal IS NULL) = (refusal_kind IS NULL))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO plain_source_files
            SELECT path, size, modified, changed, device, inode, digest, refusal_kind, refusal,
                reader_version
            FROM source_files;
        DROP TABLE source_files;
        ALTER TABLE plain_source_files RENAME TO source_files;

        DROP TABLE blobs;
        ALTER TABLE numbered_blobs RENAME TO blobs;
        CREATE INDEX blobs_unwell ON blobs (state, digest) WHERE state <> 'present';
        -- Blobs that no pass has met are found by digest.
        CREATE INDEX blobs_by_verification ON blobs (verified_at, digest)
            WHERE verified_at IS NOT NULL;
        CREATE TRIGGER assets_updated_at AFTER UPDATE ON assets
        WHEN NEW.updated_at = OLD.updated_at BEGIN
            UPDATE assets
            SET updated_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
            WHERE id = NEW.id;
        END;
        CREATE TRIGGER blobs_updated_at AFTER UPDATE ON blobs
        WHEN NEW.updated_at = OLD.updated_at BEGIN
            UPDATE blobs
            SET updated_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
            WHERE id = NEW.id;
        END;

        CREATE TRIGGER assets_kind AFTER UPDATE OF kind ON assets
        WHEN NEW.kind <> OLD.kind BEGIN
            UPDATE bucket_paths SET kind = NEW.kind WHERE asset_id = NEW.id;
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
            ON CONFLICT DO UPDATE SET count = count + excluded.count;
            INSERT INTO asset_counts VALUES (OLD.superseded_by IS NOT NULL, OLD.deleted_at IS NOT NULL,
        OLD.retrieval_status, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.retrieval_error_class, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_http_status, 0) END, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.source_host, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_permanent, 0) END,
        OLD.retrieval_status <> 'completed' AND OLD.refreshes IS NOT NULL, -1)
            ON CONFLICT DO UPDATE SET count = count + excluded.count;
        END;
        CREATE TRIGGER assets_uncounted AFTER DELETE ON assets BEGIN
            INSERT INTO asset_counts VALUES (OLD.superseded_by IS NOT NULL, OLD.deleted_at IS NOT NULL,
        OLD.retrieval_status, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.retrieval_error_class, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_http_status, 0) END, CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.source_host, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_permanent, 0) END,
        OLD.retrieval_status <> 'completed' AND OLD.refreshes IS NOT NULL, -1)
            ON CONFLICT DO UPDATE SET count = count + excluded.count;
        END;

        CREATE TRIGGER blobs_recounted AFTER UPDATE OF state, format, size ON blobs BEGIN
            INSERT INTO blob_counts VALUES (NEW.state, coalesce(NEW.format, 'undecodable'), 1, NEW.size)
            ON CONFLICT DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes;
            INSERT INTO blob_counts VALUES (OLD.state, coalesce(OLD.format, 'undecodable'), -1, -OLD.size)
            ON CONFLICT DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes;
        END;
        CREATE TRIGGER blobs_uncounted AFTER DELETE ON blobs BEGIN
            INSERT INTO blob_counts VALUES (OLD.state, coalesce(OLD.format, 'undecodable'), -1, -OLD.size)
            ON CONFLICT DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes;
        END;

        CREATE TRIGGER renditions_recounted AFTER UPDATE OF recipe_id, size ON renditions BEGIN
            INSERT INTO rendition_counts VALUES (NEW.recipe_id, 1, NEW.size)
            ON CONFLICT DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes;
            INSERT INTO rendition_counts VALUES (OLD.recipe_id, -1, -OLD.size)
            ON CONFLICT DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes;
        END;
        CREATE TRIGGER renditions_uncounted AFTER DELETE ON renditions BEGIN
            INSERT INTO rendition_counts VALUES (OLD.recipe_id, -1, -OLD.size)
            ON CONFLICT DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes;
        END;

        -- This also tells a deletion where its asset lived.
        CREATE TRIGGER bucket_paths_recounted
        AFTER UPDATE OF bucket, path, superseded_at ON bucket_paths BEGIN
            UPDATE deleted_assets SET bucket = NEW.bucket, path = NEW.path
                WHERE asset_id = NEW.asset_id
                    AND NEW.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = NEW.asset_id);
            INSERT INTO path_counts SELECT NEW.bucket, 1 WHERE NEW.superseded_at IS NULL
            ON CONFLICT DO UPDATE SET count = count + excluded.count;
            INSERT INTO path_counts SELECT OLD.bucket, -1 WHERE OLD.superseded_at IS NULL
            ON CONFLICT DO UPDATE SET count = count + excluded.count;
        END;
        CREATE TRIGGER bucket_paths_uncounted AFTER DELETE ON bucket_paths BEGIN
            INSERT INTO path_counts SELECT OLD.bucket, -1 WHERE OLD.superseded_at IS NULL
            ON CONFLICT DO UPDATE SET count = count + excluded.count;
        END;
        """
}
