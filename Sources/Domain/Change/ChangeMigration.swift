/// The feed of changes. Frozen.
enum ChangeMigration {
    static let sql = """
        -- One row a change of one row, in order.
        CREATE TABLE events (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            table_name TEXT NOT NULL,
            row_id TEXT NOT NULL,
            user_id TEXT,
            project_id TEXT,
            session_id TEXT,
            kind TEXT NOT NULL
                CONSTRAINT event_kind CHECK (kind IN ('insert', 'update', 'delete', 'batch')),
            -- Names of columns, a JSON array.
            changed TEXT NOT NULL CHECK (json_valid(changed)),
            -- The row as its owner may see it.
            content TEXT NOT NULL CHECK (json_valid(content))
        ) STRICT;
        CREATE INDEX events_by_owner ON events (user_id, number);
        CREATE INDEX events_by_project ON events (project_id, number)
            WHERE project_id IS NOT NULL;
        CREATE INDEX events_by_session ON events (session_id, number)
            WHERE session_id IS NOT NULL;
        CREATE INDEX events_by_row ON events (table_name, row_id, number);
        CREATE INDEX events_by_age ON events (at, number);

        -- One row: the number of the last change, and of the last one whose event is gone.
        CREATE TABLE event_numbers (
            id INTEGER PRIMARY KEY CONSTRAINT one_row CHECK (id = 1),
            newest INTEGER NOT NULL,
            pruned INTEGER NOT NULL
        ) STRICT;
        INSERT INTO event_numbers (id, newest, pruned) VALUES (1, 0, 0);

        -- References that were taken away when what they named was deleted: given back when that is
        -- restored.
        CREATE TABLE detachments (
            entity TEXT NOT NULL,
            row_id TEXT NOT NULL,
            column_name TEXT NOT NULL,
            was TEXT NOT NULL,
            deleted_with TEXT NOT NULL,
            PRIMARY KEY (entity, row_id, column_name)
        ) STRICT;
        CREATE INDEX detachments_by_cause ON detachments (deleted_with);
        """
}
