import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

// On a file system that ignores case or normalizes names, several names of the catalogue share one
// link. It shows the asset that was written last, under the spelling of one of them.
extension RebuildCatalog {
    /// Whether a link belongs to another name, which the facts know with these bytes.
    func isShared(
        _ entry: TreeEntry, of walk: TreeWalk, _ digest: Digest, _ writer: RebuildWriter
    ) throws -> Bool {
        try writer.places(of: digest).contains { bucket, path in
            guard let place = bucketPath(bucket, path) else { return false }
            return try walk.isLink(entry, of: place)
        }
    }
}
