import GRDB

/// What a catalogue holds, counted.
package struct CatalogStatistics: Sendable, Equatable {
    package let assets, superseded, blobs, blobBytes, renditions, renditionBytes: Int
    package let blobsByState, blobsByFormat, assetsByStatus, assetsByBucket: [String: Int]
}

extension CatalogReader {
    package func statistics() throws -> CatalogStatistics {
        CatalogStatistics(
            assets: try integer(
                "SELECT count(*) FROM assets WHERE superseded_by IS NULL AND deleted_at IS NULL"),
            superseded: try integer(
                "SELECT count(*) FROM assets WHERE superseded_by IS NOT NULL"),
            blobs: try integer("SELECT count(*) FROM blobs"),
            blobBytes: try integer("SELECT coalesce(sum(size), 0) FROM blobs"),
            renditions: try integer("SELECT count(*) FROM renditions"),
            renditionBytes: try integer("SELECT coalesce(sum(size), 0) FROM renditions"),
            blobsByState: try counts("SELECT state, count(*) FROM blobs GROUP BY 1"),
            blobsByFormat: try counts(
                "SELECT coalesce(format, 'undecodable'), count(*) FROM blobs GROUP BY 1"),
            assetsByStatus: try counts(
                "SELECT retrieval_status, count(*) FROM assets GROUP BY 1"),
            assetsByBucket: try counts(
                "SELECT bucket, count(*) FROM bucket_paths WHERE superseded_at IS NULL GROUP BY 1"))
    }

    private func integer(_ sql: String) throws -> Int {
        try Int.fetchOne(db, sql: sql) ?? 0
    }

    private func counts(_ sql: String) throws -> [String: Int] {
        try Row.fetchAll(db, sql: sql).reduce(into: [:]) { $0[$1[0]] = $1[1] }
    }
}
