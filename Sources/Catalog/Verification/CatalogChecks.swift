import GRDB
package import Values

/// Rows that cannot both be true.
package struct Contradiction: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A path is shown as current although its asset was deleted, or superseded.
        case pathOfDeleted = "path-of-deleted"
        case pathOfSuperseded = "path-of-superseded"
        /// A path is shown as current although its asset has no bytes.
        case pathWithoutBytes = "path-without-bytes"
        /// An asset that is here and current has no path.
        case assetWithoutPath = "asset-without-path"
        /// An asset has two current paths.
        case assetWithTwoPaths = "asset-with-two-paths"
        /// Derived rows differ from the rows that they are derived from: see `derivedRowsAreTrue`.
        /// No asset is concerned.
        case derivedRows = "derived-rows"
    }

    package let kind: Kind
    package let assetID: String
    package let bucket, path: String?
    package let digest: Digest?

    package init(
        kind: Kind, assetID: String, bucket: String?, path: String?, digest: Digest?
    ) {
        self.kind = kind
        self.assetID = assetID
        self.bucket = bucket
        self.path = path
        self.digest = digest
    }
}

extension CatalogReader {
    /// What SQLite finds wrong with the file, a line each, a hundred at most; nothing for a sound
    /// one. `thorough` also compares every index with its table.
    package func structuralDamage(thorough: Bool) throws -> [String] {
        let pragma = thorough ? "integrity_check" : "quick_check"
        return try String.fetchAll(db, sql: "PRAGMA \(pragma)(100)").filter { $0 != "ok" }
    }

    /// Rows that refer to rows which do not exist, a hundred at most, as `table: parent`.
    package func danglingReferences() throws -> [String] {
        var found: [String] = []
        let rows = try Row.fetchCursor(db, sql: "PRAGMA foreign_key_check")
        while found.count < 100, let row = try rows.next() {
            let table: String = row["table"]
            let parent: String = row["parent"]
            found.append("a row of \(table) refers to a row of \(parent) that is not there")
        }
        return found
    }

    /// Calls `body` for every contradiction, in one snapshot.
    package func contradictions(_ body: (Contradiction) throws -> Void) throws {
        if try !derivedRowsAreTrue() {
            try body(
                Contradiction(kind: .derivedRows, assetID: "", bucket: nil, path: nil, digest: nil))
        }
        for (kind, sql) in CatalogReader.contradictions {
            let rows = try Row.fetchCursor(db, sql: sql)
            while let row = try rows.next() {
                try body(
                    Contradiction(
                        kind: kind, assetID: row["id"], bucket: row["bucket"], path: row["path"],
                        digest: row["digest"]))
            }
        }
    }

    /// Whether it still holds.
    package func stillHolds(_ found: Contradiction) throws -> Bool {
        if found.kind == .derivedRows { return try !derivedRowsAreTrue() }
        guard let sql = CatalogReader.contradictions.first(where: { $0.0 == found.kind })?.1
        else { return false }
        let rows = try Row.fetchCursor(
            db, sql: "SELECT * FROM (\(sql)) WHERE id = ? AND path IS ? AND bucket IS ?",
            arguments: [found.assetID, found.path, found.bucket])
        return try rows.next() != nil
    }

    private static let contradictions: [(Contradiction.Kind, String)] = [
        (
            .pathOfDeleted,
            """
            SELECT assets.id, bucket, path, digest FROM assets
            JOIN bucket_paths ON asset_id = assets.id
            LEFT JOIN blobs ON blobs.id = blob_id
            WHERE deleted_at IS NOT NULL AND bucket_paths.superseded_at IS NULL
            """
        ),
        (
            .pathOfSuperseded,
            """
            SELECT assets.id, bucket, path, digest FROM assets
            JOIN bucket_paths ON asset_id = assets.id
            LEFT JOIN blobs ON blobs.id = blob_id
            WHERE superseded_by IS NOT NULL AND deleted_at IS NULL
                AND bucket_paths.superseded_at IS NULL
            """
        ),
        (
            .pathWithoutBytes,
            """
            SELECT assets.id, bucket, path, NULL AS digest FROM bucket_paths
            JOIN assets ON assets.id = asset_id
            WHERE blob_id IS NULL AND superseded_by IS NULL AND deleted_at IS NULL
                AND bucket_paths.superseded_at IS NULL
            """
        ),
        (
            .assetWithoutPath,
            """
            SELECT assets.id, NULL AS bucket, NULL AS path, digest FROM assets
            LEFT JOIN blobs ON blobs.id = blob_id
            WHERE superseded_by IS NULL AND deleted_at IS NULL
                AND retrieval_status = 'completed'
                AND NOT EXISTS (SELECT 1 FROM bucket_paths
                    WHERE asset_id = assets.id AND bucket_paths.superseded_at IS NULL)
            """
        ),
        (
            .assetWithTwoPaths,
            """
            SELECT assets.id, max(bucket) AS bucket, max(path) AS path, digest FROM bucket_paths
            JOIN assets ON assets.id = asset_id LEFT JOIN blobs ON blobs.id = blob_id
            WHERE bucket_paths.superseded_at IS NULL GROUP BY asset_id HAVING count(*) > 1
            """
        ),
    ]
}

extension CatalogWriter {
    /// Closes a path that is marked as current.
    package func closePath(bucket: String, path: String, at time: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE bucket_paths SET superseded_at = ?
                WHERE bucket = ? AND path = ? AND superseded_at IS NULL
                """
        ).execute(arguments: [time, bucket, path])
    }
}
