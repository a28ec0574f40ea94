/// What generators wrote into the pictures. Frozen.
enum Migration9 {
    static let sql = """
        -- One row a blob whose file was read for it. What it says is in `record`, which is NULL where
        -- it says nothing; the columns beside it are what is asked for most.
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

        -- The models that a record names. `key` is the name without folders and extension in lower
        -- case: two spellings of a model are one.
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
        """
}
