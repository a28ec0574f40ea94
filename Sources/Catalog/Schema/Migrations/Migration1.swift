/// The first schema. Frozen.
enum Migration1 {
    static let sql = """
        CREATE TABLE blobs (
            digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
            size INTEGER NOT NULL CHECK (size >= 0),
            state TEXT NOT NULL DEFAULT 'present' CHECK (state IN ('present', 'missing', 'corrupt')),
            format TEXT CHECK (format IN ('jpeg', 'png', 'webp', 'gif')),
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
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX blobs_unwell ON blobs (state) WHERE state <> 'present';
        CREATE INDEX blobs_by_verified ON blobs (verified_at);
        CREATE INDEX blobs_by_hash ON blobs (perceptual_hash) WHERE perceptual_hash IS NOT NULL;

        CREATE TABLE assets (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            digest BLOB REFERENCES blobs (digest),
            kind TEXT NOT NULL
                CHECK (kind IN ('image', 'video_clip', 'final_video', 'audio', 'file')),
            origin TEXT NOT NULL CHECK (origin IN ('upload', 'generated', 'retrieved')),
            name TEXT NOT NULL,
            user_id TEXT,
            job_id TEXT,
            external_id TEXT,
            source TEXT,
            metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
            retrieval_status TEXT NOT NULL
                CHECK (retrieval_status IN ('pending', 'retrieving', 'completed', 'failed')),
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
            CHECK (retrieval_status <> 'completed' OR digest IS NOT NULL),
            CHECK ((superseded_by IS NULL) = (superseded_at IS NULL))
        ) STRICT;
        CREATE INDEX assets_by_digest ON assets (digest);
        CREATE INDEX assets_current ON assets (id)
            WHERE superseded_by IS NULL AND deleted_at IS NULL;
        CREATE INDEX assets_by_status ON assets (retrieval_status, id);
        CREATE INDEX assets_by_kind ON assets (kind, id);
        CREATE INDEX assets_due ON assets (next_retrieval_attempt)
            WHERE retrieval_status <> 'completed';
        CREATE INDEX assets_by_external_id ON assets (external_id) WHERE external_id IS NOT NULL;
        CREATE INDEX assets_by_job ON assets (job_id, id) WHERE job_id IS NOT NULL;
        CREATE INDEX assets_by_user ON assets (user_id, id) WHERE user_id IS NOT NULL;
        CREATE INDEX assets_superseded ON assets (superseded_by) WHERE superseded_by IS NOT NULL;

        CREATE TABLE bucket_paths (
            id INTEGER PRIMARY KEY,
            bucket TEXT NOT NULL CHECK (bucket <> ''),
            path TEXT NOT NULL CHECK (path <> ''),
            asset_id TEXT NOT NULL REFERENCES assets (id),
            created_at INTEGER NOT NULL,
            superseded_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX bucket_paths_current ON bucket_paths (bucket, path)
            WHERE superseded_at IS NULL;
        CREATE INDEX bucket_paths_by_asset ON bucket_paths (asset_id);

        CREATE TABLE recipes (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            definition TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE renditions (
            digest BLOB NOT NULL REFERENCES blobs (digest) ON DELETE CASCADE,
            recipe_id TEXT NOT NULL REFERENCES recipes (id),
            format TEXT NOT NULL CHECK (format IN ('jpeg', 'png', 'webp')),
            width INTEGER NOT NULL CHECK (width > 0),
            height INTEGER NOT NULL CHECK (height > 0),
            size INTEGER NOT NULL CHECK (size > 0),
            content_digest BLOB NOT NULL CHECK (length(content_digest) = 32),
            created_at INTEGER NOT NULL,
            PRIMARY KEY (digest, recipe_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX renditions_by_recipe ON renditions (recipe_id, digest);

        CREATE TABLE source_files (
            path BLOB NOT NULL PRIMARY KEY,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            device INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            digest BLOB REFERENCES blobs (digest) ON DELETE CASCADE,
            refusal_kind TEXT,
            refusal TEXT,
            reader_version INTEGER NOT NULL,
            CHECK ((digest IS NULL) = (refusal IS NOT NULL)),
            CHECK ((refusal IS NULL) = (refusal_kind IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX source_files_by_digest ON source_files (digest) WHERE digest IS NOT NULL;

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

        CREATE TABLE run_failures (
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            file TEXT NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (run_id, number)
        ) STRICT, WITHOUT ROWID;

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
            WHERE digest = NEW.digest;
        END;
        """
}
