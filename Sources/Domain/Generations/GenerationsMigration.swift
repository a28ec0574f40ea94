/// What came out of jobs or was imported as such, its versions, and its places in shots. Frozen.
enum GenerationsMigration {
    static let sql = """
        CREATE TABLE generations (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            project_id TEXT REFERENCES projects (id),
            session_id TEXT REFERENCES sessions (id),
            job_id TEXT REFERENCES jobs (id),
            output_index INTEGER,
            kind TEXT NOT NULL CONSTRAINT generation_kind
                CHECK (kind IN ('image', 'video_clip', 'final_video', 'audio')),
            status TEXT NOT NULL CONSTRAINT generation_status
                CHECK (status IN ('generating', 'completed', 'failed')),
            review TEXT NOT NULL CONSTRAINT generation_review
                CHECK (review IN ('none', 'approved', 'rejected')),
            is_selected INTEGER NOT NULL CHECK (is_selected IN (0, 1)),
            selection_order INTEGER,
            is_starred INTEGER NOT NULL CHECK (is_starred IN (0, 1)),
            -- Of one without variants only; then they are the primary variant's.
            own_name TEXT,
            own_params TEXT CHECK (own_params IS NULL OR json_valid(own_params)),
            view_type TEXT,
            prompt TEXT,
            negative_prompt TEXT,
            model TEXT,
            model_version TEXT,
            seed TEXT,
            guidance REAL,
            aspect_ratio TEXT,
            scene_prompt TEXT,
            camera_movement TEXT,
            motion_intensity REAL,
            duration_ms INTEGER,
            fps REAL,
            spent_ms INTEGER,
            tool_type TEXT,
            external_id TEXT,
            workflow_id TEXT,
            fingerprint_id TEXT,
            based_on TEXT REFERENCES generations (id),
            parent_id TEXT REFERENCES generations (id),
            child_order INTEGER,
            slot_entry_id TEXT,
            source_id TEXT,
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            error TEXT,
            archived_at INTEGER,
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            CONSTRAINT generation_selection CHECK (is_selected = 1 OR selection_order IS NULL)
        ) STRICT;
        CREATE INDEX generations_by_owner ON generations (user_id, created_at, id)
            WHERE deleted_at IS NULL AND archived_at IS NULL AND parent_id IS NULL;
        CREATE INDEX generations_by_project ON generations (project_id, created_at, id)
            WHERE deleted_at IS NULL AND archived_at IS NULL AND parent_id IS NULL;
        CREATE INDEX generations_by_session ON generations (session_id, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX generations_selected ON generations (session_id, selection_order)
            WHERE is_selected = 1 AND deleted_at IS NULL AND selection_order IS NOT NULL;
        CREATE UNIQUE INDEX generations_by_external_id ON generations (user_id, external_id)
            WHERE external_id IS NOT NULL AND deleted_at IS NULL;
        CREATE INDEX generations_of_user ON generations (user_id);
        CREATE INDEX generations_of_project ON generations (project_id);
        CREATE INDEX generations_of_session ON generations (session_id);
        CREATE INDEX generations_of_job ON generations (job_id, output_index);
        CREATE INDEX generations_based_on ON generations (based_on) WHERE based_on IS NOT NULL;
        CREATE INDEX generations_of_parent ON generations (parent_id, child_order, id)
            WHERE parent_id IS NOT NULL;
        CREATE INDEX generations_of_slot ON generations (slot_entry_id)
            WHERE slot_entry_id IS NOT NULL;
        CREATE INDEX generations_deleted ON generations (deleted_with)
            WHERE deleted_with IS NOT NULL;

        CREATE TABLE variants (
            id TEXT NOT NULL PRIMARY KEY,
            generation_id TEXT NOT NULL REFERENCES generations (id),
            asset_id TEXT,
            type TEXT NOT NULL CONSTRAINT variant_type CHECK (type <> ''),
            name TEXT,
            params TEXT NOT NULL CHECK (json_valid(params)),
            is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
            is_starred INTEGER NOT NULL CHECK (is_starred IN (0, 1)),
            viewed_at INTEGER,
            source_variant_id TEXT REFERENCES variants (id),
            source_job_id TEXT REFERENCES jobs (id),
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX variants_primary ON variants (generation_id)
            WHERE is_primary = 1 AND deleted_at IS NULL;
        CREATE INDEX variants_by_age ON variants (generation_id, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX variants_of_generation ON variants (generation_id);
        CREATE INDEX variants_of_asset ON variants (asset_id) WHERE asset_id IS NOT NULL;
        CREATE INDEX variants_of_source ON variants (source_variant_id)
            WHERE source_variant_id IS NOT NULL;
        CREATE INDEX variants_of_job ON variants (source_job_id) WHERE source_job_id IS NOT NULL;
        CREATE INDEX variants_deleted ON variants (deleted_with) WHERE deleted_with IS NOT NULL;

        CREATE TABLE captions (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            asset_id TEXT,
            image_path TEXT,
            image_type TEXT NOT NULL CONSTRAINT caption_image_type CHECK (image_type IN ('jpeg',
                'jpg', 'jpe', 'png', 'gif', 'webp', 'svg', 'bmp', 'tiff', 'apng', 'avif')),
            text TEXT NOT NULL,
            external_id TEXT,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX captions_by_owner ON captions (user_id, created_at, id);
        CREATE INDEX captions_of_asset ON captions (asset_id) WHERE asset_id IS NOT NULL;

        CREATE TABLE shot_entries (
            id TEXT NOT NULL PRIMARY KEY,
            shot_id TEXT NOT NULL REFERENCES shots (id),
            generation_id TEXT NOT NULL REFERENCES generations (id),
            -- Null for one without a place.
            timeline_frame INTEGER CONSTRAINT entry_frame CHECK (timeline_frame >= 0),
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            is_locked INTEGER NOT NULL CHECK (is_locked IN (0, 1)),
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX shot_entries_by_frame ON shot_entries (shot_id, timeline_frame, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX shot_entries_of_shot ON shot_entries (shot_id);
        CREATE INDEX shot_entries_of_generation ON shot_entries (generation_id);
        CREATE INDEX shot_entries_deleted ON shot_entries (deleted_with)
            WHERE deleted_with IS NOT NULL;
        """
}
