import Values

extension CatalogReader {
    /// Newest first; `before` is the last id of the page before.
    package func runs(before: String?, limit: Int) throws -> [RunRecord] {
        // Greater than all ids, which are hexadecimal digits and dashes.
        try connection.rows(
            "SELECT \(RunRecord.columns) FROM runs WHERE id < ? ORDER BY id DESC LIMIT ?",
            [before ?? "g", limit]
        ).map(RunRecord.init(row:))
    }

    package func run(id: String) throws -> RunRecord? {
        try connection.row("SELECT \(RunRecord.columns) FROM runs WHERE id = ?", [id])
            .map(RunRecord.init(row:))
    }

    /// Runs with status `running`; the caller finds out whether they are alive.
    package func runningRuns() throws -> [String] {
        try connection.rows("SELECT id FROM runs WHERE status = 'running' ORDER BY id")
            .map { try $0.value(0) }
    }

    package func failures(
        run: String, after number: Int, limit: Int
    ) throws -> [RunFailure] {
        try connection.rows(
            """
            SELECT number, file, kind, reason FROM run_failures WHERE run_id = ? AND number > ?
            ORDER BY number LIMIT ?
            """, [run, number, limit]
        ).map {
            RunFailure(
                number: try $0.value(0), file: try $0.value(1), kind: RecordedKind(try $0.value(2)),
                reason: try $0.value(3))
        }
    }
}

extension CatalogWriter {
    package func beginRun(id: String, verb: String, arguments: String, at time: Int64) throws {
        try connection.execute(
            """
            INSERT INTO runs (id, verb, arguments, status, started_at)
            VALUES (?, ?, ?, 'running', ?)
            """, [id, verb, arguments, time])
    }

    /// Updates the counts of a run that has not ended.
    package func updateRun(id: String, _ counts: RunCounts) throws {
        try connection.execute(
            """
            UPDATE runs SET found = ?, stored = ?, duplicates = ?, unchanged = ?, skipped = ?,
                failed = ?, bytes = ? WHERE id = ?
            """,
            [
                counts.found, counts.stored, counts.duplicates, counts.unchanged, counts.skipped,
                counts.failed, counts.bytes, id,
            ])
    }

    package func finishRun(
        id: String, _ status: RunStatus, error: String?, at time: Int64
    ) throws {
        try connection.execute(
            """
            UPDATE runs SET status = ?, error = ?, finished_at = ?
            WHERE id = ? AND status = 'running'
            """, [status.rawValue, error, time, id])
    }

    package func insert(_ failure: RunFailure, run: String) throws {
        try connection.execute(
            "INSERT INTO run_failures (run_id, number, file, kind, reason) VALUES (?, ?, ?, ?, ?)",
            [run, failure.number, failure.file, failure.kind.text, failure.reason])
    }
}

extension RunRecord {
    fileprivate static let columns = """
        id, verb, arguments, status, found, stored, duplicates, unchanged, skipped, failed, bytes,
        error, started_at, finished_at
        """

    /// - Parameter row: of `columns`.
    fileprivate init(row: SQLRow) throws {
        var counts = RunCounts()
        counts.found = try row.value(4)
        counts.stored = try row.value(5)
        counts.duplicates = try row.value(6)
        counts.unchanged = try row.value(7)
        counts.skipped = try row.value(8)
        counts.failed = try row.value(9)
        counts.bytes = try row.value(10)
        self.init(
            id: try row.value(0), verb: try row.value(1), arguments: try row.value(2),
            status: RunStatus(rawValue: try row.value(3)) ?? .failed, counts: counts,
            error: try row.valueIfAny(11), startedAt: try row.value(12),
            finishedAt: try row.valueIfAny(13))
    }
}
