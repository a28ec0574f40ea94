package import Foundation
import GRDB

extension CatalogReader {
    /// Every recipe that a rendition may be of.
    package func recipeIDs() throws -> [String] {
        try String.fetchAll(db, sql: "SELECT id FROM recipes ORDER BY id")
    }

    /// The renditions of a recipe from `low` to `high`, in the order of their digests.
    package func renditions(
        recipe: String, from low: Data, afterLow: Bool, to high: Data, limit: Int
    ) throws -> [RenditionRecord] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT * FROM renditions
                WHERE recipe_id = ? AND digest \(afterLow ? ">" : ">=") ? AND digest <= ?
                ORDER BY digest LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: [recipe, low, high, limit])
            .map(RenditionRecord.init(checked:))
    }

    package func rendition(of digest: Data, recipe: String) throws -> RenditionRecord? {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM renditions WHERE digest = ? AND recipe_id = ?")
        return try Row.fetchOne(statement, arguments: [digest, recipe])
            .map(RenditionRecord.init(checked:))
    }
}

extension CatalogWriter {
    package func dropRendition(of digest: Data, recipe: String) throws {
        try db.execute(
            sql: "DELETE FROM renditions WHERE digest = ? AND recipe_id = ?",
            arguments: [digest, recipe])
    }
}

extension RenditionRecord {
    fileprivate init(checked row: Row) {
        self.init(
            digest: row["digest"], recipeID: row["recipe_id"], format: row["format"],
            width: row["width"], height: row["height"], size: row["size"],
            contentDigest: row["content_digest"], createdAt: row["created_at"])
    }
}
