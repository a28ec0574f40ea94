/// Albums that fill themselves with what a search finds. Frozen.
enum AlbumQueryMigration {
    static let sql = """
        ALTER TABLE albums ADD COLUMN query TEXT
            CONSTRAINT album_query CHECK (query IS NULL OR query <> '');
        """
}
