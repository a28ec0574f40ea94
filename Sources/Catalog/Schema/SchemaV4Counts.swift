import Values

extension SchemaV4 {
    /// A table whose rows follow from others, and the query that has exactly those rows.
    struct Derived {
        let table, rows: String
        /// Groups that nothing is in may have a row.
        var kept: String {
            "SELECT * FROM \(table)" + (table.hasSuffix("_counts") ? " WHERE count <> 0" : "")
        }
    }

    /// Whoever adds rows and triggers for all other changes keep them true; they can be made anew
    /// at any time.
    static let derived = [
        Derived(
            table: "deleted_assets",
            rows: deletedRow + " WHERE assets.deleted_at IS NOT NULL"),
        Derived(
            table: "asset_counts",
            rows:
                "SELECT \(assetGroup("assets")), count(*) FROM assets GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
        ),
        Derived(
            table: "blob_counts",
            rows: "SELECT \(blobGroup("blobs")), count(*), sum(size) FROM blobs GROUP BY 1, 2"),
        Derived(
            table: "rendition_counts",
            rows: "SELECT recipe_id, count(*), sum(size) FROM renditions GROUP BY 1"),
        Derived(
            table: "path_counts",
            rows: """
                SELECT bucket, count(*) FROM bucket_paths WHERE superseded_at IS NULL GROUP BY 1
                """),
    ]

    /// Each row of a counted table belongs to one group, so that a change costs one count.
    static let counts = """
        -- Why it waits is told apart of assets that wait only.
        CREATE TABLE asset_counts (
            is_superseded INTEGER NOT NULL,
            is_deleted INTEGER NOT NULL,
            retrieval_status TEXT NOT NULL,
            error_class TEXT NOT NULL,
            http_status INTEGER NOT NULL,
            source_host TEXT NOT NULL,
            is_permanent INTEGER NOT NULL,
            is_update INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (is_superseded, is_deleted, retrieval_status, error_class, http_status,
                source_host, is_permanent, is_update)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE blob_counts (
            state TEXT NOT NULL,
            format TEXT NOT NULL,
            count INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (state, format)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE rendition_counts (
            recipe_id TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE path_counts (
            bucket TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER assets_counted AFTER INSERT ON assets BEGIN
            \(addAsset("NEW"))
        END;
        CREATE TRIGGER assets_recounted AFTER UPDATE OF superseded_by, deleted_at,
            retrieval_status, retrieval_error_class, retrieval_http_status, source_host,
            retrieval_permanent, refreshes ON assets BEGIN
            \(addAsset("NEW"))
            \(takeAsset("OLD"))
        END;
        CREATE TRIGGER assets_uncounted AFTER DELETE ON assets BEGIN
            \(takeAsset("OLD"))
        END;

        CREATE TRIGGER blobs_counted AFTER INSERT ON blobs BEGIN \(addBlob("NEW")) END;
        CREATE TRIGGER blobs_recounted AFTER UPDATE OF state, format, size ON blobs BEGIN
            \(addBlob("NEW"))
            \(takeBlob("OLD"))
        END;
        CREATE TRIGGER blobs_uncounted AFTER DELETE ON blobs BEGIN \(takeBlob("OLD")) END;

        CREATE TRIGGER renditions_counted AFTER INSERT ON renditions BEGIN
            \(addRendition("NEW"))
        END;
        CREATE TRIGGER renditions_recounted AFTER UPDATE OF recipe_id, size ON renditions BEGIN
            \(addRendition("NEW"))
            \(takeRendition("OLD"))
        END;
        CREATE TRIGGER renditions_uncounted AFTER DELETE ON renditions BEGIN
            \(takeRendition("OLD"))
        END;

        -- These also bring the kind of the asset, and tell its deletion where it lived.
        CREATE TRIGGER bucket_paths_counted AFTER INSERT ON bucket_paths BEGIN
            UPDATE bucket_paths SET kind = (SELECT kind FROM assets WHERE id = NEW.asset_id)
                WHERE id = NEW.id
                    AND kind <> (SELECT kind FROM assets WHERE id = NEW.asset_id);
            UPDATE deleted_assets SET bucket = NEW.bucket, path = NEW.path
                WHERE asset_id = NEW.asset_id;
            \(addPath("NEW"))
        END;
        CREATE TRIGGER bucket_paths_recounted
        AFTER UPDATE OF bucket, path, superseded_at ON bucket_paths BEGIN
            UPDATE deleted_assets SET bucket = NEW.bucket, path = NEW.path
                WHERE asset_id = NEW.asset_id
                    AND NEW.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = NEW.asset_id);
            \(addPath("NEW"))
            \(takePath("OLD"))
        END;
        CREATE TRIGGER bucket_paths_uncounted AFTER DELETE ON bucket_paths BEGIN
            \(takePath("OLD"))
        END;

        """

    static func assetGroup(_ row: String) -> String {
        func waiting(_ column: String, or none: String) -> String {
            """
            CASE WHEN \(row).retrieval_status = 'completed' THEN \(none)
                ELSE coalesce(\(row).\(column), \(none)) END
            """
        }
        return """
            \(row).superseded_by IS NOT NULL, \(row).deleted_at IS NOT NULL,
            \(row).retrieval_status, \(waiting("retrieval_error_class", or: "''")),
            \(waiting("retrieval_http_status", or: "0")), \(waiting("source_host", or: "''")),
            \(waiting("retrieval_permanent", or: "0")),
            \(row).retrieval_status <> 'completed' AND \(row).refreshes IS NOT NULL
            """
    }

    static func blobGroup(_ row: String) -> String {
        "\(row).state, coalesce(\(row).format, 'undecodable')"
    }

    private static func addAsset(_ row: String) -> String {
        """
        INSERT INTO asset_counts VALUES (\(assetGroup(row)), 1)
            ON CONFLICT DO UPDATE SET count = count + 1;
        """
    }

    /// Groups that nothing is in have no row.
    private static func takeAsset(_ row: String) -> String {
        take(
            from: "asset_counts",
            """
            (is_superseded, is_deleted, retrieval_status, error_class, http_status, source_host,
                is_permanent, is_update) = (\(assetGroup(row)))
            """)
    }

    private static func addBlob(_ row: String) -> String {
        """
        INSERT INTO blob_counts VALUES (\(blobGroup(row)), 1, \(row).size)
            ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;
        """
    }

    private static func takeBlob(_ row: String) -> String {
        take(from: "blob_counts", "(state, format) = (\(blobGroup(row)))", bytes: row + ".size")
    }

    private static func addRendition(_ row: String) -> String {
        """
        INSERT INTO rendition_counts VALUES (\(row).recipe_id, 1, \(row).size)
            ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;
        """
    }

    private static func takeRendition(_ row: String) -> String {
        take(from: "rendition_counts", "recipe_id = \(row).recipe_id", bytes: row + ".size")
    }

    private static func addPath(_ row: String) -> String {
        """
        INSERT INTO path_counts SELECT \(row).bucket, 1 WHERE \(row).superseded_at IS NULL
            ON CONFLICT DO UPDATE SET count = count + 1;
        """
    }

    private static func takePath(_ row: String) -> String {
        take(from: "path_counts", "\(row).superseded_at IS NULL AND bucket = \(row).bucket")
    }

    private static func take(
        from table: String, _ group: String, bytes: String? = nil
    ) -> String {
        """
        UPDATE \(table) SET count = count - 1\(bytes.map { ", bytes = bytes - \($0)" } ?? "")
            WHERE \(group);
        DELETE FROM \(table) WHERE \(group) AND count = 0;
        """
    }
}
