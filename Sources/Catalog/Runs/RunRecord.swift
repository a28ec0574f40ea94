import GRDB
import Values

/// One invocation of a batch verb.
package struct RunRecord: Sendable, Equatable {
    package let id, verb: String
    /// A JSON array, as typed.
    package let arguments: String
    package let status: RunStatus
    package let counts: RunCounts
    package let error: String?
    package let startedAt: Int64
    package let finishedAt: Int64?

    package init(
        id: String, verb: String, arguments: String, status: RunStatus, counts: RunCounts,
        error: String?, startedAt: Int64, finishedAt: Int64?
    ) {
        self.id = id
        self.verb = verb
        self.arguments = arguments
        self.status = status
        self.counts = counts
        self.error = error
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

package enum RunStatus: String, Sendable, CaseIterable {
    case running, completed, interrupted, failed
}

package struct RunCounts: Sendable, Equatable {
    package var found = 0
    /// Assets that are new with bytes that are new, and with bytes that were there already.
    package var stored = 0, duplicates = 0
    package var unchanged = 0
    package var skipped = 0, failed = 0
    /// Of the files that were read.
    package var bytes = 0

    package init() {}
}

package struct RunFailure: Sendable, Equatable {
    package let number: Int
    package let file, kind, reason: String

    package init(number: Int, file: String, kind: String, reason: String) {
        self.number = number
        self.file = file
        self.kind = kind
        self.reason = reason
    }
}

extension CatalogReader {
    /// Newest first; `before` is the last id of the page before.
    package func runs(before: String?, limit: Int) throws -> [RunRecord] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM runs WHERE id < ? ORDER BY id DESC LIMIT ?",
            arguments: [before ?? "g", limit]
        ).map(RunRecord.init(row:))
    }

    package func run(id: String) throws -> RunRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM runs WHERE id = ?", arguments: [id])
            .map(RunRecord.init(row:))
    }

    /// Runs that say they are going on; whether they are is for the caller to find out.
    package func runningRuns() throws -> [String] {
        try String.fetchAll(db, sql: "SELECT id FROM runs WHERE status = 'running' ORDER BY id")
    }

    package func failures(
        run: String, after number: Int, limit: Int
    ) throws -> [RunFailure] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM run_failures WHERE run_id = ? AND number > ?
                ORDER BY number LIMIT ?
                """, arguments: [run, number, limit]
        ).map {
            RunFailure(
                number: $0["number"], file: $0["file"], kind: $0["kind"], reason: $0["reason"])
        }
    }
}

extension CatalogWriter {
    package func beginRun(id: String, verb: String, arguments: String, at time: Int64) throws {
        try db.execute(
            sql: """
                INSERT INTO runs (id, verb, arguments, status, started_at)
                VALUES (?, ?, ?, 'running', ?)
                """, arguments: [id, verb, arguments, time])
    }

    /// Keeps the counts of a run that goes on.
    package func updateRun(id: String, _ counts: RunCounts) throws {
        try db.cachedStatement(
            sql: """
                UPDATE runs SET found = ?, stored = ?, duplicates = ?, unchanged = ?, skipped = ?,
                    failed = ?, bytes = ? WHERE id = ?
                """
        ).execute(arguments: [
            counts.found, counts.stored, counts.duplicates, counts.unchanged, counts.skipped,
            counts.failed, counts.bytes, id,
        ])
    }

    package func finishRun(
        id: String, _ status: RunStatus, error: String?, at time: Int64
    ) throws {
        try db.execute(
            sql: """
                UPDATE runs SET status = ?, error = ?, finished_at = ?
                WHERE id = ? AND status = 'running'
                """, arguments: [status.rawValue, error, time, id])
    }

    package func insert(_ failure: RunFailure, run: String) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO run_failures (run_id, number, file, kind, reason)
                VALUES (?, ?, ?, ?, ?)
                """
        ).execute(arguments: [run, failure.number, failure.file, failure.kind, failure.reason])
    }
}

extension RunRecord {
    init(row: Row) {
        id = row["id"]
        verb = row["verb"]
        arguments = row["arguments"]
        status = RunStatus(rawValue: row["status"]) ?? .failed
        var counts = RunCounts()
        counts.found = row["found"]
        counts.stored = row["stored"]
        counts.duplicates = row["duplicates"]
        counts.unchanged = row["unchanged"]
        counts.skipped = row["skipped"]
        counts.failed = row["failed"]
        counts.bytes = row["bytes"]
        self.counts = counts
        error = row["error"]
        startedAt = row["started_at"]
        finishedAt = row["finished_at"]
    }
}
