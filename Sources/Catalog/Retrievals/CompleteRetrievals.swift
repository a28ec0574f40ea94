import GRDB
package import Values

/// One attempt to fetch an asset, for its log.
package struct AttemptRecord: Sendable, Equatable {
    package var number = 0
    package let runID: String?
    /// When it began, UTC milliseconds, and how long it took.
    package let at, milliseconds: Int64
    package var errorKind: RecordedKind?
    package var reason: String?
    package var httpStatus: Int?
    package let bytes: Int64

    package init(runID: String?, at: Int64, milliseconds: Int64, bytes: Int64) {
        self.runID = runID
        self.at = at
        self.milliseconds = milliseconds
        self.bytes = bytes
    }
}

/// The state of an asset after a failed attempt.
package struct RetrievalFailure: Sendable, Equatable {
    package let kind: RecordedKind
    package let reason: String
    package let httpStatus: Int?
    package let isPermanent: Bool
    /// Nil if it is not tried again automatically.
    package let nextAttempt: Int64?

    package init(
        kind: RecordedKind, reason: String, httpStatus: Int?, isPermanent: Bool, nextAttempt: Int64?
    ) {
        self.kind = kind
        self.reason = reason
        self.httpStatus = httpStatus
        self.isPermanent = isPermanent
        self.nextAttempt = nextAttempt
    }
}

extension CatalogWriter {
    /// Whether `run` still has its claim on the asset. Only then may it complete or fail it.
    package func isHeld(_ id: String, by run: String) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT retrieval_run = ? FROM assets WHERE id = ?"),
            arguments: [run, id]) ?? false
    }

    /// Completes a retrieval: the bytes are here.
    package func complete(_ record: RetrievalRecord, digest: Digest, at time: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE assets SET blob_id = (SELECT id FROM blobs WHERE digest = ?),
                    kind = ?, metadata = ?, target_path = ?, created_at = ?, source_etag = ?,
                    source_modified = ?, source_size = ?, \(CatalogWriter.attempted),
                    retrieval_status = 'completed', next_retrieval_attempt = NULL,
                    retrieval_error = NULL, retrieval_error_class = NULL,
                    retrieval_http_status = NULL, retrieval_permanent = 0,
                    retrieval_request = NULL, sealed_source = NULL, source_expires = NULL,
                    refreshes = NULL
                WHERE id = ?
                """
        ).execute(arguments: [
            digest, record.kind.rawValue, record.metadata, record.targetPath, record.createdAt,
            record.etag, record.modified, record.size, time, time, time, record.id,
        ])
    }

    /// Counts one more attempt, which has ended.
    private static let attempted = """
        retrieval_run = NULL, retrieval_attempts = retrieval_attempts + 1,
        first_retrieval_attempt = coalesce(first_retrieval_attempt, ?),
        last_retrieval_attempt = ?, updated_at = ?
        """

    /// - Parameter keepsRequest: the run itself tries again when the next attempt is due.
    package func fail(
        _ id: String, _ failure: RetrievalFailure, keepsRequest: Bool, at time: Int64
    ) throws {
        let isOver = failure.nextAttempt == nil
        try db.cachedStatement(
            sql: """
                UPDATE assets SET retrieval_status = 'failed', \(CatalogWriter.attempted),
                    retrieval_error = ?, retrieval_error_class = ?, retrieval_http_status = ?,
                    retrieval_permanent = ?, next_retrieval_attempt = ?,
                    retrieval_request = CASE WHEN ? THEN retrieval_request END,
                    sealed_source = CASE WHEN ? THEN NULL ELSE sealed_source END
                WHERE id = ?
                """
        ).execute(arguments: [
            time, time, time, failure.reason, failure.kind.text, failure.httpStatus,
            failure.isPermanent,
            failure.nextAttempt, keepsRequest && !isOver, failure.isPermanent, id,
        ])
    }

    /// Removes an asset that is not needed: its bytes are here already, or did not change.
    package func drop(_ record: RetrievalRecord) throws {
        try db.cachedStatement(sql: "DELETE FROM assets WHERE id = ?")
            .execute(arguments: [record.id])
    }

    /// Records that this version of an asset's source was seen, whether it gave bytes or not.
    package func updateSourceVersion(_ record: RetrievalRecord, of id: String) throws {
        try db.cachedStatement(
            sql: """
                UPDATE assets SET source_etag = ?, source_modified = ?, source_size = ?,
                    source_gone_at = NULL
                WHERE id = ?
                """
        ).execute(arguments: [record.etag, record.modified, record.size, id])
    }

    /// Adds to the asset's log, which keeps the last sixteen.
    package func log(_ attempt: AttemptRecord, of id: String) throws {
        let number =
            try Int.fetchOne(
                db.cachedStatement(
                    sql: "SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE asset_id = ?"),
                arguments: [id]) ?? 1
        try db.cachedStatement(
            sql: """
                INSERT INTO attempts (asset_id, number, run_id, at, milliseconds, error_class,
                    http_status, reason, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, number, attempt.runID, attempt.at, attempt.milliseconds, attempt.errorKind?.text,
            attempt.httpStatus, attempt.reason, attempt.bytes,
        ])
        if number > 16 {
            try db.cachedStatement(sql: "DELETE FROM attempts WHERE asset_id = ? AND number <= ?")
                .execute(arguments: [id, number - 16])
        }
    }
}

extension CatalogReader {
    /// The log of an asset's attempts, oldest first.
    package func attempts(of id: String) throws -> [AttemptRecord] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM attempts WHERE asset_id = ? ORDER BY number", arguments: [id]
        ).map { row in
            var attempt = AttemptRecord(
                runID: row["run_id"], at: row["at"], milliseconds: row["milliseconds"],
                bytes: row["bytes"])
            attempt.number = row["number"]
            attempt.errorKind = (row["error_class"] as String?).map(RecordedKind.init)
            attempt.reason = row["reason"]
            attempt.httpStatus = row["http_status"]
            return attempt
        }
    }
}
