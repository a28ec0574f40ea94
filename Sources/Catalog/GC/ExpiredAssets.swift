import GRDB
package import Values

/// How an asset stopped being current.
package enum Retirement: String, Sendable, CaseIterable {
    case superseded, deleted

    fileprivate var column: String { rawValue + "_at" }
}

/// The grace that retired assets get, up to now; UTC milliseconds.
package struct Grace: Sendable {
    /// What was retired at or before this time is past it.
    package let began: Int64
    package let now: Int64

    package init(since began: Int64, now: Int64) {
        self.began = began
        self.now = now
    }

    /// Whether something was retired for this long.
    /// - Parameters:
    ///   - ended: the time that counts; `gc` may have dated it back, because it was in the
    ///     future.
    ///   - original: the time as first recorded. If it is no longer in the future it was right, and
    ///     its clock was behind.
    package func isOver(_ ended: Int64, original: Int64) -> Bool {
        ended <= began && !(original > began && original <= now)
    }
}

/// An asset that was retired long enough ago to be purged.
package struct ExpiredAsset: Sendable {
    package let listing: AssetListing
    /// When it was retired, UTC milliseconds.
    package let endedAt: Int64
    fileprivate let row: Int64

    /// Where the next page begins.
    package var cursor: Cursor { Cursor(endedAt: endedAt, row: row) }

    package struct Cursor: Sendable {
        fileprivate let endedAt, row: Int64
    }
}

extension CatalogReader {
    /// A page of the assets that were retired in one way and are past their grace, the earliest
    /// first.
    package func expired(
        _ end: Retirement, past grace: Grace, after cursor: ExpiredAsset.Cursor?, limit: Int
    ) throws -> [ExpiredAsset] {
        let column = "assets." + end.column
        // An asset that was superseded and deleted is listed with the superseded.
        let once =
            end == .deleted ? "AND ifnull(assets.superseded_at > \(grace.began), TRUE)" : ""
        return try Row.fetchAll(
            db,
            sql: """
                \(AssetListing.columns), \(column) AS ended_at, assets.rowid AS row_number
                FROM assets \(AssetListing.joins)
                WHERE \(column) IS NOT NULL AND \(column) <= ?
                    AND (\(column), assets.rowid) > (?, ?) \(once)
                    AND NOT \(CatalogReader.isDatedBack)
                ORDER BY \(column), assets.rowid LIMIT ?
                """,
            arguments: [
                grace.began, cursor?.endedAt ?? .min, cursor?.row ?? .min, grace.began, grace.now,
                limit,
            ]
        ).map {
            ExpiredAsset(
                listing: AssetListing(row: $0), endedAt: $0["ended_at"], row: $0["row_number"])
        }
    }

    /// Whether an asset that is not past its grace has the content.
    package func isOwned(_ digest: Digest, beyond grace: Grace) throws -> Bool {
        try exists(
            "\(CatalogReader.hasContent) AND NOT \(CatalogReader.isExpired)",
            [digest, grace.began, grace.began, grace.began, grace.now])
    }

    /// Whether an asset with a smaller id has the content.
    package func isOwned(_ digest: Digest, before id: String) throws -> Bool {
        try exists("\(CatalogReader.hasContent) AND id < ?", [digest, id])
    }

    /// The assets with the content that newer ones superseded, and that were not deleted.
    package func supersededAssets(with digest: Digest) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM assets WHERE \(CatalogReader.hasContent)
                        AND superseded_at IS NOT NULL AND deleted_at IS NULL
                    """), arguments: [digest])
    }

    /// Whether any asset has the content.
    package func isOwned(_ digest: Digest) throws -> Bool {
        try exists(CatalogReader.hasContent, [digest])
    }

    private static let hasContent = "blob_id = (SELECT id FROM blobs WHERE digest = ?)"
    fileprivate static let isExpired =
        "((ifnull(deleted_at <= ?, FALSE) OR ifnull(superseded_at <= ?, FALSE)) AND NOT \(isDatedBack))"

    /// A `gc` whose clock was behind dated the retirement back. The path keeps the original
    /// time: once that is past too, it was right.
    private static let isDatedBack = """
        EXISTS (
            SELECT 1 FROM bucket_paths WHERE bucket_paths.asset_id = assets.id
                AND bucket_paths.superseded_at > ? AND bucket_paths.superseded_at <= ?)
        """

    fileprivate func exists(_ condition: String, _ arguments: StatementArguments) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM assets WHERE \(condition))")
        return try Bool.fetchOne(statement, arguments: arguments) ?? false
    }
}

extension CatalogWriter {
    /// Removes the row of an asset that is past its grace, with its paths and attempts.
    /// - Returns: false, and does nothing, if it was undeleted, is gone, or another asset still
    ///   exists that it superseded.
    package func purge(_ id: String, past grace: Grace) throws -> Bool {
        let isDue = try reader.exists(
            "id = ? AND \(CatalogReader.isExpired)",
            [id, grace.began, grace.began, grace.began, grace.now])
        guard isDue, try !reader.exists("superseded_by = ?", [id]) else { return false }
        try forgetVersion(of: id)
        try db.cachedStatement(sql: "DELETE FROM bucket_paths WHERE asset_id = ?")
            .execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM assets WHERE id = ?").execute(arguments: [id])
        return true
    }
}
