/// Who people and programs are. Frozen.
enum AccountsMigration {
    static let sql = """
        CREATE TABLE users (
            id TEXT NOT NULL PRIMARY KEY,
            -- As it was given; compared by the key, which is in lower case.
            email TEXT NOT NULL,
            email_key TEXT NOT NULL,
            name TEXT NOT NULL,
            image_url TEXT,
            password_hash TEXT,
            role TEXT NOT NULL CONSTRAINT user_role CHECK (role IN ('member', 'admin')),
            settings TEXT NOT NULL CHECK (json_valid(settings)),
            onboarding TEXT NOT NULL CHECK (json_valid(onboarding)),
            last_login_at INTEGER,
            -- Sign-ins that failed since the last one that did not.
            failed_sign_ins INTEGER NOT NULL,
            last_failed_at INTEGER,
            disabled_at INTEGER,
            -- Its data is gone; the row stays for what the ledger says of it.
            purged_at INTEGER,
            deleted_at INTEGER,
            deleted_with TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX users_by_email ON users (email_key) WHERE deleted_at IS NULL;
        CREATE INDEX users_by_age ON users (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX users_deleted ON users (deleted_with) WHERE deleted_with IS NOT NULL;

        CREATE TABLE access_tokens (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            hash BLOB NOT NULL CONSTRAINT token_hash CHECK (length(hash) = 32),
            kind TEXT NOT NULL CONSTRAINT token_kind CHECK (kind IN ('login', 'api', 'worker')),
            scopes TEXT NOT NULL CHECK (json_valid(scopes)),
            name TEXT NOT NULL,
            expires_at INTEGER,
            last_used_at INTEGER,
            revoked_at INTEGER,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX access_tokens_by_hash ON access_tokens (hash);
        CREATE INDEX access_tokens_by_user ON access_tokens (user_id, created_at, id);
        CREATE INDEX access_tokens_by_end ON access_tokens (expires_at)
            WHERE expires_at IS NOT NULL;

        CREATE TABLE credentials (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL CONSTRAINT credential_name CHECK (name <> ''),
            sealed BLOB NOT NULL,
            expires_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX credentials_by_name ON credentials (user_id, name);

        -- What a tool of somebody's is set to: for all they do, for a project, or for a shot.
        CREATE TABLE tool_settings (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            tool TEXT NOT NULL CONSTRAINT tool_name CHECK (tool <> ''),
            level TEXT NOT NULL CONSTRAINT settings_level CHECK (level IN ('user', 'project', 'shot')),
            -- The user, project or shot.
            target_id TEXT NOT NULL,
            settings TEXT NOT NULL CHECK (json_valid(settings)),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX tool_settings_by_target ON tool_settings (user_id, target_id, tool);
        CREATE INDEX tool_settings_of_target ON tool_settings (target_id);

        CREATE TABLE idempotency (
            user_id TEXT NOT NULL,
            idempotency_key TEXT NOT NULL,
            -- SHA-256 of the request.
            request BLOB NOT NULL CONSTRAINT request_hash CHECK (length(request) = 32),
            answer TEXT NOT NULL CHECK (json_valid(answer)),
            created_at INTEGER NOT NULL,
            PRIMARY KEY (user_id, idempotency_key)
        ) STRICT;
        CREATE INDEX idempotency_by_age ON idempotency (created_at);
        """
}
