import GRDB

package struct RecordedRecipe: Sendable, Equatable {
    package let id, name, definition: String
    package let createdAt: Int64
}

extension CatalogReader {
    /// Every recipe that renditions were ever made by, and has not been pruned.
    package func knownRecipes() throws -> [(id: String, name: String)] {
        try Row.fetchAll(db, sql: "SELECT id, name FROM recipes ORDER BY id")
            .map { ($0["id"], $0["name"]) }
    }

    /// The same with all that their facts say.
    package func recordedRecipes() throws -> [RecordedRecipe] {
        try Row.fetchAll(
            db, sql: "SELECT id, name, definition, created_at FROM recipes ORDER BY id"
        )
        .map { RecordedRecipe(id: $0[0], name: $0[1], definition: $0[2], createdAt: $0[3]) }
    }

    package func countRenditions(recipeID: String) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count FROM rendition_counts WHERE recipe_id = ?",
            arguments: [recipeID]) ?? 0
    }
}

extension CatalogWriter {
    /// Forgets renditions of a recipe, `limit` at most, of content behind `last`.
    /// - Returns: how many, and the content of the last one. They are found by their content.
    package func forgetRenditions(
        recipeID: String, after last: Int64 = 0, limit: Int
    ) throws -> (count: Int, last: Int64) {
        let found = try Int64.fetchAll(
            db,
            sql: """
                SELECT blob_id FROM renditions WHERE recipe_id = ? AND blob_id > ?
                ORDER BY blob_id LIMIT ?
                """, arguments: [recipeID, last, limit])
        let statement = try db.cachedStatement(
            sql: "DELETE FROM renditions WHERE blob_id = ? AND recipe_id = ?")
        for content in found { try statement.execute(arguments: [content, recipeID]) }
        return (found.count, found.last ?? last)
    }

    /// Forgets a recipe of which no rendition is left.
    package func forgetRecipe(id: String) throws {
        try db.execute(
            sql: "DELETE FROM rendition_refusals WHERE recipe_id = ?", arguments: [id])
        try db.execute(
            sql: """
                DELETE FROM recipes WHERE id = ?1
                    AND NOT EXISTS (SELECT 1 FROM renditions WHERE recipe_id = ?1)
                """, arguments: [id])
    }
}
