/// Tables for a rebuild of the catalogue, in a file of their own that is removed afterwards. Their
/// checks are those of the catalogue: a fact that they refuse could not become a row.
enum ScratchSchema {
    static let sql = """
        -- Facts about assets as they were read, numbered in the order of files and lines.
        CREATE TABLE scratch.events (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
            fact TEXT NOT NULL,
            at INTEGER NOT NULL,
            bucket TEXT CHECK (bucket <> ''),
            path TEXT CHECK (path <> ''),
            supersedes TEXT,
            digest BLOB CHECK (length(digest) = 32),
            bytes INTEGER CHECK (bytes >= 0),
            kind TEXT,
            origin TEXT CHECK (origin IN ('upload', 'generated', 'retrieved')),
            name TEXT, user_id TEXT, job_id TEXT, external_id TEXT, source TEXT,
            metadata TEXT CHECK (metadata IS NULL OR json_valid(metadata)),
            created_at INTEGER,
            source_host TEXT, source_etag TEXT, source_modified TEXT, source_size INTEGER,
            target_bucket TEXT, target_path TEXT,
            sealed_source BLOB, source_expires INTEGER,
            expected_digest BLOB CHECK (length(expected_digest) = 32),
            keeps_undecodable INTEGER NOT NULL DEFAULT 0,
            allows_own_host INTEGER NOT NULL DEFAULT 0,
            source_variant TEXT
        ) STRICT;

        -- When an asset came to a path, and what ended that.
        CREATE TABLE scratch.occupancies (
            number INTEGER PRIMARY KEY,
            asset_id TEXT NOT NULL,
            bucket TEXT NOT NULL,
            path TEXT NOT NULL,
            digest BLOB,
            at INTEGER NOT NULL,
            supersedes TEXT,
            deleted_at INTEGER,
            -- Its asset was let go of since: it only links others together.
            is_purged INTEGER NOT NULL,
            -- The last one of its asset decides what the asset's row says.
            is_last INTEGER NOT NULL,
            ended_at INTEGER
        ) STRICT;

        -- Facts of rows of the domain.
        CREATE TABLE scratch.rows (
            number INTEGER NOT NULL,
            at INTEGER NOT NULL,
            file TEXT NOT NULL,
            line TEXT NOT NULL,
            -- Written by a program that died then, who may not have committed it.
            is_tail INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        """

    /// Created once the tables are full.
    static let eventIndex = "CREATE INDEX scratch.events_by_id ON events (id, at, number)"
    static let rowIndex = "CREATE INDEX scratch.rows_by_number ON rows (number, at)"
    static let occupancyIndex =
        "CREATE INDEX scratch.occupancies_by_path ON occupancies (bucket, path, at, number)"
}
