package import Foundation
import GRDB

/// How an asset stopped being current.
package enum AssetEnd: String, Sendable, CaseIterable {
    case superseded, deleted

    fileprivate var column: String { rawValue + "_at" }
}

/// An asset that ended long enough ago to be let go of.
package struct ExpiredAsset: Sendable {
    package let listing: AssetListing
    /// When it ended, UTC milliseconds.
    package let endedAt: Int64
    fileprivate let row: Int64

    /// Where the next page goes on.
    package var cursor: Cursor { Cursor(endedAt: endedAt, row: row) }

    package struct Cursor: Sendable {
        fileprivate let endedAt, row: Int64
    }
}

extension CatalogReader {
    /// A page of the assets that ended in one way at or before `cutoff`, the earliest first.
    package func expired(
        _ end: AssetEnd, before cutoff: Int64, after cursor: ExpiredAsset.Cursor?, limit: Int
    ) throws -> [ExpiredAsset] {
        let column = "assets." + end.column
        // What ended in both ways is listed with those that were superseded.
        let once =
            end == .deleted ? "AND ifnull(assets.superseded_at > \(cutoff), TRUE)" : ""
        return try Row.fetchAll(
            db,
            sql: """
                \(AssetListing.columns), \(column) AS ended_at, assets.rowid AS row_number
                FROM assets \(AssetListing.joins)
                WHERE \(column) IS NOT NULL AND \(column) <= ?
                    AND (\(column), assets.rowid) > (?, ?) \(once)
                ORDER BY \(column), assets.rowid LIMIT ?
                """,
            arguments: [cutoff, cursor?.endedAt ?? .min, cursor?.row ?? .min, limit]
        ).map {
            ExpiredAsset(
                listing: AssetListing(row: $0), endedAt: $0["ended_at"], row: $0["row_number"])
        }
    }

    /// Whether an asset that has not ended by `cutoff` has the content.
    package func isOwned(_ digest: Data, beyond cutoff: Int64) throws -> Bool {
        try exists(
            "\(CatalogReader.hasContent) AND NOT \(CatalogReader.isExpired)",
            [digest, cutoff, cutoff])
    }

    /// Whether an asset with a smaller id has the content.
    package func isOwned(_ digest: Data, before id: String) throws -> Bool {
        try exists("\(CatalogReader.hasContent) AND id < ?", [digest, id])
    }

    /// Whether any asset has the content.
    package func isOwned(_ digest: Data) throws -> Bool {
        try exists(CatalogReader.hasContent, [digest])
    }

    private static let hasContent = "blob_id = (SELECT id FROM blobs WHERE digest = ?)"
    fileprivate static let isExpired =
        "(ifnull(deleted_at <= ?, FALSE) OR ifnull(superseded_at <= ?, FALSE))"

    fileprivate func exists(_ condition: String, _ arguments: StatementArguments) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM assets WHERE \(condition))")
        return try Bool.fetchOne(statement, arguments: arguments) ?? false
    }
}

extension CatalogWriter {
    /// Removes the row of an asset that ended at or before `cutoff`, with its paths and attempts.
    /// - Returns: false, and nothing is done, when it lives again, is gone, or another asset is
    ///   still there that it superseded.
    package func purge(_ id: String, endedBefore cutoff: Int64) throws -> Bool {
        let isDue = try reader.exists(
            "id = ? AND \(CatalogReader.isExpired)", [id, cutoff, cutoff])
        guard isDue, try !reader.exists("superseded_by = ?", [id]) else { return false }
        try forgetVersion(of: id)
        try db.cachedStatement(sql: "DELETE FROM bucket_paths WHERE asset_id = ?")
            .execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM assets WHERE id = ?").execute(arguments: [id])
        return true
    }
}
