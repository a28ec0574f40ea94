import GRDB
package import Values

/// A rendition that was made, and exactly what its file must contain.
package struct RenditionRecord: Sendable, Equatable {
    package let digest: Digest
    package let recipeID: String
    package let format: String
    package let width, height: Int
    package let size: Int64
    package let contentDigest: Digest
    package let createdAt: Int64

    package init(
        digest: Digest, recipeID: String, format: String, width: Int, height: Int, size: Int64,
        contentDigest: Digest, createdAt: Int64
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
    package func renditions(of digest: Digest) throws -> [RenditionRecord] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(RenditionRecord.columns) FROM blobs
                CROSS JOIN renditions ON blob_id = blobs.id WHERE digest = ? ORDER BY recipe_id
                """)
        return try Row.fetchAll(statement, arguments: [digest]).map(RenditionRecord.init(row:))
    }

    package func rendition(of digest: Digest, recipe: String) throws -> RenditionRecord? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(RenditionRecord.columns) FROM blobs
                CROSS JOIN renditions ON blob_id = blobs.id WHERE digest = ? AND recipe_id = ?
                """)
        return try Row.fetchOne(statement, arguments: [digest, recipe])
            .map(RenditionRecord.init(row:))
    }
}

extension RenditionRecord {
    /// Those of a rendition that is joined to its content row.
    static let columns = "blobs.digest, renditions.*"

    init(row: Row) {
        self.init(
            digest: row["digest"], recipeID: row["recipe_id"], format: row["format"],
            width: row["width"], height: row["height"], size: row["size"],
            contentDigest: row["content_digest"], createdAt: row["created_at"])
    }
}

extension CatalogWriter {
    package func insert(_ rendition: RenditionRecord) throws {
        let content = try contentID(rendition.digest)
        // Checked first, because an upsert saves every page that it touches, to be able to undo it.
        let isNew = try !frequent.statement(
            "SELECT 1 FROM renditions WHERE blob_id = ? AND recipe_id = ?"
        )
        .hasRow {
            $0.integer(content)
            $0.text(rendition.recipeID)
        }
        try frequent.statement(
            isNew
                ? """
                INSERT INTO renditions (blob_id, recipe_id, format, width, height, size,
                    content_digest, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
                : """
                UPDATE renditions
                SET (format, width, height, size, content_digest) = (?3, ?4, ?5, ?6, ?7)
                WHERE blob_id = ?1 AND recipe_id = ?2
                """
        ).run {
            $0.integer(content)
            $0.text(rendition.recipeID)
            $0.text(rendition.format)
            $0.integer(rendition.width)
            $0.integer(rendition.height)
            $0.integer(rendition.size)
            $0.digest(rendition.contentDigest)
            $0.integer(rendition.createdAt)
        }
        if isNew { added.add(rendition) }
    }

    package func dropRendition(of digest: Digest, recipe: String) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM renditions
                WHERE blob_id = (SELECT id FROM blobs WHERE digest = ?) AND recipe_id = ?
                """
        ).execute(arguments: [digest, recipe])
    }
}
