/// What retrieval needs beyond the first schema: its fields live on the asset row, there is no queue
/// beside it. Frozen.
enum Migration2 {
    static let sql = """
        -- Where it will land: a bucket and a path, in which {digest}, {ext} and {timestamp} may
        -- still be open.
        ALTER TABLE assets ADD COLUMN target_bucket TEXT;
        ALTER TABLE assets ADD COLUMN target_path TEXT;
        ALTER TABLE assets ADD COLUMN source_host TEXT;
        ALTER TABLE assets ADD COLUMN source_etag TEXT;
        ALTER TABLE assets ADD COLUMN source_modified TEXT;
        ALTER TABLE assets ADD COLUMN source_size INTEGER;
        -- The whole address where it holds credentials, encrypted, while it is not fetched.
        ALTER TABLE assets ADD COLUMN sealed_source BLOB;
        ALTER TABLE assets ADD COLUMN source_expires INTEGER;
        ALTER TABLE assets ADD COLUMN expected_digest BLOB
            CHECK (expected_digest IS NULL OR length(expected_digest) = 32);
        ALTER TABLE assets ADD COLUMN keeps_undecodable INTEGER NOT NULL DEFAULT 0
            CHECK (keeps_undecodable IN (0, 1));
        -- Whether its own host may be private: a person named it, not a list.
        ALTER TABLE assets ADD COLUMN allows_own_host INTEGER NOT NULL DEFAULT 0
            CHECK (allows_own_host IN (0, 1));
        ALTER TABLE assets ADD COLUMN retrieval_http_status INTEGER;
        ALTER TABLE assets ADD COLUMN retrieval_permanent INTEGER NOT NULL DEFAULT 0
            CHECK (retrieval_permanent IN (0, 1));
        -- The run that has asked for it, and the one that is fetching it.
        ALTER TABLE assets ADD COLUMN retrieval_request TEXT;
        ALTER TABLE assets ADD COLUMN retrieval_run TEXT;
        -- The asset that a newer version of the same source would replace.
        ALTER TABLE assets ADD COLUMN refreshes TEXT REFERENCES assets (id);

        CREATE INDEX assets_by_source ON assets (source, target_bucket, id)
            WHERE source IS NOT NULL;
        CREATE INDEX assets_requested
            ON assets (retrieval_request, source_host, next_retrieval_attempt)
            WHERE retrieval_request IS NOT NULL;
        CREATE INDEX assets_retrieving ON assets (retrieval_run) WHERE retrieval_run IS NOT NULL;
        CREATE INDEX assets_refreshing ON assets (refreshes) WHERE refreshes IS NOT NULL;
        CREATE INDEX assets_by_failure
            ON assets (retrieval_error_class, source_host, next_retrieval_attempt)
            WHERE retrieval_status <> 'completed';

        CREATE INDEX assets_missing_in_bucket ON assets (target_bucket, retrieval_status, id)
            WHERE retrieval_status <> 'completed';

        -- The last attempts of each asset that is not here yet, and of those that came.
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

        CREATE TABLE hosts (
            host TEXT NOT NULL PRIMARY KEY,
            failures INTEGER NOT NULL,
            rests INTEGER NOT NULL,
            rests_until INTEGER
        ) STRICT, WITHOUT ROWID;
        """
}
