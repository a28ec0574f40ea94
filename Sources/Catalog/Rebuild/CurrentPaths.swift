package import Foundation
import GRDB

/// A bucket path that shows something now.
package struct CurrentPath: Sendable, Equatable {
    package let bucket, path: String
    package let digest: Data
}

extension CurrentPath {
    /// Before all paths of a bucket.
    package init(before bucket: String) { self.init(bucket: bucket, path: "", digest: Data()) }
}

extension CatalogReader {
    /// A page of what the tree is to show, by bucket and path.
    package func currentPaths(after last: CurrentPath?, limit: Int) throws -> [CurrentPath] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT bucket, path, digest
                FROM bucket_paths CROSS JOIN assets ON assets.id = bucket_paths.asset_id
                CROSS JOIN blobs ON blobs.id = assets.blob_id
                WHERE (bucket, path) > (?, ?) AND bucket_paths.superseded_at IS NULL
                ORDER BY bucket, path LIMIT ?
                """)
        return try Row.fetchAll(
            statement, arguments: [last?.bucket ?? "", last?.path ?? "", limit]
        ).map { CurrentPath(bucket: $0["bucket"], path: $0["path"], digest: $0["digest"]) }
    }
}
