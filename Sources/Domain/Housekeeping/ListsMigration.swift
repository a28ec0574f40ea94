/// Indexes that answer counts by themselves. Frozen.
enum ListsMigration {
    static let sql = """
        -- Counts of a session by kind, and its first output.
        DROP INDEX generations_by_session;
        CREATE INDEX generations_by_session ON generations (session_id, created_at, id, kind)
            WHERE deleted_at IS NULL;
        -- What waits, by all that decides for what.
        CREATE INDEX jobs_waiting ON jobs (user_id, type, is_steering, run_place, unmet)
            WHERE status = 'pending' AND deleted_at IS NULL;
        """
}
