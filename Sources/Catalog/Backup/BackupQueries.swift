package import Foundation
import GRDB

/// What a backup must know of a blob.
package struct BlobSummary: Sendable, Equatable {
    package let digest: Data
    package let size: Int64
    package let state: BlobState
}

/// A current link of the tree.
package struct PathSummary: Sendable, Equatable {
    package let bucket, path: String
    package let digest: Data
}

// Whole tables, a page at a time, each in the order of its key.
extension CatalogReader {
    package func blobs(after digest: Data?, limit: Int) throws -> [BlobSummary] {
        let statement = try db.cachedStatement(
            sql: "SELECT digest, size, state FROM blobs WHERE digest > ? ORDER BY digest LIMIT ?")
        return try Row.fetchAll(statement, arguments: [digest ?? Data(), limit]).map {
            BlobSummary(
                digest: $0["digest"], size: $0["size"],
                state: BlobState(rawValue: $0["state"]) ?? .corrupt)
        }
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
        let arguments: StatementArguments = [last?.digest ?? Data(), last?.recipeID ?? "", limit]
        return try Row.fetchAll(statement, arguments: arguments).map(RenditionRecord.init(row:))
    }

    /// Those of assets that have their bytes.
    package func paths(after last: PathSummary?, limit: Int) throws -> [PathSummary] {
        // CROSS JOIN keeps SQLite from turning the join round and sorting.
        let statement = try db.cachedStatement(
            sql: """
                SELECT bucket, path, digest FROM bucket_paths
                CROSS JOIN assets ON assets.id = bucket_paths.asset_id
                CROSS JOIN blobs ON blobs.id = assets.blob_id
                WHERE bucket_paths.superseded_at IS NULL AND (bucket, path) > (?, ?)
                ORDER BY bucket, path LIMIT ?
                """)
        return try Row.fetchAll(
            statement, arguments: [last?.bucket ?? "", last?.path ?? "", limit]
        ).map { PathSummary(bucket: $0["bucket"], path: $0["path"], digest: $0["digest"]) }
    }

    /// How many assets have an id, and the greatest of them, which is the newest.
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
    /// A run that is over, as one row: of verbs that write elsewhere than here.
    package func record(_ run: RunRecord, _ failures: [RunFailure]) throws {
        try beginRun(id: run.id, verb: run.verb, arguments: run.arguments, at: run.startedAt)
        try updateRun(id: run.id, run.counts)
        for failure in failures { try insert(failure, run: run.id) }
        try finishRun(
            id: run.id, run.status, error: run.error, at: run.finishedAt ?? run.startedAt)
    }
}
