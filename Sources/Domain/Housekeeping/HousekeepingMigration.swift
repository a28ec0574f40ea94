/// Sessions that lists hide, and what finds old rows. Frozen.
enum HousekeepingMigration {
    static let sql = """
        ALTER TABLE sessions ADD COLUMN archived_at INTEGER;
        CREATE INDEX sessions_completed ON sessions (completed_at)
            WHERE completed_at IS NOT NULL AND archived_at IS NULL;
        CREATE INDEX generations_unarchived ON generations (created_at)
            WHERE archived_at IS NULL AND deleted_at IS NULL;
        CREATE INDEX access_tokens_revoked ON access_tokens (revoked_at)
            WHERE revoked_at IS NOT NULL;
        CREATE INDEX shared_links_by_end ON shared_links (expires_at)
            WHERE expires_at IS NOT NULL;
        CREATE INDEX shared_links_revoked ON shared_links (revoked_at)
            WHERE revoked_at IS NOT NULL;
        CREATE INDEX connections_silent ON connections (last_heartbeat_at);
        """
}
