import GRDB
package import Values

// Whole tables, a page at a time, each in the order of its key.
extension CatalogReader {
    package func blobs(after digest: Digest?, limit: Int) throws -> [BlobCheck] {
        let statement = try db.cachedStatement(
            sql: "SELECT digest, size, state FROM blobs WHERE digest > ? ORDER BY digest LIMIT ?")
        return try Row.fetchAll(statement, arguments: [DigestBound(digest), limit])
            .map(BlobCheck.init(row:))
    }

    package func renditions(
        after last: RenditionRecord?, limit: Int
    ) throws -> [RenditionRecord] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(RenditionRecord.columns) FROM blobs
                CROSS JOIN renditions ON blob_id = blobs.id
                WHERE digest >= ?1 AND (digest, recipe_id) > (?1, ?2)
                ORDER BY digest, recipe_id LIMIT ?3
                """)
        let arguments: StatementArguments = [
            DigestBound(last?.digest), last?.recipeID ?? "", limit,
        ]
        return try Row.fetchAll(statement, arguments: arguments).map(RenditionRecord.init(row:))
    }

    /// How many assets there are, and the greatest id, which is that of the newest.
    package func assetCount() throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM assets") ?? 0
    }

    package func newestAsset() throws -> String? {
        try String.fetchOne(db, sql: "SELECT max(id) FROM assets")
    }

    package func blobCount() throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM blobs") ?? 0
    }
}

extension CatalogWriter {
    /// A run that has ended, as one row: of commands that write to another directory.
    package func record(_ run: RunRecord, _ failures: [RunFailure]) throws {
        try beginRun(id: run.id, verb: run.verb, arguments: run.arguments, at: run.startedAt)
        try updateRun(id: run.id, run.counts)
        for failure in failures { try insert(failure, run: run.id) }
        try finishRun(
            id: run.id, run.status, error: run.error, at: run.finishedAt ?? run.startedAt)
    }
}
