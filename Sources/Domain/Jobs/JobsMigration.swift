/// Sessions and the work in them. Frozen.
enum JobsMigration {
    static let sql = """
        CREATE TABLE sessions (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            project_id TEXT REFERENCES projects (id),
            workflow TEXT NOT NULL,
            status TEXT NOT NULL,
            title TEXT NOT NULL,
            stage TEXT,
            progress INTEGER NOT NULL CONSTRAINT session_progress CHECK (progress BETWEEN 0 AND 100),
            -- What was last said of its progress.
            message TEXT,
            -- Where a failed one goes on.
            failed_from TEXT,
            error TEXT,
            retries INTEGER NOT NULL,
            entry_type TEXT CONSTRAINT session_entry CHECK (entry_type IN ('scratch', 'refinement')),
            source_asset_id TEXT,
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            completed_at INTEGER,
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            CONSTRAINT session_status CHECK (
                (workflow = 'images' AND status IN ('active', 'archived'))
                OR (workflow = 'refinement' AND status IN ('active', 'completed', 'abandoned'))
                OR (workflow = 'ad' AND status IN ('created', 'prompting', 'generating_images',
                    'reviewing_images', 'generating_videos', 'reviewing_videos', 'composing',
                    'completed', 'failed', 'cancelled')))
        ) STRICT;
        CREATE INDEX sessions_by_owner ON sessions (user_id, updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX sessions_of_user ON sessions (user_id);
        CREATE INDEX sessions_of_project ON sessions (project_id) WHERE project_id IS NOT NULL;
        CREATE INDEX sessions_deleted ON sessions (deleted_with) WHERE deleted_with IS NOT NULL;
        CREATE INDEX sessions_of_source ON sessions (source_asset_id)
            WHERE source_asset_id IS NOT NULL;

        CREATE TABLE session_briefs (
            session_id TEXT NOT NULL PRIMARY KEY REFERENCES sessions (id),
            category TEXT CONSTRAINT brief_category CHECK (category IN ('footwear', 'accessories',
                'electronics', 'beauty', 'apparel', 'home', 'other')),
            product_prompt TEXT,
            video_prompt TEXT,
            seed TEXT,
            style_keywords TEXT NOT NULL CHECK (json_valid(style_keywords)),
            product_name TEXT,
            call_to_action TEXT,
            text_color TEXT CONSTRAINT brief_color CHECK (text_color LIKE '#______'),
            text_font TEXT,
            has_music INTEGER NOT NULL CHECK (has_music IN (0, 1)),
            music_genre TEXT,
            music_url TEXT,
            images_requested INTEGER NOT NULL
                CONSTRAINT brief_images CHECK (images_requested BETWEEN 1 AND 100),
            clip_length_ms INTEGER NOT NULL
                CONSTRAINT brief_clip CHECK (clip_length_ms BETWEEN 100 AND 600000),
            estimated_cost INTEGER,
            alert_cost INTEGER,
            updated_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE task_types (
            name TEXT NOT NULL PRIMARY KEY,
            category TEXT NOT NULL,
            run_place TEXT NOT NULL CONSTRAINT type_place CHECK (run_place IN ('gpu', 'api')),
            is_steering INTEGER NOT NULL CHECK (is_steering IN (0, 1)),
            tool_type TEXT,
            content_type TEXT,
            outcome TEXT NOT NULL CONSTRAINT type_outcome CHECK (outcome IN ('none', 'generation',
                'variant', 'primary_variant', 'child', 'parent_variant')),
            variant_type TEXT,
            charging TEXT NOT NULL
                CONSTRAINT type_charging CHECK (charging IN ('after', 'reserve', 'none')),
            billing TEXT NOT NULL
                CONSTRAINT type_billing CHECK (billing IN ('per_second', 'per_unit')),
            -- In 1/1,000,000,000 credit.
            price INTEGER NOT NULL CONSTRAINT type_price CHECK (price >= 0),
            factors TEXT NOT NULL CHECK (json_valid(factors)),
            -- The most that is held for one, in 1/1,000,000 credit.
            upper_limit INTEGER,
            charges_steering INTEGER NOT NULL CHECK (charges_steering IN (0, 1)),
            lease_seconds INTEGER NOT NULL CHECK (lease_seconds BETWEEN 1 AND 86400),
            run_seconds INTEGER NOT NULL CHECK (run_seconds BETWEEN 1 AND 864000),
            max_attempts INTEGER NOT NULL CHECK (max_attempts BETWEEN 1 AND 100),
            is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
            is_visible INTEGER NOT NULL CHECK (is_visible IN (0, 1)),
            display_name TEXT,
            description TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE workers (
            id TEXT NOT NULL PRIMARY KEY,
            -- Null for one that works for everybody.
            user_id TEXT REFERENCES users (id),
            name TEXT NOT NULL,
            run_place TEXT NOT NULL CONSTRAINT worker_place CHECK (run_place IN ('gpu', 'api')),
            state TEXT NOT NULL,
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            last_heartbeat_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX workers_of_user ON workers (user_id);

        CREATE TABLE jobs (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            project_id TEXT REFERENCES projects (id),
            session_id TEXT REFERENCES sessions (id),
            parent_id TEXT REFERENCES jobs (id),
            type TEXT NOT NULL CONSTRAINT job_type CHECK (type <> ''),
            run_place TEXT NOT NULL CONSTRAINT job_place CHECK (run_place IN ('gpu', 'api')),
            is_steering INTEGER NOT NULL CHECK (is_steering IN (0, 1)),
            status TEXT NOT NULL CONSTRAINT job_status
                CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
            -- Dependencies that are not completed.
            unmet INTEGER NOT NULL CONSTRAINT job_unmet CHECK (unmet >= 0),
            position INTEGER,
            priority INTEGER NOT NULL,
            name TEXT,
            prompt TEXT,
            negative_prompt TEXT,
            generated_prompt TEXT,
            model TEXT,
            seed TEXT,
            aspect_ratio TEXT,
            wanted INTEGER NOT NULL CONSTRAINT job_wanted CHECK (wanted BETWEEN 0 AND 10000),
            received INTEGER NOT NULL CHECK (received >= 0),
            failed INTEGER NOT NULL CHECK (failed >= 0),
            parameters TEXT NOT NULL CHECK (json_valid(parameters)),
            results TEXT NOT NULL CHECK (json_valid(results)),
            outcome TEXT CONSTRAINT job_outcome CHECK (outcome IN ('none', 'generation', 'variant',
                'primary_variant', 'child', 'parent_variant')),
            outcome_generation_id TEXT,
            outcome_entry_id TEXT,
            variant_type TEXT,
            is_visible INTEGER NOT NULL CHECK (is_visible IN (0, 1)),
            is_closed INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
            version_of TEXT REFERENCES jobs (id),
            version INTEGER NOT NULL,
            workflow_id TEXT,
            batch_id TEXT,
            correlation_id TEXT,
            error TEXT,
            -- Why it came back to the queue.
            returned TEXT,
            attempts INTEGER NOT NULL,
            max_attempts INTEGER NOT NULL,
            worker_id TEXT,
            is_own_worker INTEGER NOT NULL CHECK (is_own_worker IN (0, 1)),
            lease INTEGER NOT NULL,
            lease_until INTEGER,
            run_until INTEGER,
            heartbeat_at INTEGER,
            started_at INTEGER,
            ended_at INTEGER,
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            CONSTRAINT job_holder CHECK ((status = 'processing') = (lease_until IS NOT NULL))
        ) STRICT;
        CREATE INDEX jobs_by_owner ON jobs (user_id, created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX jobs_by_status ON jobs (user_id, status, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX jobs_by_project ON jobs (project_id, created_at, id)
            WHERE deleted_at IS NULL AND project_id IS NOT NULL;
        CREATE INDEX jobs_by_session ON jobs (session_id, created_at, id)
            WHERE deleted_at IS NULL AND session_id IS NOT NULL;
        CREATE INDEX jobs_claimable ON jobs (run_place, priority DESC, created_at, id)
            WHERE status = 'pending' AND unmet = 0 AND deleted_at IS NULL;
        CREATE INDEX jobs_running ON jobs (user_id) WHERE status = 'processing' AND is_steering = 0;
        CREATE INDEX jobs_by_lease ON jobs (lease_until) WHERE status = 'processing';
        CREATE INDEX jobs_of_user ON jobs (user_id);
        CREATE INDEX jobs_of_project ON jobs (project_id) WHERE project_id IS NOT NULL;
        CREATE INDEX jobs_of_session ON jobs (session_id) WHERE session_id IS NOT NULL;
        CREATE INDEX jobs_of_parent ON jobs (parent_id) WHERE parent_id IS NOT NULL;
        CREATE INDEX jobs_of_version ON jobs (version_of) WHERE version_of IS NOT NULL;
        CREATE INDEX jobs_deleted ON jobs (deleted_with) WHERE deleted_with IS NOT NULL;

        CREATE TABLE job_references (
            job_id TEXT NOT NULL REFERENCES jobs (id),
            asset_id TEXT NOT NULL,
            role TEXT NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (job_id, asset_id, role)
        ) STRICT;
        CREATE INDEX job_references_of_asset ON job_references (asset_id);

        CREATE TABLE job_dependencies (
            job_id TEXT NOT NULL REFERENCES jobs (id),
            depends_on_id TEXT NOT NULL REFERENCES jobs (id),
            PRIMARY KEY (job_id, depends_on_id),
            CONSTRAINT depends_on_itself CHECK (job_id <> depends_on_id)
        ) STRICT;
        CREATE INDEX job_dependencies_on ON job_dependencies (depends_on_id);
        """
}
