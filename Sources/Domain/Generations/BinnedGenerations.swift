/// Generations whose shown file was deleted, as the pipeline deletes files: it lies in the bin. Lists hide
/// them, as they hide the file, until it is brought back; one whose file was purged shows nothing, and is
/// there.
enum BinnedGenerations {
    /// A condition on a row of `generations`.
    static let sql = """
        EXISTS (SELECT 1 FROM variants AS shown JOIN assets AS bin ON bin.id = shown.asset_id
            WHERE shown.generation_id = generations.id AND shown.is_primary = 1
                AND shown.deleted_at IS NULL AND bin.deleted_at IS NOT NULL)
        """
}
