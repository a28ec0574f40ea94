/// The index of searches: derived from other tables, made again at any time. Frozen.
///
/// Full-text search is SQLite's own. Another engine needs tables of its own in the place of these.
enum SearchMigration {
    static let sql = """
        -- Assets whose documents are to be made again, or removed. Triggers fill it.
        CREATE TABLE search_pending (
            asset_id TEXT NOT NULL PRIMARY KEY
        ) STRICT, WITHOUT ROWID;

        -- One row for each current asset. The id is its creation in milliseconds, times 32768, and a
        -- number: what is newest comes first in the order of ids.
        CREATE TABLE search_documents (
            id INTEGER PRIMARY KEY,
            asset_id TEXT NOT NULL UNIQUE,
            place TEXT NOT NULL
        ) STRICT;

        -- What documents are counted by and compared with, in few bytes: a search may read very many.
        CREATE TABLE search_facts (
            id INTEGER PRIMARY KEY,
            width INTEGER,
            height INTEGER,
            steps REAL,
            cfg REAL,
            -- Ids of search_values as numbers of variable length (LEB128); the owner's comes first.
            facets BLOB NOT NULL
        ) STRICT;

        -- The words of a document, by its id. `terms` holds what filters ask for, as words that nobody
        -- types. Beginnings of three letters have an index of their own.
        CREATE VIRTUAL TABLE search_text USING fts5(
            prompt, negative, caption, name, path, tag, model, lora, terms,
            tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'",
            prefix = 3);

        -- All words there have been, to find those with a beginning.
        CREATE TABLE search_words (
            word TEXT NOT NULL PRIMARY KEY
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE search_values (
            id INTEGER PRIMARY KEY,
            facet TEXT NOT NULL,
            value TEXT NOT NULL,
            UNIQUE (facet, value)
        ) STRICT;

        -- How many documents of an owner have a value.
        CREATE TABLE search_counts (
            value_id INTEGER NOT NULL,
            owner_id INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (value_id, owner_id)
        ) STRICT, WITHOUT ROWID;

        -- Perceptual hashes by each quarter of their bits: the number of the quarter, times 65536, and
        -- its bits.
        CREATE TABLE blob_likeness (
            quarter INTEGER NOT NULL,
            hash INTEGER NOT NULL,
            blob_id INTEGER NOT NULL,
            PRIMARY KEY (quarter, hash, blob_id)
        ) STRICT, WITHOUT ROWID;

        INSERT INTO search_pending SELECT id FROM assets
            WHERE superseded_by IS NULL AND deleted_at IS NULL;

        CREATE TRIGGER search_assets_inserted AFTER INSERT ON assets BEGIN
            INSERT INTO search_pending VALUES (NEW.id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_assets_updated AFTER UPDATE OF name, user_id, job_id, blob_id, kind,
            retrieval_status, superseded_by, deleted_at, target_bucket, target_path ON assets BEGIN
            INSERT INTO search_pending VALUES (NEW.id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_assets_deleted AFTER DELETE ON assets BEGIN
            INSERT INTO search_pending VALUES (OLD.id) ON CONFLICT DO NOTHING;
        END;

        CREATE TRIGGER search_paths_inserted AFTER INSERT ON bucket_paths BEGIN
            INSERT INTO search_pending VALUES (NEW.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_paths_updated
        AFTER UPDATE OF bucket, path, asset_id ON bucket_paths BEGIN
            INSERT INTO search_pending VALUES (OLD.asset_id) ON CONFLICT DO NOTHING;
            INSERT INTO search_pending VALUES (NEW.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_paths_deleted AFTER DELETE ON bucket_paths BEGIN
            INSERT INTO search_pending VALUES (OLD.asset_id) ON CONFLICT DO NOTHING;
        END;

        CREATE TRIGGER search_blobs_updated
        AFTER UPDATE OF format, width, height, perceptual_hash ON blobs BEGIN
            INSERT INTO search_pending SELECT id FROM assets WHERE blob_id = NEW.id
                ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER likeness_updated AFTER UPDATE OF perceptual_hash ON blobs
        WHEN OLD.perceptual_hash IS NOT NEW.perceptual_hash BEGIN
            DELETE FROM blob_likeness WHERE hash = OLD.perceptual_hash AND blob_id = OLD.id
                AND quarter IN (OLD.perceptual_hash & 65535,
                    65536 + ((OLD.perceptual_hash >> 16) & 65535),
                    131072 + ((OLD.perceptual_hash >> 32) & 65535),
                    196608 + ((OLD.perceptual_hash >> 48) & 65535));
        END;
        CREATE TRIGGER likeness_deleted AFTER DELETE ON blobs BEGIN
            DELETE FROM blob_likeness WHERE hash = OLD.perceptual_hash AND blob_id = OLD.id
                AND quarter IN (OLD.perceptual_hash & 65535,
                    65536 + ((OLD.perceptual_hash >> 16) & 65535),
                    131072 + ((OLD.perceptual_hash >> 32) & 65535),
                    196608 + ((OLD.perceptual_hash >> 48) & 65535));
        END;
        CREATE TRIGGER search_metadata_inserted AFTER INSERT ON blob_metadata BEGIN
            INSERT INTO search_pending SELECT id FROM assets WHERE blob_id = NEW.blob_id
                ON CONFLICT DO NOTHING;
        END;

        CREATE TRIGGER search_captions_inserted AFTER INSERT ON captions
        WHEN NEW.asset_id IS NOT NULL BEGIN
            INSERT INTO search_pending VALUES (NEW.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_captions_updated AFTER UPDATE OF text, asset_id, user_id ON captions BEGIN
            INSERT INTO search_pending SELECT OLD.asset_id WHERE OLD.asset_id IS NOT NULL
                ON CONFLICT DO NOTHING;
            INSERT INTO search_pending SELECT NEW.asset_id WHERE NEW.asset_id IS NOT NULL
                ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_captions_deleted AFTER DELETE ON captions
        WHEN OLD.asset_id IS NOT NULL BEGIN
            INSERT INTO search_pending VALUES (OLD.asset_id) ON CONFLICT DO NOTHING;
        END;

        CREATE TRIGGER search_asset_tags_inserted AFTER INSERT ON asset_tags BEGIN
            INSERT INTO search_pending VALUES (NEW.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_asset_tags_deleted AFTER DELETE ON asset_tags BEGIN
            INSERT INTO search_pending VALUES (OLD.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_tags_updated AFTER UPDATE OF name, name_key ON tags BEGIN
            INSERT INTO search_pending SELECT asset_id FROM asset_tags WHERE tag_id = NEW.id
                ON CONFLICT DO NOTHING;
        END;

        CREATE TRIGGER search_marks_inserted AFTER INSERT ON asset_marks BEGIN
            INSERT INTO search_pending VALUES (NEW.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_marks_updated AFTER UPDATE OF rating, is_starred ON asset_marks BEGIN
            INSERT INTO search_pending VALUES (NEW.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_marks_deleted AFTER DELETE ON asset_marks BEGIN
            INSERT INTO search_pending VALUES (OLD.asset_id) ON CONFLICT DO NOTHING;
        END;

        CREATE TRIGGER search_album_assets_inserted AFTER INSERT ON album_assets BEGIN
            INSERT INTO search_pending VALUES (NEW.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_album_assets_deleted AFTER DELETE ON album_assets BEGIN
            INSERT INTO search_pending VALUES (OLD.asset_id) ON CONFLICT DO NOTHING;
        END;

        CREATE TRIGGER search_variants_inserted AFTER INSERT ON variants
        WHEN NEW.asset_id IS NOT NULL BEGIN
            INSERT INTO search_pending VALUES (NEW.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_variants_updated
        AFTER UPDATE OF asset_id, generation_id, deleted_at ON variants BEGIN
            INSERT INTO search_pending SELECT OLD.asset_id WHERE OLD.asset_id IS NOT NULL
                ON CONFLICT DO NOTHING;
            INSERT INTO search_pending SELECT NEW.asset_id WHERE NEW.asset_id IS NOT NULL
                ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_variants_deleted AFTER DELETE ON variants
        WHEN OLD.asset_id IS NOT NULL BEGIN
            INSERT INTO search_pending VALUES (OLD.asset_id) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER search_generations_updated AFTER UPDATE OF prompt, negative_prompt,
            scene_prompt, model, seed, session_id, job_id, deleted_at ON generations BEGIN
            INSERT INTO search_pending SELECT asset_id FROM variants
                WHERE generation_id = NEW.id AND asset_id IS NOT NULL
                ON CONFLICT DO NOTHING;
        END;
        """
}
