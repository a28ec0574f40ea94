import Catalog

/// Rows as each version of the schema takes them, so that a catalogue of any has some in all of its
/// tables.
enum EarlierRows {
    static let ids = (0..<9).map { "00000000-0000-7000-8000-00000000000\($0)" }

    static func fill(_ connection: any Connection, _ version: Int) throws {
        for sql in statements[version] ?? [] { try connection.execute(sql) }
    }

    /// The third schema as it was first published: it got more later, which the fourth makes up for.
    static let firstThird = """
        CREATE TABLE rendition_refusals (
            digest BLOB NOT NULL REFERENCES blobs (digest) ON DELETE CASCADE,
            recipe_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT NOT NULL,
            reader_version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (digest, recipe_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE checkpoints (
            name TEXT NOT NULL PRIMARY KEY,
            started_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX assets_by_deletion ON assets (deleted_at) WHERE deleted_at IS NOT NULL;
        CREATE INDEX assets_by_supersession ON assets (superseded_at)
            WHERE superseded_at IS NOT NULL;
        """

    private static let digest = "x'\(String(repeating: "0a", count: 32))'"
    private static let other = "x'\(String(repeating: "f0", count: 32))'"

    private static let statements: [Int: [String]] = [
        1: [
            """
            INSERT INTO blobs (digest, size, format, width, height, stored_width, stored_height,
                orientation, bits, channels, frames, is_layered, is_transparent, has_profile,
                perceptual_hash, verified_at, created_at, updated_at)
            VALUES (\(digest), 7, 'png', 4, 3, 3, 4, 6, 8, 3, 1, 0, 0, 1, -5, 3, 1, 1)
            """,
            """
            INSERT INTO blobs (digest, size, state, refusal, created_at, updated_at)
            VALUES (\(other), 9, 'missing', 'none', 2, 2)
            """,
            """
            INSERT INTO assets (id, digest, kind, origin, name, user_id, metadata,
                retrieval_status, superseded_by, superseded_at, deleted_at, created_at, updated_at)
            VALUES ('\(ids[0])', \(digest), 'image', 'upload', 'a', 'u', '{"a":1}', 'completed',
                    NULL, NULL, NULL, 1, 1),
                ('\(ids[1])', \(other), 'audio', 'upload', 'b', NULL, '{}', 'completed',
                    '\(ids[0])', 5, NULL, 1, 1),
                ('\(ids[2])', \(other), 'file', 'upload', 'c', NULL, '{}', 'completed', NULL,
                    NULL, 9, 1, 1)
            """,
            """
            INSERT INTO bucket_paths (bucket, path, asset_id, created_at, superseded_at)
            VALUES ('b', 'p', '\(ids[1])', 1, 5), ('b', 'p', '\(ids[0])', 5, NULL),
                ('b', 'q', '\(ids[2])', 1, 9)
            """,
            "INSERT INTO recipes (id, name, definition, created_at) VALUES ('r', 'r', 'd', 1)",
            """
            INSERT INTO renditions (digest, recipe_id, format, width, height, size, content_digest,
                created_at) VALUES (\(digest), 'r', 'jpeg', 1, 1, 5, \(other), 1)
            """,
            """
            INSERT INTO source_files (path, size, modified, changed, device, inode, digest,
                refusal_kind, refusal, reader_version)
            VALUES (x'2f61', 7, 1, 2, 3, 4, \(digest), NULL, NULL, 1),
                (x'2f62', 7, 1, 2, 3, 4, NULL, 'k', 'why', 1)
            """,
            """
            INSERT INTO runs (id, verb, arguments, status, started_at, finished_at)
            VALUES ('\(ids[8])', 'ingest', '[]', 'completed', 1, 2)
            """,
            """
            INSERT INTO run_failures (run_id, number, file, kind, reason)
            VALUES ('\(ids[8])', 1, 'f', 'k', 'r')
            """,
        ],
        2: [
            """
            INSERT INTO assets (id, kind, origin, name, job_id, source, retrieval_status,
                next_retrieval_attempt, retrieval_error, retrieval_error_class, target_bucket,
                target_path, source_host, source_etag, source_size, sealed_source, expected_digest,
                keeps_undecodable, retrieval_http_status, refreshes, created_at, updated_at)
            VALUES ('\(ids[3])', 'image', 'retrieved', 'd', 'j', 'https://h/d', 'failed', 8, 'e',
                'http-status', 'b', 'd', 'h', 'tag', 3, x'01', \(digest), 1, 404, '\(ids[0])', 1, 1)
            """,
            """
            INSERT INTO attempts (asset_id, number, run_id, at, milliseconds, error_class,
                http_status, reason, bytes)
            VALUES ('\(ids[3])', 1, NULL, 1, 2, 'http-status', 404, 'e', 0)
            """,
            "INSERT INTO hosts (host, failures, rests, rests_until) VALUES ('h', 5, 1, 9)",
        ],
        3: [
            """
            INSERT INTO rendition_refusals (digest, recipe_id, kind, reason, reader_version,
                created_at) VALUES (\(other), 's', 'k', 'why', 1, 1)
            """,
            "INSERT INTO checkpoints (name, started_at) VALUES ('verify', 1)",
        ],
        4: [
            """
            INSERT INTO assets (id, digest, kind, origin, name, retrieval_status, created_at,
                updated_at)
            VALUES ('\(ids[4])', \(digest), 'final_video', 'generated', 'e', 'completed', 1, 1)
            """,
            """
            INSERT INTO bucket_paths (bucket, path, asset_id, created_at)
            VALUES ('c', 'e', '\(ids[4])', 1)
            """,
            "INSERT INTO journal_files (name, size) VALUES ('j.jsonl', 5)",
        ],
        6: ["INSERT INTO store (id, store_id) VALUES (1, 'the store')"],
        7: [
            """
            INSERT INTO known_sources (source, bucket, variant, target_path, asset_id, at)
            VALUES ('s', 'b', '', 't', '\(ids[0])', 1)
            """,
            "UPDATE assets SET source_variant = 'v', source_gone_at = 6 WHERE id = '\(ids[0])'",
        ],
    ]
}
