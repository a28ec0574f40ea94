import GRDB
package import Values

extension CatalogReader {
    /// The renditions of a recipe from `low` to `high`, in the order of their digests.
    package func renditions(
        recipe: String, from low: Digest, afterLow: Bool, to high: Digest, limit: Int
    ) throws -> [RenditionRecord] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(RenditionRecord.columns) FROM blobs
                CROSS JOIN renditions ON blob_id = blobs.id
                WHERE recipe_id = ? AND digest \(afterLow ? ">" : ">=") ? AND digest <= ?
                ORDER BY digest LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: [recipe, low, high, limit])
            .map(RenditionRecord.init(row:))
    }
}
