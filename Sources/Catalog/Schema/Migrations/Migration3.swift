/// What regeneration, verification and collection need beyond the second schema.
///
/// As it was first published it had neither `newest_fact` nor `journal_files`, nor the index
/// `bucket_paths_past`: the fourth adds what is missing. Frozen.
enum Migration3 {
    static let sql = """
        -- Pictures of which a recipe could not be made, so that no run tries them for ever.
        CREATE TABLE rendition_refusals (
            digest BLOB NOT NULL REFERENCES blobs (digest) ON DELETE CASCADE,
            recipe_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT NOT NULL,
            reader_version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (digest, recipe_id)
        ) STRICT, WITHOUT ROWID;

        -- A pass over everything that has begun and not ended: it goes on where it stopped.
        CREATE TABLE checkpoints (
            name TEXT NOT NULL PRIMARY KEY,
            started_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- The time of the journal's newest fact: later ones are later, wherever the clock goes.
        CREATE TABLE newest_fact (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO newest_fact (id, at) VALUES (1, 0);
        -- How long each of its files was when a transaction wrote to it last.
        CREATE TABLE journal_files (
            name TEXT NOT NULL PRIMARY KEY,
            size INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX assets_by_deletion ON assets (deleted_at) WHERE deleted_at IS NOT NULL;
        CREATE INDEX assets_by_supersession ON assets (superseded_at)
            WHERE superseded_at IS NOT NULL;
        -- What lived at a path once, so that it can be called by it.
        CREATE INDEX bucket_paths_past ON bucket_paths (bucket, path)
            WHERE superseded_at IS NOT NULL;
        """
}
