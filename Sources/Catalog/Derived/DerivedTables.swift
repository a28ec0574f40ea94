/// A table whose rows are derived from others, and the query that returns exactly those rows.
///
/// Triggers update them when rows change or are deleted; code that inserts rows adds to the counts
/// (`CountDeltas`). They can be made anew at any time. `docs/schema.sql` has all of it for other
/// programs.
struct DerivedTable {
    let table, rows: String

    /// Its own rows. An empty group may have one.
    var kept: String {
        "SELECT * FROM \(table)" + (table.hasSuffix("_counts") ? " WHERE count <> 0" : "")
    }

    static let all = [
        DerivedTable(
            table: "deleted_assets",
            rows: """
                SELECT assets.id, assets.deleted_at, assets.retrieval_status, assets.kind,
                    coalesce(last.bucket, assets.target_bucket),
                    coalesce(last.path, assets.target_path)
                FROM assets LEFT JOIN bucket_paths AS last
                    ON last.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = assets.id)
                WHERE assets.deleted_at IS NOT NULL
                """),
        // Why it waits is recorded only for assets that wait.
        DerivedTable(
            table: "asset_counts",
            rows: """
                SELECT superseded_by IS NOT NULL, deleted_at IS NOT NULL, retrieval_status,
                    CASE WHEN retrieval_status = 'completed' THEN ''
                        ELSE coalesce(retrieval_error_class, '') END,
                    CASE WHEN retrieval_status = 'completed' THEN 0
                        ELSE coalesce(retrieval_http_status, 0) END,
                    CASE WHEN retrieval_status = 'completed' THEN ''
                        ELSE coalesce(source_host, '') END,
                    CASE WHEN retrieval_status = 'completed' THEN 0
                        ELSE coalesce(retrieval_permanent, 0) END,
                    retrieval_status <> 'completed' AND refreshes IS NOT NULL,
                    count(*)
                FROM assets GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
                """),
        DerivedTable(
            table: "blob_counts",
            rows: """
                SELECT state, coalesce(format, 'undecodable'), count(*), sum(size)
                FROM blobs GROUP BY 1, 2
                """),
        DerivedTable(
            table: "rendition_counts",
            rows: "SELECT recipe_id, count(*), sum(size) FROM renditions GROUP BY 1"),
        DerivedTable(
            table: "path_counts",
            rows: """
                SELECT bucket, count(*) FROM bucket_paths WHERE superseded_at IS NULL GROUP BY 1
                """),
    ]
}
