package import Foundation
import GRDB

/// A rendition that was made, and exactly what its file must hold.
package struct RenditionRecord: Sendable, Equatable {
    package let digest: Data
    package let recipeID: String
    package let format: String
    package let width, height: Int
    package let size: Int64
    package let contentDigest: Data
    package let createdAt: Int64

    package init(
        digest: Data, recipeID: String, format: String, width: Int, height: Int, size: Int64,
        contentDigest: Data, createdAt: Int64
    ) {
        self.digest = digest
        self.recipeID = recipeID
        self.format = format
        self.width = width
        self.height = height
        self.size = size
        self.contentDigest = contentDigest
        self.createdAt = createdAt
    }
}

extension CatalogReader {
    package func renditions(of digest: Data) throws -> [RenditionRecord] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM renditions WHERE digest = ? ORDER BY recipe_id")
        return try Row.fetchAll(statement, arguments: [digest]).map(RenditionRecord.init(row:))
    }

    package func rendition(of digest: Data, recipe: String) throws -> RenditionRecord? {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM renditions WHERE digest = ? AND recipe_id = ?")
        return try Row.fetchOne(statement, arguments: [digest, recipe])
            .map(RenditionRecord.init(row:))
    }
}

extension RenditionRecord {
    init(row: Row) {
        self.init(
            digest: row["digest"], recipeID: row["recipe_id"], format: row["format"],
            width: row["width"], height: row["height"], size: row["size"],
            contentDigest: row["content_digest"], createdAt: row["created_at"])
    }
}

extension CatalogWriter {
    /// Notes what a recipe's id stands for, so that old ones can still be understood.
    /// True when the row is new.
    @discardableResult
    package func insertRecipe(
        id: String, name: String, definition: String, at time: Int64
    ) throws -> Bool {
        try db.cachedStatement(
            sql: """
                INSERT INTO recipes (id, name, definition, created_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """
        ).execute(arguments: [id, name, definition, time])
        return db.changesCount > 0
    }

    package func insert(_ rendition: RenditionRecord) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO renditions (digest, recipe_id, format, width, height, size,
                    content_digest, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (digest, recipe_id) DO UPDATE SET format = excluded.format,
                    width = excluded.width, height = excluded.height, size = excluded.size,
                    content_digest = excluded.content_digest
                """
        ).execute(arguments: [
            rendition.digest, rendition.recipeID, rendition.format, rendition.width,
            rendition.height, rendition.size, rendition.contentDigest, rendition.createdAt,
        ])
    }

    package func dropRendition(of digest: Data, recipe: String) throws {
        try db.cachedStatement(sql: "DELETE FROM renditions WHERE digest = ? AND recipe_id = ?")
            .execute(arguments: [digest, recipe])
    }
}
