/// Creative projects and their scenes. Frozen.
enum ProjectsMigration {
    static let sql = """
        CREATE TABLE projects (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL CONSTRAINT project_name CHECK (name <> ''),
            aspect_ratio TEXT,
            -- Frames between two entries of a shot, where nothing else is said.
            spacing INTEGER NOT NULL CONSTRAINT project_spacing CHECK (spacing BETWEEN 1 AND 100000),
            settings TEXT NOT NULL CHECK (json_valid(settings)),
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX projects_by_owner ON projects (user_id, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX projects_of_user ON projects (user_id);
        CREATE INDEX projects_deleted ON projects (deleted_with) WHERE deleted_with IS NOT NULL;

        CREATE TABLE shots (
            id TEXT NOT NULL PRIMARY KEY,
            project_id TEXT NOT NULL REFERENCES projects (id),
            name TEXT NOT NULL CONSTRAINT shot_name CHECK (name <> ''),
            position INTEGER NOT NULL CONSTRAINT shot_position CHECK (position >= 0),
            aspect_ratio TEXT,
            settings TEXT NOT NULL CHECK (json_valid(settings)),
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX shots_by_position ON shots (project_id, position, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX shots_of_project ON shots (project_id);
        CREATE INDEX shots_deleted ON shots (deleted_with) WHERE deleted_with IS NOT NULL;
        """
}
