-- The schema of a catalogue of version 9, as sqlite_schema has it.
-- A test keeps this file true.

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

CREATE TABLE asset_kinds (
    kind TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE "assets" (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    blob_id INTEGER REFERENCES blobs (id),
    kind TEXT NOT NULL REFERENCES asset_kinds (kind),
    origin TEXT NOT NULL
        CHECK (origin = 'upload' OR origin = 'generated' OR origin = 'retrieved'),
    name TEXT NOT NULL,
    user_id TEXT,
    job_id TEXT,
    external_id TEXT,
    source TEXT,
    metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
    retrieval_status TEXT NOT NULL
        CHECK (retrieval_status = 'pending' OR retrieval_status = 'retrieving'
            OR retrieval_status = 'completed' OR retrieval_status = 'failed'),
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
    source_variant TEXT,
    source_gone_at INTEGER,
    is_current INTEGER
        GENERATED ALWAYS AS (superseded_by IS NULL AND deleted_at IS NULL) VIRTUAL,
    CHECK (retrieval_status <> 'completed' OR blob_id IS NOT NULL),
    CHECK ((superseded_by IS NULL) = (superseded_at IS NULL))
) STRICT;

CREATE INDEX assets_by_blob ON assets (blob_id);

CREATE INDEX assets_by_deletion ON assets (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX assets_by_source ON assets (source, target_bucket, id)
    WHERE source IS NOT NULL;

CREATE INDEX assets_by_state ON assets (is_current, retrieval_status, kind, id);

CREATE INDEX assets_by_supersession ON assets (superseded_at)
    WHERE superseded_at IS NOT NULL;

CREATE INDEX assets_due ON assets (next_retrieval_attempt)
    WHERE retrieval_status <> 'completed';

CREATE INDEX assets_gone ON assets (id)
    WHERE source_gone_at IS NOT NULL AND superseded_by IS NULL AND deleted_at IS NULL;

CREATE INDEX assets_refreshing ON assets (refreshes) WHERE refreshes IS NOT NULL;

CREATE INDEX assets_requested
    ON assets (retrieval_request, source_host, next_retrieval_attempt)
    WHERE retrieval_request IS NOT NULL;

CREATE INDEX assets_retrieving ON assets (retrieval_run) WHERE retrieval_run IS NOT NULL;

CREATE INDEX assets_superseded ON assets (superseded_by) WHERE superseded_by IS NOT NULL;

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

CREATE TRIGGER assets_deletion
AFTER UPDATE OF deleted_at, retrieval_status, kind, target_bucket, target_path ON assets
WHEN OLD.deleted_at IS NOT NULL OR NEW.deleted_at IS NOT NULL BEGIN
    DELETE FROM deleted_assets WHERE asset_id = NEW.id;
    INSERT INTO deleted_assets
        SELECT assets.id, assets.deleted_at, assets.retrieval_status, assets.kind,
            coalesce(last.bucket, assets.target_bucket),
            coalesce(last.path, assets.target_path)
        FROM assets LEFT JOIN bucket_paths AS last
            ON last.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = assets.id)
        WHERE assets.id = NEW.id AND assets.deleted_at IS NOT NULL;
END;

CREATE TRIGGER assets_kind AFTER UPDATE OF kind ON assets
WHEN NEW.kind <> OLD.kind BEGIN
    UPDATE bucket_paths SET kind = NEW.kind WHERE asset_id = NEW.id;
END;

CREATE TRIGGER assets_purge AFTER DELETE ON assets
WHEN OLD.deleted_at IS NOT NULL BEGIN
    DELETE FROM deleted_assets WHERE asset_id = OLD.id;
END;

CREATE TRIGGER assets_recounted AFTER UPDATE OF superseded_by, deleted_at,
    retrieval_status, retrieval_error_class, retrieval_http_status, source_host,
    retrieval_permanent, refreshes ON assets BEGIN
    INSERT INTO asset_counts VALUES (
        NEW.superseded_by IS NOT NULL, NEW.deleted_at IS NOT NULL, NEW.retrieval_status,
        CASE WHEN NEW.retrieval_status = 'completed' THEN ''
            ELSE coalesce(NEW.retrieval_error_class, '') END,
        CASE WHEN NEW.retrieval_status = 'completed' THEN 0
            ELSE coalesce(NEW.retrieval_http_status, 0) END,
        CASE WHEN NEW.retrieval_status = 'completed' THEN ''
            ELSE coalesce(NEW.source_host, '') END,
        CASE WHEN NEW.retrieval_status = 'completed' THEN 0
            ELSE coalesce(NEW.retrieval_permanent, 0) END,
        NEW.retrieval_status <> 'completed' AND NEW.refreshes IS NOT NULL, 1)
        ON CONFLICT DO UPDATE SET count = count + excluded.count;
    INSERT INTO asset_counts VALUES (
        OLD.superseded_by IS NOT NULL, OLD.deleted_at IS NOT NULL, OLD.retrieval_status,
        CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.retrieval_error_class, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_http_status, 0) END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.source_host, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_permanent, 0) END,
        OLD.retrieval_status <> 'completed' AND OLD.refreshes IS NOT NULL, -1)
        ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER assets_uncounted AFTER DELETE ON assets BEGIN
    INSERT INTO asset_counts VALUES (
        OLD.superseded_by IS NOT NULL, OLD.deleted_at IS NOT NULL, OLD.retrieval_status,
        CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.retrieval_error_class, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_http_status, 0) END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN ''
            ELSE coalesce(OLD.source_host, '') END,
        CASE WHEN OLD.retrieval_status = 'completed' THEN 0
            ELSE coalesce(OLD.retrieval_permanent, 0) END,
        OLD.retrieval_status <> 'completed' AND OLD.refreshes IS NOT NULL, -1)
        ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

CREATE TRIGGER assets_updated_at AFTER UPDATE ON assets
WHEN NEW.updated_at = OLD.updated_at BEGIN
    UPDATE assets
    SET updated_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    WHERE id = NEW.id;
END;

CREATE TABLE attempts (
    asset_id TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    run_id TEXT,
    at INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    error_class TEXT,
    http_status INTEGER,
    reason TEXT,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (asset_id, number),
    CHECK ((error_class IS NULL) = (reason IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE blob_counts (
    state TEXT NOT NULL,
    format TEXT NOT NULL,
    count INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (state, format)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob_metadata (
    blob_id INTEGER NOT NULL PRIMARY KEY REFERENCES blobs (id) ON DELETE CASCADE,
    extractor_version INTEGER NOT NULL,
    ai TEXT NOT NULL CHECK (ai = 'none' OR ai = 'claimed' OR ai = 'composite'),
    generator TEXT,
    sampler TEXT,
    scheduler TEXT,
    seed TEXT,
    steps REAL,
    cfg REAL,
    record TEXT CHECK (record IS NULL OR json_valid(record))
) STRICT;

CREATE TABLE blob_models (
    role TEXT NOT NULL,
    key TEXT NOT NULL,
    blob_id INTEGER NOT NULL REFERENCES blob_metadata (blob_id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    hash TEXT,
    weight REAL,
    PRIMARY KEY (role, key, blob_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_models_by_blob ON blob_models (blob_id);

CREATE TABLE "blobs" (
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

CREATE INDEX blobs_by_verification ON blobs (verified_at, digest)
    WHERE verified_at IS NOT NULL;

CREATE INDEX blobs_unwell ON blobs (state, digest) WHERE state <> 'present';

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

CREATE TRIGGER blobs_updated_at AFTER UPDATE ON blobs
WHEN NEW.updated_at = OLD.updated_at BEGIN
    UPDATE blobs
    SET updated_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    WHERE id = NEW.id;
END;

CREATE TABLE "bucket_paths" (
    id INTEGER PRIMARY KEY,
    bucket TEXT NOT NULL CHECK (bucket <> ''),
    path TEXT NOT NULL CHECK (path <> ''),
    kind TEXT NOT NULL,
    asset_id TEXT NOT NULL REFERENCES assets (id),
    created_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;

CREATE INDEX bucket_paths_by_age ON bucket_paths (bucket, kind, asset_id, path)
    WHERE superseded_at IS NULL;

CREATE INDEX bucket_paths_by_asset ON bucket_paths (asset_id);

CREATE INDEX bucket_paths_by_kind ON bucket_paths (bucket, kind, path)
    WHERE superseded_at IS NULL AND kind <> 'image';

CREATE UNIQUE INDEX bucket_paths_current ON bucket_paths (bucket, path)
    WHERE superseded_at IS NULL;

CREATE INDEX bucket_paths_past ON bucket_paths (bucket, path)
    WHERE superseded_at IS NOT NULL;

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

CREATE TABLE checkpoints (
    name TEXT NOT NULL PRIMARY KEY,
    started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deleted_assets (
    asset_id TEXT NOT NULL PRIMARY KEY,
    deleted_at INTEGER NOT NULL,
    retrieval_status TEXT NOT NULL,
    kind TEXT NOT NULL,
    bucket TEXT,
    path TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX deleted_assets_by_bucket
    ON deleted_assets (bucket, retrieval_status, kind, deleted_at, asset_id, path);

CREATE INDEX deleted_assets_by_path
    ON deleted_assets (bucket, retrieval_status, kind, path, asset_id);

CREATE INDEX deleted_assets_by_state
    ON deleted_assets (retrieval_status, kind, deleted_at, asset_id);

CREATE TABLE hosts (
    host TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    rests INTEGER NOT NULL,
    rests_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_files (
    name TEXT NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE known_sources (
    source TEXT NOT NULL,
    bucket TEXT NOT NULL,
    variant TEXT NOT NULL,
    target_path TEXT NOT NULL,
    asset_id TEXT,
    etag TEXT,
    modified TEXT,
    size INTEGER,
    at INTEGER NOT NULL,
    PRIMARY KEY (source, bucket, variant, target_path)
) STRICT, WITHOUT ROWID;

CREATE INDEX known_sources_by_asset ON known_sources (asset_id)
    WHERE asset_id IS NOT NULL;

CREATE TABLE newest_fact (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE path_counts (
    bucket TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recipes (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rendition_counts (
    recipe_id TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE "rendition_refusals" (
    blob_id INTEGER NOT NULL REFERENCES blobs (id) ON DELETE CASCADE,
    recipe_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    reader_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (blob_id, recipe_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE "renditions" (
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

CREATE TABLE run_failures (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    file TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    verb TEXT NOT NULL,
    arguments TEXT NOT NULL CHECK (json_valid(arguments)),
    status TEXT NOT NULL
        CHECK (status IN ('running', 'completed', 'interrupted', 'failed')),
    found INTEGER NOT NULL DEFAULT 0,
    stored INTEGER NOT NULL DEFAULT 0,
    duplicates INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    CHECK ((status = 'running') = (finished_at IS NULL))
) STRICT;

CREATE INDEX runs_running ON runs (id) WHERE status = 'running';

CREATE TABLE "source_files" (
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

CREATE TABLE store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    store_id TEXT NOT NULL
) STRICT;

-- What the derived tables hold, but for groups with a count of 0.

-- deleted_assets:
SELECT assets.id, assets.deleted_at, assets.retrieval_status, assets.kind,
    coalesce(last.bucket, assets.target_bucket),
    coalesce(last.path, assets.target_path)
FROM assets LEFT JOIN bucket_paths AS last
    ON last.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = assets.id)
WHERE assets.deleted_at IS NOT NULL;

-- asset_counts:
SELECT superseded_by IS NOT NULL, deleted_at IS NOT NULL, retrieval_status,
    CASE WHEN retrieval_status = 'completed' THEN ''
        ELSE coalesce(retrieval_error_class, '') END,
    CASE WHEN retrieval_status = 'completed' THEN 0
        ELSE coalesce(retrieval_http_status, 0) END,
    CASE WHEN retrieval_status = 'completed' THEN ''
        ELSE coalesce(source_host, '') END,
    CASE WHEN retrieval_status = 'completed' THEN 0
        ELSE coalesce(retrieval_permanent, 0) END,
    retrieval_status <> 'completed' AND refreshes IS NOT NULL,
    count(*)
FROM assets GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

-- blob_counts:
SELECT state, coalesce(format, 'undecodable'), count(*), sum(size)
FROM blobs GROUP BY 1, 2;

-- rendition_counts:
SELECT recipe_id, count(*), sum(size) FROM renditions GROUP BY 1;

-- path_counts:
SELECT bucket, count(*) FROM bucket_paths WHERE superseded_at IS NULL GROUP BY 1;
