/// What is known of sources beside their assets. Frozen.
enum Migration7 {
    static let sql = """
        -- What tells pictures of one address apart: the job that made it, of ComfyUI, which uses
        -- names again; the endpoint of a bucket.
        ALTER TABLE assets ADD COLUMN source_variant TEXT;
        -- Since when the server says that it has it no more; null while it is there.
        ALTER TABLE assets ADD COLUMN source_gone_at INTEGER;
        CREATE INDEX assets_gone ON assets (id)
            WHERE source_gone_at IS NOT NULL AND superseded_by IS NULL AND deleted_at IS NULL;

        -- Sources that gave what another asset holds, and those whose asset was let go of: these
        -- have no asset.
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
        """
}
