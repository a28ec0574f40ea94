import Values

extension SchemaV5 {
    /// What follows from a change of a row. Adding a row has no trigger: what makes it also counts
    /// it, many at a time.
    static let triggers = """
        \(touch("assets"))
        \(touch("blobs"))

        CREATE TRIGGER assets_kind AFTER UPDATE OF kind ON assets
        WHEN NEW.kind <> OLD.kind BEGIN
            UPDATE bucket_paths SET kind = NEW.kind WHERE asset_id = NEW.id;
        END;
        CREATE TRIGGER assets_deletion
        AFTER UPDATE OF deleted_at, retrieval_status, kind, target_bucket, target_path ON assets
        WHEN OLD.deleted_at IS NOT NULL OR NEW.deleted_at IS NOT NULL BEGIN
            DELETE FROM deleted_assets WHERE asset_id = NEW.id;
            INSERT INTO deleted_assets \(SchemaV4.deletedRow)
                WHERE assets.id = NEW.id AND assets.deleted_at IS NOT NULL;
        END;
        CREATE TRIGGER assets_purge AFTER DELETE ON assets
        WHEN OLD.deleted_at IS NOT NULL BEGIN
            DELETE FROM deleted_assets WHERE asset_id = OLD.id;
        END;

        CREATE TRIGGER assets_recounted AFTER UPDATE OF superseded_by, deleted_at,
            retrieval_status, retrieval_error_class, retrieval_http_status, source_host,
            retrieval_permanent, refreshes ON assets BEGIN
            \(count("asset_counts", SchemaV4.assetGroup("NEW"), by: "1"))
            \(count("asset_counts", SchemaV4.assetGroup("OLD"), by: "-1"))
        END;
        CREATE TRIGGER assets_uncounted AFTER DELETE ON assets BEGIN
            \(count("asset_counts", SchemaV4.assetGroup("OLD"), by: "-1"))
        END;

        CREATE TRIGGER blobs_recounted AFTER UPDATE OF state, format, size ON blobs BEGIN
            \(count("blob_counts", SchemaV4.blobGroup("NEW"), by: "1", bytes: "NEW.size"))
            \(count("blob_counts", SchemaV4.blobGroup("OLD"), by: "-1", bytes: "-OLD.size"))
        END;
        CREATE TRIGGER blobs_uncounted AFTER DELETE ON blobs BEGIN
            \(count("blob_counts", SchemaV4.blobGroup("OLD"), by: "-1", bytes: "-OLD.size"))
        END;

        CREATE TRIGGER renditions_recounted AFTER UPDATE OF recipe_id, size ON renditions BEGIN
            \(count("rendition_counts", "NEW.recipe_id", by: "1", bytes: "NEW.size"))
            \(count("rendition_counts", "OLD.recipe_id", by: "-1", bytes: "-OLD.size"))
        END;
        CREATE TRIGGER renditions_uncounted AFTER DELETE ON renditions BEGIN
            \(count("rendition_counts", "OLD.recipe_id", by: "-1", bytes: "-OLD.size"))
        END;

        -- This also tells a deletion where its asset lived.
        CREATE TRIGGER bucket_paths_recounted
        AFTER UPDATE OF bucket, path, superseded_at ON bucket_paths BEGIN
            UPDATE deleted_assets SET bucket = NEW.bucket, path = NEW.path
                WHERE asset_id = NEW.asset_id
                    AND NEW.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = NEW.asset_id);
            \(countPath("NEW", by: "1"))
            \(countPath("OLD", by: "-1"))
        END;
        CREATE TRIGGER bucket_paths_uncounted AFTER DELETE ON bucket_paths BEGIN
            \(countPath("OLD", by: "-1"))
        END;
        """

    /// Keeps `updated_at` true whoever writes. An update that sets it itself is left alone.
    private static func touch(_ table: String) -> String {
        """
        CREATE TRIGGER \(table)_updated_at AFTER UPDATE ON \(table)
        WHEN NEW.updated_at = OLD.updated_at BEGIN
            UPDATE \(table)
            SET updated_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
            WHERE id = NEW.id;
        END;
        """
    }

    /// A group may fall below nothing until what was added in the same transaction is counted.
    private static func count(
        _ table: String, _ group: String, by change: String, bytes: String? = nil
    ) -> String {
        """
        INSERT INTO \(table) VALUES (\(group), \(change)\(bytes.map { ", " + $0 } ?? ""))
            ON CONFLICT DO UPDATE SET count = count + excluded.count\(
                bytes == nil ? "" : ", bytes = bytes + excluded.bytes");
        """
    }

    private static func countPath(_ row: String, by change: String) -> String {
        """
        INSERT INTO path_counts SELECT \(row).bucket, \(change) WHERE \(row).superseded_at IS NULL
            ON CONFLICT DO UPDATE SET count = count + excluded.count;
        """
    }
}
