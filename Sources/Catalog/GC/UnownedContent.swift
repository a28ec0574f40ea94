import GRDB
package import Values

/// A content row that was removed, with what was known of its renditions.
package struct PurgedContent: Sendable, Equatable {
    package let digest: Digest
    package let size: Int64
    package let renditions: [RenditionRecord]
}

/// A stretch of the content rows that was read.
package struct ContentPage: Sendable {
    /// Rows that no asset has.
    package let unowned: [BlobRecord]
    /// Where the next stretch begins; nil at the end.
    package let last: Digest?
}

extension CatalogReader {
    /// Reads `count` content rows and returns those that no asset has.
    package func unownedContent(after digest: Digest?, count: Int) throws -> ContentPage {
        let statement = try db.cachedStatement(
            sql: """
                SELECT digest, EXISTS (SELECT 1 FROM assets WHERE blob_id = blobs.id)
                    AS is_owned FROM blobs WHERE digest > ? ORDER BY digest LIMIT ?
                """)
        let rows = try Row.fetchAll(statement, arguments: [DigestBound(digest), count])
        return ContentPage(
            unowned: try rows.filter { !$0["is_owned"] }.compactMap { try blob($0["digest"]) },
            last: rows.last?["digest"])
    }

    package func hasContent(_ digest: Digest) throws -> Bool {
        try db.cachedStatement(sql: "SELECT 1 FROM blobs WHERE digest = ?")
            .hasRow { $0.digest(digest) }
    }
}

extension CatalogWriter {
    /// The row id of some content; nil if there is none.
    func contentID(_ digest: Digest) throws -> Int64? {
        if let id = added.id(of: digest) { return id }
        return try frequent.statement("SELECT id FROM blobs WHERE digest = ?")
            .first({ $0.digest(digest) }, read: { $0.integer(0) })
    }
}

extension CatalogWriter {
    /// Removes a content row that no asset has, with the rows of its renditions. Nil, and does
    /// nothing, if an asset has it or there is none.
    package func purgeContent(_ digest: Digest) throws -> PurgedContent? {
        guard let blob = try reader.blob(digest), try !reader.isOwned(digest) else { return nil }
        let renditions = try reader.renditions(of: digest)
        added.forget(digest)
        try db.cachedStatement(sql: "DELETE FROM blobs WHERE digest = ?")
            .execute(arguments: [digest])
        return PurgedContent(digest: digest, size: blob.size, renditions: renditions)
    }
}
