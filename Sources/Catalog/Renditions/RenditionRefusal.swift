import GRDB
package import Values

/// Why a rendition could not be made, so that not every run tries again.
package struct RenditionRefusal: Sendable, Equatable {
    package let digest: Digest
    package let recipeID: String
    package let kind: RecordedKind
    package let reason: String
    /// The version of decoders and limits that refused: another version tries again.
    package let decoderVersion: Int

    package init(
        digest: Digest, recipeID: String, kind: RecordedKind, reason: String, decoderVersion: Int
    ) {
        self.digest = digest
        self.recipeID = recipeID
        self.kind = kind
        self.reason = reason
        self.decoderVersion = decoderVersion
    }
}

extension CatalogReader {
    package func renditionRefusals(of digest: Digest) throws -> [RenditionRefusal] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT rendition_refusals.* FROM blobs
                CROSS JOIN rendition_refusals ON blob_id = blobs.id
                WHERE digest = ? ORDER BY recipe_id
                """)
        return try Row.fetchAll(statement, arguments: [digest]).map { row in
            RenditionRefusal(
                digest: digest, recipeID: row["recipe_id"], kind: RecordedKind(row["kind"]),
                reason: row["reason"], decoderVersion: row["reader_version"])
        }
    }
}

extension CatalogWriter {
    package func upsert(_ refusal: RenditionRefusal, at time: Int64) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO rendition_refusals (blob_id, recipe_id, kind, reason,
                    reader_version, created_at)
                VALUES ((SELECT id FROM blobs WHERE digest = ?), ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            refusal.digest, refusal.recipeID, refusal.kind.text, refusal.reason,
            refusal.decoderVersion,
            time,
        ])
    }

    /// Removes the refusal: the rendition was made.
    package func forgetRefusal(of digest: Digest, recipeID: String) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM rendition_refusals
                WHERE blob_id = (SELECT id FROM blobs WHERE digest = ?) AND recipe_id = ?
                """
        ).execute(arguments: [digest, recipeID])
    }
}
