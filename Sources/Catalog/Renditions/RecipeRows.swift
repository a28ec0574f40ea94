package struct RecordedRecipe: Sendable, Equatable {
    package let id, name, definition: String
    package let createdAt: Int64
}

extension CatalogReader {
    /// Every recipe that renditions were made by and that was not pruned, by id.
    package func recordedRecipes() throws -> [RecordedRecipe] {
        try connection.rows("SELECT id, name, definition, created_at FROM recipes ORDER BY id")
            .map {
                RecordedRecipe(
                    id: try $0.value(0), name: try $0.value(1), definition: try $0.value(2),
                    createdAt: try $0.value(3))
            }
    }

    package func countRenditions(recipeID: String) throws -> Int {
        let row = try connection.row(
            "SELECT count FROM rendition_counts WHERE recipe_id = ?", [recipeID])
        return try row?.value(0) ?? 0
    }
}

extension CatalogWriter {
    /// Records the definition of a recipe's id, so that old ones can still be understood.
    /// - Returns: whether the row is new.
    @discardableResult
    package func insertRecipe(
        id: String, name: String, definition: String, at time: Int64
    ) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO recipes (id, name, definition, created_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """, [id, name, definition, time]) > 0
    }

    /// Removes the rows of a recipe's renditions, `limit` at most, of content after `last`.
    /// - Returns: how many, and the content of the last one. They are found by their content.
    package func forgetRenditions(
        recipeID: String, after last: Int64 = 0, limit: Int
    ) throws -> (count: Int, last: Int64) {
        let connection = connection
        let found: [Int64] = try connection.rows(
            """
            SELECT blob_id FROM renditions WHERE recipe_id = ? AND blob_id > ?
            ORDER BY blob_id LIMIT ?
            """, [recipeID, last, limit]
        ).map { try $0.value(0) }
        for content in found {
            try connection.execute(
                "DELETE FROM renditions WHERE blob_id = ? AND recipe_id = ?", [content, recipeID])
        }
        return (found.count, found.last ?? last)
    }

    /// Removes the row of a recipe that has no rendition left.
    package func forgetRecipe(id: String) throws {
        try connection.execute("DELETE FROM rendition_refusals WHERE recipe_id = ?", [id])
        try connection.execute(
            """
            DELETE FROM recipes WHERE id = :id
                AND NOT EXISTS (SELECT 1 FROM renditions WHERE recipe_id = :id)
            """, ["id": id])
    }
}
