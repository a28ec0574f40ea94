/// Generations whose shown file was deleted, as the pipeline deletes files: it lies in the bin. Lists hide
/// them, as they hide the file, until it is brought back; one whose file was purged shows nothing, and is
/// there.
enum BinnedGenerations {
    /// A condition on a row of `generations`, for a few of them.
    static let sql = """
        EXISTS (SELECT 1 FROM variants AS shown JOIN assets AS bin ON bin.id = shown.asset_id
            WHERE shown.generation_id = generations.id AND shown.is_primary = 1
                AND shown.deleted_at IS NULL AND bin.deleted_at IS NOT NULL)
        """

    /// The same for many rows: it begins with what is in the bin.
    private static let many = """
        generations.id IN (SELECT shown.generation_id FROM assets AS bin CROSS JOIN variants AS shown
            WHERE shown.asset_id = bin.id AND bin.deleted_at IS NOT NULL AND shown.is_primary = 1
                AND shown.deleted_at IS NULL)
        """

    static let hidden = HiddenRows(inPage: sql, inCount: many)
}
