import Foundation
import GRDB
import TestSupport

/// The rows of a store's catalogue as text, by table: what a rebuilt one must have again.
///
/// Left out are times that only say when a row was last touched, logs, caches, and the counts of
/// attempts to fetch.
struct CatalogDump: Equatable {
    let rows: [String: [String]]

    private static let queries = [
        "blobs": """
        SELECT hex(digest), size, state, format, width, height, stored_width, stored_height,
            orientation, bits, channels, frames, is_layered, is_transparent, has_profile,
            perceptual_hash, refusal FROM blobs ORDER BY digest
        """,
        "assets": """
        SELECT assets.id, hex(digest), kind, origin, name, user_id, job_id, external_id, source,
            metadata, retrieval_status, next_retrieval_attempt, superseded_by, superseded_at,
            deleted_at, assets.created_at, target_bucket, target_path, source_host, source_etag,
            source_modified, source_size, hex(sealed_source), source_expires,
            hex(expected_digest), keeps_undecodable, allows_own_host,
            source_variant
        FROM assets LEFT JOIN blobs ON blobs.id = blob_id ORDER BY assets.id
        """,
        "bucket_paths": """
        SELECT bucket, path, kind, asset_id, created_at, superseded_at FROM bucket_paths
        ORDER BY bucket, path, created_at, asset_id
        """,
        "blob_metadata": """
        SELECT hex(digest), extractor_version, ai, generator, record
        FROM blob_metadata JOIN blobs ON blobs.id = blob_id ORDER BY digest
        """,
        "known_sources":
            "SELECT * FROM known_sources ORDER BY source, bucket, variant, target_path",
        "recipes": "SELECT * FROM recipes ORDER BY id",
        "renditions": """
        SELECT hex(digest), recipe_id, renditions.format, renditions.width, renditions.height,
            renditions.size, hex(content_digest)
        FROM renditions JOIN blobs ON blobs.id = blob_id ORDER BY digest, recipe_id
        """,
    ]

    init(_ store: TestStore) throws {
        let queue = try DatabaseQueue(path: store.path + "/catalog.sqlite")
        defer { try? queue.close() }
        rows = try queue.read { db in
            try CatalogDump.queries.mapValues { sql in
                try Row.fetchAll(db, sql: sql).map { row in
                    row.map { "\($0)=\($1)" }.joined(separator: " ")
                }
            }
        }
    }

    /// Rows that one has and the other has not; empty when they are equal.
    func differences(from other: CatalogDump) -> [String] {
        rows.keys.sorted().flatMap { table in
            let (mine, others) = (rows[table] ?? [], other.rows[table] ?? [])
            return mine.filter { !others.contains($0) }.map { "- \(table) \($0)" }
                + others.filter { !mine.contains($0) }.map { "+ \(table) \($0)" }
        } + (self == other || rows.keys.contains { rows[$0] != other.rows[$0] } ? [] : ["order"])
    }
}

extension TestStore {
    /// The rows of a query, columns joined by a space.
    func query(_ sql: String) throws -> [String] {
        let queue = try DatabaseQueue(path: path + "/catalog.sqlite")
        defer { try? queue.close() }
        return try queue.read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.map { cell in
                    switch cell.1.storage {
                    case .null: "-"
                    case .int64(let number): String(number)
                    case .double(let number): String(number)
                    case .string(let text): text
                    case .blob(let data): data.map { String($0, radix: 16) }.joined()
                    }
                }.joined(separator: " ")
            }
        }
    }
}
