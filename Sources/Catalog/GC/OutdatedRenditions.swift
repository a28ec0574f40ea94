import Foundation
import GRDB
package import Values

extension CatalogReader {
    /// A page of the content that has renditions of both recipes, in the order of row ids.
    /// - Parameter digest: the last one of the page before, which must still exist.
    package func contentWithRenditions(
        of recipe: String, and other: String, after digest: Digest?, limit: Int
    ) throws -> [Digest] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT digest FROM renditions AS older
                CROSS JOIN renditions AS newer
                    ON newer.blob_id = older.blob_id AND newer.recipe_id = ?
                CROSS JOIN blobs ON blobs.id = older.blob_id
                WHERE older.recipe_id = ?
                    AND older.blob_id > ifnull((SELECT id FROM blobs WHERE digest = ?), 0)
                ORDER BY older.blob_id LIMIT ?
                """)
        return try Digest.fetchAll(statement, arguments: [other, recipe, digest, limit])
    }

    /// How many refusals there are of recipes other than these.
    package func countRefusals(exceptOf recipes: [String]) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM rendition_refusals
                WHERE recipe_id NOT IN (SELECT value FROM json_each(?))
                """, arguments: [try list(recipes)]) ?? 0
    }
}

extension CatalogWriter {
    /// Removes up to this many refusals of recipes other than these; returns how many.
    package func removeRefusals(exceptOf recipes: [String], limit: Int) throws -> Int {
        try db.execute(
            sql: """
                DELETE FROM rendition_refusals WHERE (blob_id, recipe_id) IN (
                    SELECT blob_id, recipe_id FROM rendition_refusals
                    WHERE recipe_id NOT IN (SELECT value FROM json_each(?)) LIMIT ?)
                """, arguments: [try list(recipes), limit])
        return db.changesCount
    }
}

/// Texts as one argument of a statement.
private func list(_ texts: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
}
