/// What calls cost, and what users may spend. Frozen.
enum MoneyMigration {
    static let sql = """
        CREATE TABLE costs (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            project_id TEXT REFERENCES projects (id),
            session_id TEXT REFERENCES sessions (id),
            job_id TEXT REFERENCES jobs (id),
            generation_id TEXT REFERENCES generations (id),
            category TEXT NOT NULL CONSTRAINT cost_category CHECK (category IN ('llm',
                'image_generation', 'video_generation', 'audio_generation', 'composition',
                'storage', 'other')),
            provider TEXT NOT NULL,
            model TEXT,
            -- In 1/1,000,000 of the currency.
            amount INTEGER NOT NULL CONSTRAINT cost_amount CHECK (amount >= 0),
            currency TEXT NOT NULL CONSTRAINT cost_currency CHECK (length(currency) = 3),
            call_id TEXT,
            tokens INTEGER,
            processed_ms INTEGER,
            latency_ms INTEGER,
            is_success INTEGER NOT NULL CHECK (is_success IN (0, 1)),
            error TEXT,
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX costs_by_owner ON costs (user_id, created_at, id);
        CREATE UNIQUE INDEX costs_by_call ON costs (user_id, provider, call_id)
            WHERE call_id IS NOT NULL;
        CREATE INDEX costs_of_project ON costs (project_id) WHERE project_id IS NOT NULL;
        CREATE INDEX costs_of_session ON costs (session_id) WHERE session_id IS NOT NULL;
        CREATE INDEX costs_of_job ON costs (job_id) WHERE job_id IS NOT NULL;
        CREATE INDEX costs_of_generation ON costs (generation_id)
            WHERE generation_id IS NOT NULL;

        CREATE TABLE credits_ledger (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            kind TEXT NOT NULL CONSTRAINT ledger_kind CHECK (kind IN ('grant', 'purchase', 'spend',
                'reserve', 'capture', 'refund', 'adjust')),
            -- In 1/1,000,000 credit; what is spent is below 0. A capture is what is left of the
            -- reserve when the price is taken.
            amount INTEGER NOT NULL,
            -- The job that it was for; it may be gone by now.
            job_id TEXT,
            payment_id TEXT,
            -- To how many digits it was rounded.
            digits INTEGER NOT NULL CONSTRAINT ledger_digits CHECK (digits BETWEEN 0 AND 6),
            note TEXT,
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            created_at INTEGER NOT NULL,
            CONSTRAINT ledger_sign CHECK (
                (kind IN ('grant', 'purchase', 'capture', 'refund') AND amount >= 0)
                OR (kind IN ('spend', 'reserve') AND amount <= 0) OR kind = 'adjust')
        ) STRICT;
        CREATE INDEX credits_ledger_by_owner ON credits_ledger (user_id, created_at, id);
        CREATE INDEX credits_ledger_balance ON credits_ledger (user_id, amount);
        CREATE UNIQUE INDEX credits_ledger_by_job ON credits_ledger (job_id, kind)
            WHERE job_id IS NOT NULL;
        CREATE UNIQUE INDEX credits_ledger_by_payment ON credits_ledger (user_id, payment_id)
            WHERE payment_id IS NOT NULL;
        """
}

/// What is written of money stays as it is: in SQLite's words. Frozen.
enum LedgerTriggers {
    static let sql = """
        CREATE TRIGGER credits_ledger_unchanged BEFORE UPDATE ON credits_ledger BEGIN
            SELECT raise(ABORT, 'a row of the ledger is never changed');
        END;
        CREATE TRIGGER credits_ledger_kept BEFORE DELETE ON credits_ledger BEGIN
            SELECT raise(ABORT, 'a row of the ledger is never removed');
        END;
        """
}
