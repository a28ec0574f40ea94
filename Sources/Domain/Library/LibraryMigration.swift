/// What people make of their pictures. Frozen.
enum LibraryMigration {
    static let sql = """
        CREATE TABLE albums (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL CONSTRAINT album_name CHECK (name <> ''),
            description TEXT,
            -- Need not be in it.
            cover_asset_id TEXT,
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX albums_by_owner ON albums (user_id, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX albums_of_user ON albums (user_id);
        CREATE INDEX albums_of_cover ON albums (cover_asset_id)
            WHERE cover_asset_id IS NOT NULL;
        CREATE INDEX albums_deleted ON albums (deleted_with) WHERE deleted_with IS NOT NULL;

        CREATE TABLE album_assets (
            album_id TEXT NOT NULL REFERENCES albums (id),
            asset_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            added_at INTEGER NOT NULL,
            PRIMARY KEY (album_id, asset_id)
        ) STRICT;
        CREATE INDEX album_assets_by_position ON album_assets (album_id, position, asset_id);
        CREATE INDEX album_assets_of_asset ON album_assets (asset_id);

        CREATE TABLE shared_links (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            target TEXT NOT NULL CONSTRAINT link_target
                CHECK (target IN ('asset', 'album', 'generation', 'shot')),
            target_id TEXT NOT NULL,
            hash BLOB NOT NULL CONSTRAINT link_hash CHECK (length(hash) = 32),
            sealed BLOB NOT NULL,
            password_hash TEXT,
            expires_at INTEGER,
            revoked_at INTEGER,
            allows_download INTEGER NOT NULL CHECK (allows_download IN (0, 1)),
            max_views INTEGER CONSTRAINT link_maximum CHECK (max_views >= 1),
            views INTEGER NOT NULL CHECK (views >= 0),
            last_viewed_at INTEGER,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX shared_links_by_hash ON shared_links (hash);
        CREATE INDEX shared_links_by_owner ON shared_links (user_id, created_at, id);
        CREATE INDEX shared_links_of_target ON shared_links (target_id);

        CREATE TABLE tags (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL CONSTRAINT tag_name CHECK (name <> ''),
            -- In lower case.
            name_key TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX tags_by_name ON tags (user_id, name_key);

        CREATE TABLE asset_tags (
            tag_id TEXT NOT NULL REFERENCES tags (id),
            asset_id TEXT NOT NULL,
            PRIMARY KEY (tag_id, asset_id)
        ) STRICT;
        CREATE INDEX asset_tags_of_asset ON asset_tags (asset_id);

        CREATE TABLE asset_marks (
            user_id TEXT NOT NULL REFERENCES users (id),
            asset_id TEXT NOT NULL,
            rating INTEGER CONSTRAINT mark_rating CHECK (rating BETWEEN 1 AND 5),
            is_starred INTEGER NOT NULL CHECK (is_starred IN (0, 1)),
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (user_id, asset_id)
        ) STRICT;
        CREATE INDEX asset_marks_of_asset ON asset_marks (asset_id);

        CREATE TABLE models (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            model_key TEXT NOT NULL CONSTRAINT model_key CHECK (model_key <> ''),
            name TEXT NOT NULL,
            type TEXT NOT NULL,
            base TEXT NOT NULL,
            hash TEXT,
            description TEXT,
            defaults TEXT NOT NULL CHECK (json_valid(defaults)),
            vae_key TEXT,
            vae_hash TEXT,
            asset_id TEXT,
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
            is_favourite INTEGER NOT NULL CHECK (is_favourite IN (0, 1)),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX models_by_key ON models (user_id, model_key);
        CREATE INDEX models_by_owner ON models (user_id, created_at, id);
        CREATE INDEX models_public ON models (created_at, id) WHERE is_public = 1;
        CREATE INDEX models_of_asset ON models (asset_id) WHERE asset_id IS NOT NULL;

        CREATE TABLE prompt_templates (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL CONSTRAINT template_name CHECK (name <> ''),
            description TEXT,
            prompt TEXT NOT NULL,
            negative_prompt TEXT,
            category TEXT,
            is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
            is_favourite INTEGER NOT NULL CHECK (is_favourite IN (0, 1)),
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX prompt_templates_by_owner ON prompt_templates (user_id, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX prompt_templates_of_user ON prompt_templates (user_id);
        CREATE INDEX prompt_templates_deleted ON prompt_templates (deleted_with)
            WHERE deleted_with IS NOT NULL;

        CREATE TABLE documents (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            project_id TEXT REFERENCES projects (id),
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            body TEXT NOT NULL CHECK (json_valid(body)),
            version INTEGER NOT NULL CONSTRAINT document_version CHECK (version >= 1),
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX documents_by_owner ON documents (user_id, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX documents_of_user ON documents (user_id);
        CREATE INDEX documents_of_project ON documents (project_id) WHERE project_id IS NOT NULL;
        CREATE INDEX documents_deleted ON documents (deleted_with) WHERE deleted_with IS NOT NULL;

        CREATE TABLE document_checkpoints (
            id TEXT NOT NULL PRIMARY KEY,
            document_id TEXT NOT NULL REFERENCES documents (id),
            label TEXT NOT NULL,
            version INTEGER NOT NULL,
            body TEXT NOT NULL CHECK (json_valid(body)),
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX document_checkpoints_by_age
            ON document_checkpoints (document_id, created_at, id);

        CREATE TABLE training_batches (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL CONSTRAINT batch_name CHECK (name <> ''),
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX training_batches_by_owner ON training_batches (user_id, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX training_batches_of_user ON training_batches (user_id);
        CREATE INDEX training_batches_deleted ON training_batches (deleted_with)
            WHERE deleted_with IS NOT NULL;

        CREATE TABLE training_items (
            id TEXT NOT NULL PRIMARY KEY,
            batch_id TEXT NOT NULL REFERENCES training_batches (id),
            asset_id TEXT,
            name TEXT NOT NULL,
            duration_ms INTEGER CONSTRAINT item_duration CHECK (duration_ms > 0),
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX training_items_by_age ON training_items (batch_id, created_at, id);
        CREATE INDEX training_items_of_asset ON training_items (asset_id)
            WHERE asset_id IS NOT NULL;

        CREATE TABLE training_segments (
            id TEXT NOT NULL PRIMARY KEY,
            item_id TEXT NOT NULL REFERENCES training_items (id),
            asset_id TEXT,
            start_ms INTEGER NOT NULL,
            end_ms INTEGER NOT NULL,
            description TEXT,
            created_at INTEGER NOT NULL,
            CONSTRAINT segment_order CHECK (start_ms >= 0 AND start_ms < end_ms)
        ) STRICT;
        CREATE INDEX training_segments_by_start ON training_segments (item_id, start_ms, id);
        CREATE INDEX training_segments_of_asset ON training_segments (asset_id)
            WHERE asset_id IS NOT NULL;

        -- Who may read what lies below a bucket; of one without a row its owner alone may.
        CREATE TABLE buckets (
            name TEXT NOT NULL PRIMARY KEY,
            user_id TEXT REFERENCES users (id),
            access TEXT NOT NULL CONSTRAINT bucket_access
                CHECK (access IN ('public', 'owner', 'private')),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX buckets_of_user ON buckets (user_id);

        -- One row a user, and one of the store, whose user is ''.
        CREATE TABLE settings (
            owner_id TEXT NOT NULL PRIMARY KEY,
            steps INTEGER NOT NULL CONSTRAINT settings_steps CHECK (steps BETWEEN 1 AND 10000),
            guidance REAL NOT NULL,
            scheduler TEXT NOT NULL,
            batch_size INTEGER NOT NULL
                CONSTRAINT settings_batch CHECK (batch_size BETWEEN 1 AND 1000),
            aspect_ratios TEXT NOT NULL CHECK (json_valid(aspect_ratios)),
            backend_mode TEXT NOT NULL
                CONSTRAINT settings_mode CHECK (backend_mode IN ('local', 'remote')),
            local_url TEXT NOT NULL,
            remote_url TEXT,
            pod_type TEXT,
            idle_minutes INTEGER CONSTRAINT settings_idle CHECK (idle_minutes >= 1),
            rented_since INTEGER,
            -- Sums of rate (1/1,000,000 an hour) times milliseconds: exact, however often added to.
            rented_now INTEGER NOT NULL,
            rented_total INTEGER NOT NULL,
            other TEXT NOT NULL CHECK (json_valid(other)),
            updated_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE connections (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            session_id TEXT REFERENCES sessions (id),
            address TEXT,
            agent TEXT,
            connected_at INTEGER NOT NULL,
            last_heartbeat_at INTEGER NOT NULL,
            disconnected_at INTEGER
        ) STRICT;
        CREATE INDEX connections_of_user ON connections (user_id);
        CREATE INDEX connections_of_session ON connections (session_id)
            WHERE session_id IS NOT NULL;
        CREATE INDEX connections_closed ON connections (disconnected_at)
            WHERE disconnected_at IS NOT NULL;
        """
}
