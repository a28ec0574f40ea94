import GRDB

/// What a catalogue holds, counted.
package struct CatalogStatistics: Sendable, Equatable {
    package fileprivate(set) var assets = 0, superseded = 0, goneAtSource = 0
    package fileprivate(set) var blobs = 0, blobBytes = 0, renditions = 0, renditionBytes = 0
    package fileprivate(set) var blobsByState: [String: Int] = [:]
    package fileprivate(set) var blobsByFormat: [String: Int] = [:]
    package fileprivate(set) var assetsByStatus: [String: Int] = [:]
    package fileprivate(set) var assetsByBucket: [String: Int] = [:]
}

extension CatalogReader {
    /// Sums up the counts that triggers keep; no row is counted here.
    package func statistics() throws -> CatalogStatistics {
        var found = CatalogStatistics()
        let assets = try Row.fetchCursor(
            db,
            sql: """
                SELECT is_superseded, is_deleted, retrieval_status, sum(count)
                FROM asset_counts WHERE count > 0 GROUP BY 1, 2, 3
                """)
        while let row = try assets.next() {
            let (isSuperseded, isDeleted): (Bool, Bool) = (row[0], row[1])
            let count: Int = row[3]
            if isSuperseded { found.superseded += count }
            if !isSuperseded, !isDeleted { found.assets += count }
            found.assetsByStatus[row[2], default: 0] += count
        }
        found.goneAtSource =
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM assets INDEXED BY assets_gone
                    WHERE source_gone_at IS NOT NULL AND superseded_by IS NULL
                        AND deleted_at IS NULL
                    """) ?? 0
        let blobs = try Row.fetchCursor(
            db, sql: "SELECT state, format, count, bytes FROM blob_counts WHERE count > 0")
        while let row = try blobs.next() {
            let count: Int = row[2]
            found.blobs += count
            found.blobBytes += row[3]
            found.blobsByState[row[0], default: 0] += count
            found.blobsByFormat[row[1], default: 0] += count
        }
        let renditions = try Row.fetchCursor(db, sql: "SELECT count, bytes FROM rendition_counts")
        while let row = try renditions.next() {
            found.renditions += row[0]
            found.renditionBytes += row[1]
        }
        let buckets = try Row.fetchCursor(
            db, sql: "SELECT bucket, count FROM path_counts WHERE count > 0")
        while let row = try buckets.next() { found.assetsByBucket[row[0]] = row[1] }
        return found
    }
}
